"""Rounds: each is done when it is due, by one worker, and a broken one harms no other."""

import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings as product
from django.utils.module_loading import import_string
from pytest_django.fixtures import Settings

from foundation.clock import utc_now
from jobs.models import KeeperRound
from jobs.services.keeper import Repeating
from jobs.services.rounds import do_due_rounds, do_machine_rounds, do_prompt_rounds

pytestmark = pytest.mark.django_db
done: list[str] = []
GOOD, BAD = "tests.jobs.test_rounds.good", "tests.jobs.test_rounds.bad"


def good() -> int:
    done.append("good")
    return 1


def bad() -> None:
    done.append("bad")
    raise ValueError


@pytest.fixture(autouse=True)
def _rounds(settings: Settings) -> None:
    done.clear()
    settings.KEEPER_ROUNDS = {BAD: 60, GOOD: 60}


def test_rounds_are_done_once_in_their_period() -> None:
    assert do_due_rounds() == [GOOD]
    assert do_due_rounds() == []
    assert done == ["bad", "good"]
    KeeperRound.objects.filter(name=GOOD).update(due_at=utc_now() - timedelta(seconds=1))
    assert do_due_rounds() == [GOOD]
    assert done == ["bad", "good", "good"]


def test_prompt_rounds_do_not_wait_for_the_others(settings: Settings) -> None:
    settings.PROMPT_ROUNDS = {GOOD: 60}
    settings.KEEPER_ROUNDS = {}
    assert (do_due_rounds(), do_prompt_rounds(), do_prompt_rounds()) == ([], [GOOD], [])


def test_round_that_fails_waits_for_its_next_time() -> None:
    do_due_rounds()
    assert KeeperRound.objects.get(name=BAD).due_at > utc_now() + timedelta(seconds=50)


def test_every_round_of_the_product_exists() -> None:
    rounds, prompt = (import_string(f"courtrec.settings.{name}_ROUNDS") for name in ("KEEPER", "PROMPT"))
    assert all(callable(import_string(name)) and period > 0 for name, period in (rounds | prompt).items())
    assert "custody.services.fixity.check_due" in rounds
    assert {"custody.services.sequencer.sequence_due", "custody.services.signer.sign_due"} < set(prompt)
    assert (
        product.JOB_LEASE_S + 2 * product.JOB_REAP_EVERY_S <= 30
    )  # a dead worker's job is queued again in 30 s


def test_repeating_thread_survives_an_error_and_stops() -> None:
    calls: list[float] = []
    twice = threading.Event()

    def call() -> None:
        calls.append(time.monotonic())
        if len(calls) == 2:
            twice.set()
        raise ConnectionError

    thread = Repeating("test", call, 0.01)
    thread.start()
    assert twice.wait(10)
    thread.stopped.set()
    thread.join(10)
    assert not thread.is_alive()


def test_each_machine_does_its_own_rounds(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MACHINE_ROUNDS = {GOOD: 60}
    assert (do_machine_rounds(), do_machine_rounds()) == ([GOOD], [])
    monkeypatch.setattr("socket.gethostname", lambda: "another" * 40)
    assert (do_machine_rounds(), do_machine_rounds()) == ([GOOD], [])
    assert do_due_rounds() == [GOOD]  # the same round of all machines together is another
