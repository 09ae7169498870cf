"""What an act of destruction does with recordings: all of them goes, an original that others need stays whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from custody.models import Original, OutboxRow
from custody.services import stores
from foundation.clock import utc_now
from hearings.models import AssignmentRole, DestructionAct, Hearing
from hearings.services.assignments import assign
from hearings.services.destroying import carry_out_due
from jobs.models import Job
from media_pipeline.models import Artefact, Recording, Upload
from media_pipeline.services.artefacts import artefact_path
from media_pipeline.services.ranges import take_range
from media_pipeline.states import Waiting
from tests.cast import RULE, Cast
from tests.media import add_recording
from tests.stores import original_path

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


def condemn(signed_in: SignIn, hearing: Hearing, judge: str = "judge") -> DestructionAct:
    """Propose by a ruling as the clerk, approve as the judge."""
    answers: list[Any] = [
        signed_in(username).delete(f"/api/v1/hearings/{hearing.pk}/", content_type="application/json")
        for username in ("clerk", judge)
    ]
    assert [answer.status_code for answer in answers] == [202, 200]
    return DestructionAct.objects.get(pk=answers[0].json()["id"])


def carry_out(act: DestructionAct, rounds: int = 2) -> DestructionAct:
    for _ in range(rounds):
        DestructionAct.objects.update(next_try_at=utc_now())
        carry_out_due()
    return DestructionAct.objects.get(pk=act.pk)


def files_of(original: Original) -> list[Path]:
    return [artefact_path(row) for row in Artefact.objects.filter(original=original)]


def test_original_and_all_that_was_made_of_it_are_gone(heard: Cast, signed_in: SignIn) -> None:
    recording = add_recording(heard, tone=523)  # no other test's: what is made of it belongs to this original
    recorded = heard.hearing
    original = recording.original
    made, bytes_at = files_of(original), original_path(original.pk)
    assert made
    assert all(path.exists() for path in (*made, bytes_at))
    act = carry_out(condemn(signed_in, recorded))
    assert act.state == "carried_out"
    assert not any(path.exists() for path in (*made, bytes_at))
    assert not Artefact.objects.filter(original=original).exists()
    assert not Job.objects.filter(group=recording.pk).exists()
    recording.refresh_from_db()
    original.refresh_from_db()
    assert (recording.state, recording.filename, recording.streams) == ("destroyed", "", [])
    assert Upload.objects.get(recording=recording).filename == ""
    assert (original.destroyed_under, bool(original.sha256)) == (act.number, True)
    leaf = OutboxRow.objects.get(action="original.destroyed")
    assert (leaf.object, leaf.object_sha256, leaf.rule) == (original.pk, original.sha256, f"act {act.number}")
    removed = act.items.get().report["removed"]
    assert (removed["originals"], removed["files"], removed["recordings"]) == (1, len(made), 1)


def test_original_that_another_hearing_reads_stays_whole_until_that_is_destroyed(
    recorded: Hearing, cast: Cast, signed_in: SignIn
) -> None:
    recording = Recording.objects.get()
    take_range(cast.other_hearing, recording, cast.caller("clerk").actor(), RULE, 12_000, 20_000)
    before = original_path(recording.original_id).read_bytes()
    act = carry_out(condemn(signed_in, recorded))
    assert (act.state, act.items.get().report["kept"]) == ("carried_out", {"other hearings": 1})
    assert original_path(recording.original_id).read_bytes() == before
    assert signed_in("party").get(f"/api/v1/hearings/{recorded.pk}/playback/").status_code == 410
    assign(cast.other_hearing, cast.people["clerk"], AssignmentRole.CLERK, cast.caller("registry"), RULE)
    last = carry_out(condemn(signed_in, cast.other_hearing, "judge2"))
    assert last.items.get().report["removed"]["originals"] == 1
    assert not original_path(recording.original_id).exists()


def test_part_in_the_inbox_keeps_the_act_open_until_a_person_has_decided(
    recorded: Hearing, signed_in: SignIn
) -> None:
    """The part may be the only record of a hearing that nobody has found yet."""
    recording = Recording.objects.get()
    Recording.objects.update(waits=Waiting.NO_HEARING)
    act = carry_out(condemn(signed_in, recorded), rounds=3)
    assert (act.state, act.items.get().report["kept"]) == ("approved", {"waiting for a hearing": 1})
    assert original_path(recording.original_id).exists()
    Recording.objects.update(waits=Waiting.NOT, dismissal="a test of the microphones")
    assert carry_out(act).state == "carried_out"
    assert not original_path(recording.original_id).exists()


def test_store_that_does_not_let_go_is_asked_again_and_nothing_is_said_too_early(
    recorded: Hearing, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = Recording.objects.get()

    def locked(_self: object, _original: str) -> None:
        raise OSError("locked until the end of the year")

    with monkeypatch.context() as held:
        held.setattr(type(stores.store()), "destroy", locked)
        act = carry_out(condemn(signed_in, recorded), rounds=3)
    assert act.state == "approved"
    assert act.next_try_at > utc_now()
    assert not OutboxRow.objects.filter(action="original.destroyed").exists()
    assert Original.objects.get(pk=recording.original_id).destroyed_at is None
    assert signed_in("party").get(f"/api/v1/hearings/{recorded.pk}/playback/").status_code == 410
    assert carry_out(act).state == "carried_out"
    assert not original_path(recording.original_id).exists()
