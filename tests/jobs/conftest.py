"""Handlers of the tests: a job does what its test says."""

from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from jobs.services import handlers
from jobs.services.handlers import Handler, Progress, Result
from jobs.states import Outcome


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wake-ups go nowhere, as with a broker that is away."""
    monkeypatch.setattr("jobs.services.queue.current_app", _Away())


class _Away:
    def send_task(self, *_arguments: object, **_named: object) -> None:
        raise ConnectionError


@pytest.fixture
def handle(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[Handler], None]:
    """Let jobs of the kind `test` be done by a function."""
    settings.JOB_HANDLERS = {"test": "tests.jobs.conftest.accept"}
    handlers.handler_of.cache_clear()

    def use(function: Handler) -> None:
        monkeypatch.setattr("tests.jobs.conftest.accept", function)
        handlers.handler_of.cache_clear()

    return use


def accept(_subject: str, _progress: Progress) -> Result:
    return Result(Outcome.ACCEPT)
