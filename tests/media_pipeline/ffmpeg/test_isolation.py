"""The probe: its answer is about this kernel, and a refusal is reported instead of raised."""

from collections.abc import Iterator

import pytest

from media_pipeline.ffmpeg import isolation
from media_pipeline.ffmpeg.errors import SandboxUnavailable
from media_pipeline.ffmpeg.isolation import Isolation, probe_isolation


@pytest.fixture(autouse=True)
def fresh_probe() -> Iterator[None]:
    probe_isolation.cache_clear()
    yield
    probe_isolation.cache_clear()


def test_probe_on_this_machine_has_an_answer_with_its_reason() -> None:
    answer = probe_isolation()
    assert answer.network_denied == (answer.reason == "")


def test_probe_refused_by_kernel_reports_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SandboxUnavailable("network: [Errno 1] Operation not permitted")

    monkeypatch.setattr(isolation, "run", refuse)
    assert probe_isolation() == Isolation(
        network_denied=False, reason="network: [Errno 1] Operation not permitted"
    )
