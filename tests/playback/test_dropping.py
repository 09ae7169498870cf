"""What was made of recordings is dropped when nobody plays them, and made again, the same, for who comes."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from custody.models import Original, OutboxRow
from custody.services.fixity import check
from foundation.clock import utc_now
from hearings.models import Hearing
from jobs.models import Job
from jobs.services.run import run_job
from jobs.states import JobState, Priority
from media_pipeline.models import Artefact, ArtefactKind, Recording, Rendition
from media_pipeline.services.playables import playable_of
from media_pipeline.services.sealing import job_of
from media_pipeline.services.stores import derived
from playback.models import Play
from playback.services.gate import gate
from playback.services.unplayed import drop_in_time
from tests.cast import Cast
from tests.media_pipeline.converting.sources import encode, make
from tests.media_pipeline.converting.test_converting import received, worked
from tests.playback.test_media import base_of, body_of, opened, parts_of

SignIn = Callable[[str], Client]
LONG_AGO = timedelta(days=40)


@pytest.fixture(params=["local", "s3"])
def stores(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> None:
    settings.ORIGINALS_DIR = tmp_path / "originals"
    settings.PARTS_DIR = tmp_path / "originals" / "parts"
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    if request.param == "s3":
        request.getfixturevalue("in_bucket")


@pytest.fixture
def hearing(stores: None, heard: Cast, tmp_path: Path) -> Hearing:
    """A hearing whose one recording must be converted to be played, as it was left 40 days ago."""
    worked(received(heard, make(tmp_path, "mpeg2.ts")))
    _finish_all()
    _age()
    heard.hearing.refresh_from_db()
    return heard.hearing


def _finish_all() -> None:
    """Run whatever waits, until nothing does."""
    for _ in range(20):
        waiting = Job.objects.exclude(state__in=(JobState.DONE, JobState.KEPT)).order_by("priority")
        ids = list(waiting.values_list("pk", flat=True))
        if not ids:
            return
        for job_id in ids:
            Job.objects.filter(pk=job_id).update(not_before=None)
            run_job(job_id, owner=f"worker:{os.getpid()}")
    raise AssertionError(list(Job.objects.values_list("kind", "state", "reason")))


def _age() -> None:
    Artefact.objects.update(created_at=utc_now() - LONG_AGO)
    Play.objects.update(created_at=utc_now() - LONG_AGO, ends_at=utc_now() - LONG_AGO)
    gate._running.clear()


def _told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return dict(json.loads(capsys.readouterr().out.splitlines()[-1]))


def _media_names() -> list[str]:
    rows = Artefact.objects.filter(kind=ArtefactKind.MEDIA).order_by("path")
    return list(rows.values_list("path", flat=True))


def _segments(client: Client, hearing: Hearing) -> dict[str, bytes]:
    play = opened(client, hearing)
    names = [name for key in ("v0", "a0") for name in parts_of(client, play, key)]
    return {name: body_of(client, f"{base_of(play)}/{name}") for name in names}


def test_dropped_rendition_is_made_again_for_who_opens_the_hearing_with_the_same_frames(
    hearing: Hearing, signed_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    client = signed_in("judge")
    before = _segments(client, hearing)
    _age()
    names, kept = _media_names(), Artefact.objects.exclude(kind=ArtefactKind.MEDIA).count()
    size = sum(Artefact.objects.filter(kind=ArtefactKind.MEDIA).values_list("size", flat=True))
    call_command("drop_derivatives", days=30)
    assert _told(capsys) == {"dropped": True, "files": len(names), "bytes": size}
    assert not any(derived().is_there(name) for name in names)
    assert Artefact.objects.count() == kept
    assert check(Original.objects.get()) == ""
    assert OutboxRow.objects.filter(action="recording.dropped", actor="operator").count() == 1

    for _ in range(2):  # who asks again while it is being made starts nothing new
        answer = client.get(f"/api/v1/hearings/{hearing.pk}/playback/")
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:courtrec:problem:being-prepared")
    job = job_of(Recording.objects.get())
    assert job is not None
    assert (job.state, job.priority) == (JobState.QUEUED, Priority.INTERACTIVE)
    _finish_all()
    assert _segments(client, hearing) == before
    _finish_all()  # smaller pictures and the mix, ordered by that play
    assert len(_media_names()) == len(names)


@pytest.mark.parametrize("stores", ["local"], indirect=True)
def test_rendition_in_chunks_is_dropped_and_made_again(
    stores: None, heard: Cast, signed_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.CHUNK_FROM_S, settings.CHUNK_S, settings.LADDER = 10, 5, False
    path = tmp_path / "long.ts"
    encode(
        *("-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=22"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=22"),
        *("-c:v", "mpeg2video", "-g", "12", "-c:a", "mp2", str(path)),
    )
    recording = received(heard, path)
    _finish_all()
    assert Rendition.objects.get(kind="play").chunks.count() > 3
    _age()
    heard.hearing.refresh_from_db()
    client = signed_in("judge")
    before = _segments(client, heard.hearing)
    _age()
    call_command("drop_derivatives", days=30)
    assert _media_names() == []
    assert playable_of(recording.original) is None
    assert client.get(f"/api/v1/hearings/{heard.hearing.pk}/playback/").status_code == 409
    _finish_all()
    assert _segments(client, heard.hearing) == before


@pytest.mark.parametrize("stores", ["local"], indirect=True)
def test_job_that_failed_is_not_started_again_by_who_waits(hearing: Hearing, signed_in: SignIn) -> None:
    call_command("drop_derivatives", days=30)
    Job.objects.update(state=JobState.FAILED)
    assert signed_in("judge").get(f"/api/v1/hearings/{hearing.pk}/playback/").status_code == 409
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.FAILED}


@pytest.mark.parametrize("stores", ["local"], indirect=True)
@pytest.mark.parametrize("why", ["played", "watched", "young", "at work", "dry"])
def test_what_is_wanted_stays(
    hearing: Hearing, signed_in: SignIn, capsys: pytest.CaptureFixture[str], why: str
) -> None:
    names = _media_names()
    if why in {"played", "watched"}:
        opened(signed_in("judge"), hearing)
    if why == "played":
        Play.objects.update(created_at=utc_now() - timedelta(days=29), ends_at=utc_now() - timedelta(days=28))
    if why == "watched":
        Play.objects.update(created_at=utc_now() - LONG_AGO)
    if why == "young":
        Artefact.objects.filter(path=names[0]).update(created_at=utc_now() - timedelta(days=29))
    if why == "at work":
        Job.objects.filter(kind="light").update(state=JobState.QUEUED)
    call_command("drop_derivatives", days=30, dry_run=why == "dry")
    assert _media_names() == names
    assert all(derived().is_there(name) for name in names)
    told = _told(capsys)
    assert (told["files"], told["dropped"]) == ((len(names), False) if why == "dry" else (0, True))


@pytest.mark.parametrize("stores", ["local"], indirect=True)
@pytest.mark.parametrize(("days", "dropped"), [(0, 0), (30, 1), (41, 0)])
def test_keeper_drops_only_when_the_settings_say_so(
    hearing: Hearing, settings: Settings, days: int, dropped: int
) -> None:
    settings.DERIVATIVES_KEPT_DAYS = days
    assert drop_in_time() == dropped


@pytest.mark.django_db
def test_command_without_an_age_says_what_is_missing() -> None:
    with pytest.raises(CommandError, match="--days"):
        call_command("drop_derivatives")
