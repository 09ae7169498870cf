"""The measuring jobs on recordings that went through the real services: findings, what is derived, doing it twice."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django.fixtures import Settings

from custody.models import OutboxRow
from jobs.models import Job
from jobs.services.queue import requeue
from jobs.services.run import run_due, run_job
from media_pipeline.ffmpeg.errors import LimitExceeded
from media_pipeline.models import Artefact, ArtefactKind, Recording, RecordingFinding, Upload
from media_pipeline.policies.triage import Finding
from media_pipeline.services import measuring
from media_pipeline.services.artefacts import artefact_path
from media_pipeline.services.declaring import Declaration, start
from media_pipeline.services.findings import measure_forgotten, replace_findings, see_findings
from media_pipeline.services.measuring import grid_of, storyboard_of
from media_pipeline.services.parts import part_path, sole_writer
from media_pipeline.services.sealing import job_of, seal
from media_pipeline.states import FindingCode, JobKind, Measured, Severity
from tests.cast import HEARD_AT, RULE, Cast
from tests.media_pipeline.converting.coded import SECONDS, coded
from tests.media_pipeline.measuring.makers import black, ffmpeg, film, nothing, sound, speech, wav
from tests.stores import file_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]
S = 12


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A sound recording whose second microphone is dead, a film that is black, one whose sound a browser lacks."""
    folder = tmp_path_factory.mktemp("media")
    mute = wav(folder / "mute.wav", [speech(S), nothing(S)])
    return {
        "sound": sound(folder / "sound.mp4", [speech(S), nothing(S)]),
        "good": sound(folder / "good.mp4", [speech(S), speech(S, seed=7)]),
        "black": film(folder / "black.mp4", black(S), more=("-i", str(wav(folder / "v.wav", [speech(S)])))),
        "raw": mute,
    }


def received(cast: Cast, path: Path, **more: object) -> Recording:
    columns = {"started_at": HEARD_AT, "hearing": cast.hearing} | more
    declared = Declaration(length=path.stat().st_size, filename=path.name, **columns)  # type: ignore[arg-type]
    upload = start(declared, cast.caller("clerk"))
    shutil.copyfile(path, part_path(upload.pk))
    Upload.objects.filter(pk=upload.pk).update(offset=upload.length)
    upload.refresh_from_db()
    with sole_writer(upload.pk):
        upload = seal(upload, cast.caller("clerk").actor())
    assert upload.recording is not None
    job = job_of(upload.recording)
    assert job is not None
    for owner in ("web", "worker"):
        run_job(job.pk, owner=f"{owner}:{os.getpid()}")
    upload.recording.refresh_from_db()
    return upload.recording


def work(recording: Recording, kind: JobKind) -> Job:
    job = Job.objects.get(kind=kind, subject=recording.pk)
    run_job(job.pk, owner=f"worker:{os.getpid()}")
    job.refresh_from_db()
    recording.refresh_from_db()
    return job


def codes(recording: Recording) -> list[tuple[str, int | None]]:
    return sorted((row.code, row.channel) for row in recording.findings.all())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sound", [("channel-empty", 1)]),
        ("good", []),
        ("black", [("picture-black", None)]),
        ("raw", [("channel-empty", 1)]),  # measured is what is played, here a rendition
    ],
)
@pytest.mark.parametrize("kind", [JobKind.MEASURE_QUICK, JobKind.MEASURE])
def test_recording_has_exactly_its_finding_after_either_look(
    name: str, expected: list[tuple[str, int | None]], kind: JobKind, cast: Cast, media: dict[str, Path]
) -> None:
    recording = received(cast, media[name])
    assert recording.measured == ""
    assert work(recording, kind).outcome == "accept"
    assert codes(recording) == expected
    assert recording.measured == ("samples" if kind is JobKind.MEASURE_QUICK else "whole")


def test_whole_look_leaves_peaks_levels_silence_and_storyboard(cast: Cast, media: dict[str, Path]) -> None:
    recording = received(cast, media["black"])
    work(recording, JobKind.MEASURE)
    sha256 = recording.original.sha256
    peaks, levels = grid_of(ArtefactKind.PEAKS, sha256), grid_of(ArtefactKind.LEVELS, sha256)
    assert peaks is not None
    assert levels is not None
    assert peaks.shape[0] == pytest.approx(S * 20, abs=2)
    assert levels.shape[1:] == (1, 3)
    assert np.abs(peaks).max() > 20
    board = storyboard_of(sha256)
    assert board is not None
    assert [frame.time_ms for frame in board.frames] == [0, 10_000]
    tile = file_of(board.at).read_bytes()[board.skip :][: board.frames[0].size]
    assert tile.startswith(b"\xff\xd8\xff")
    assert tile.endswith(b"\xff\xd9")


def test_work_done_twice_makes_nothing_twice(cast: Cast, media: dict[str, Path]) -> None:
    recording = received(cast, media["sound"])
    job = work(recording, JobKind.MEASURE)
    before = sorted(Artefact.objects.values_list("path", flat=True))
    requeue(job)
    work(recording, JobKind.MEASURE)
    assert sorted(Artefact.objects.values_list("path", flat=True)) == before
    assert codes(recording) == [("channel-empty", 1)]


@pytest.mark.parametrize("lost", ["peaks", "levels", "silence"])
def test_what_was_dropped_is_made_again(lost: str, cast: Cast, media: dict[str, Path]) -> None:
    recording = received(cast, media["sound"])
    job = work(recording, JobKind.MEASURE)
    artefact_path(Artefact.objects.get(kind=lost)).unlink()
    requeue(job)
    assert work(recording, JobKind.MEASURE).outcome == "accept"
    assert artefact_path(Artefact.objects.get(kind=lost)).is_file()


def test_samples_do_not_replace_what_the_whole_has_shown(cast: Cast, media: dict[str, Path]) -> None:
    recording = received(cast, media["sound"])
    work(recording, JobKind.MEASURE)
    work(recording, JobKind.MEASURE_QUICK)
    assert recording.measured == "whole"


def test_kept_recording_says_that_it_cannot_be_read(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "thing.mkv"
    path.write_bytes(b"\x1a\x45\xdf\xa3" + os.urandom(5000))
    recording = received(cast, path)
    work(recording, JobKind.MEASURE_QUICK)
    assert codes(recording) == [("unreadable", None)]
    assert recording.measured == "whole"
    assert not Job.objects.filter(kind=JobKind.MEASURE).exists()


def test_file_of_another_day_is_told(cast: Cast, media: dict[str, Path]) -> None:
    recording = received(cast, media["good"], started_at=HEARD_AT - timedelta(hours=5))
    work(recording, JobKind.MEASURE_QUICK)
    assert codes(recording) == [("off-schedule", None)]


@pytest.mark.parametrize(
    ("clock", "code"),
    [
        ("2039-01-01T00:00:00Z", "clock-ahead"),
        ("1998-01-01T00:00:00Z", "clock-differs"),
        (HEARD_AT.isoformat(), ""),
    ],
)
def test_recorder_whose_clock_is_years_off_is_told(
    clock: str, code: str, cast: Cast, media: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "a.mp4"
    ffmpeg("-i", str(media["good"]), "-c", "copy", "-metadata", f"creation_time={clock}", str(path))
    recording = received(cast, path)
    work(recording, JobKind.MEASURE)
    assert codes(recording) == ([(code, None)] if code else [])


def test_file_that_costs_too_much_is_left_unmeasured_and_plays(
    cast: Cast, media: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def costly(*_arguments: object, **_options: object) -> None:
        raise LimitExceeded("too long")

    recording = received(cast, media["good"])
    monkeypatch.setattr(measuring, "measure_sound", costly)
    job = work(recording, JobKind.MEASURE)
    assert (job.state, job.reason) == ("kept", "not-measured")
    assert (recording.state, recording.measured) == ("ready", "")


def test_recording_prepared_anew_is_measured_anew(cast: Cast, media: dict[str, Path]) -> None:
    recording = received(cast, media["sound"])
    work(recording, JobKind.MEASURE)
    Recording.objects.filter(pk=recording.pk).update(state="preparing")
    job = job_of(recording)
    assert job is not None
    requeue(job)
    run_job(job.pk, owner="web")
    recording.refresh_from_db()
    assert recording.measured == ""
    assert set(Job.objects.filter(kind__startswith="measure").values_list("state", flat=True)) == {"queued"}


def test_recording_from_before_there_was_measuring_is_measured(cast: Cast, media: dict[str, Path]) -> None:
    recording = received(cast, media["sound"])
    assert measure_forgotten() == 0
    Job.objects.filter(kind__startswith="measure").delete()
    assert measure_forgotten() == 1
    work(recording, JobKind.MEASURE)
    assert codes(recording) == [("channel-empty", 1)]
    assert measure_forgotten() == 0


# --- seen ---------------------------------------------------------------------------------------------------------
ALARM = Finding(FindingCode.CHANNEL_EMPTY, Severity.ALARM, 1)
NOTE = Finding(FindingCode.CHANNEL_COPY, Severity.NOTICE, 2, value=0)


@pytest.fixture
def found(cast: Cast, media: dict[str, Path]) -> Recording:
    recording = received(cast, media["sound"], channels=["judge", "witness"])
    replace_findings(recording, [ALARM], Measured.SAMPLES)
    return recording


def test_what_was_seen_stays_seen_and_what_is_new_is_not(found: Recording, cast: Cast) -> None:
    assert see_findings(found, cast.caller("clerk"), RULE) == 1
    replace_findings(found, [ALARM, NOTE], Measured.WHOLE)
    rows = {row.code: row for row in found.findings.all()}
    assert rows["channel-empty"].seen_by == cast.people["clerk"].pk
    assert rows["channel-copy"].seen_at is None
    assert OutboxRow.objects.filter(action="findings.seen", object=found.pk).count() == 1
    assert see_findings(found, cast.caller("clerk"), RULE) == 1
    assert see_findings(found, cast.caller("clerk"), RULE) == 0
    assert OutboxRow.objects.filter(action="findings.seen").count() == 2


def test_clerk_is_told_on_the_desk_and_on_the_page_until_it_is_seen(
    found: Recording, signed_in: Callable[[str], Client]
) -> None:
    clerk, words = signed_in("clerk"), "Микрофон «Место для дачи показаний» ничего не записал"
    page, seen = f"/recordings/{found.pk}/?lang=ru", f"/recordings/{found.pk}/findings/seen/"
    assert words in clerk.get("/?lang=ru").content.decode()
    assert words in clerk.get(page).content.decode()
    assert seen in clerk.get(page).content.decode()
    assert clerk.post(seen).status_code == 302
    assert words not in clerk.get("/?lang=ru").content.decode()
    assert words in clerk.get(page).content.decode()
    assert seen not in clerk.get(page).content.decode()


def test_others_are_not_told(found: Recording, signed_in: Callable[[str], Client]) -> None:
    assert "Recorders that need you" not in signed_in("clerk2").get("/?lang=en").content.decode()


def test_api_gives_findings_as_codes_and_words(found: Recording, signed_in: Callable[[str], Client]) -> None:
    document = signed_in("clerk").get(f"/api/v1/recordings/{found.pk}/").json()
    assert document["measured"] == "samples"
    words = document["findings"][0].pop("words")
    assert document["findings"] == [
        {
            "code": "channel-empty",
            "severity": "alarm",
            "channel": 1,
            "from_ms": None,
            "to_ms": None,
            "value": None,
            "seen": False,
        }
    ]
    assert "Witness stand" in words


def test_finding_of_a_part_is_shown_with_its_time_of_day(
    found: Recording, signed_in: Callable[[str], Client], settings: Settings
) -> None:
    part = Finding(FindingCode.PICTURE_BLACK, Severity.WARNING, None, 60_000, 180_000)
    replace_findings(found, [part], Measured.WHOLE)
    with override("en"):
        page = signed_in("clerk").get(f"/recordings/{found.pk}/?lang=en").content.decode()
    zone = found.court.zone
    times = [(HEARD_AT + timedelta(minutes=minutes)).astimezone(zone).strftime("%H:%M") for minutes in (1, 3)]
    assert all(f">{time}</time>" in page for time in times)


def test_upload_status_tells_first_findings(found: Recording, signed_in: Callable[[str], Client]) -> None:
    upload = Upload.objects.get(recording=found)
    status = signed_in("clerk").get(f"/api/v1/uploads/{upload.pk}").json()
    assert status["measured"] == "samples"
    assert len(status["findings"]) == 1
    assert RecordingFinding.objects.count() == 1


# --- in chunks ----------------------------------------------------------------------------------------------------
def test_recording_made_in_chunks_is_measured_once_it_is_whole(
    cast: Cast, tmp_path: Path, settings: Settings
) -> None:
    settings.CHUNK_S, settings.CHUNK_FROM_S, settings.CHUNKS_LOOK_EVERY_S = 4, 6, 3600
    settings.FIRST_PICTURES_S = settings.FIRST_SOUND_S = 3
    settings.MEASURE_TILE_EVERY_S = 1
    recording = received(cast, coded(tmp_path, "camera.ts"))
    assert (recording.state, recording.measured) == ("ready", "")
    work(recording, JobKind.MEASURE_QUICK)
    assert recording.measured == "samples"
    assert not Job.objects.filter(kind=JobKind.MEASURE).exists()
    while run_due(f"worker:{os.getpid()}"):
        pass
    recording.refresh_from_db()
    assert recording.measured == "whole"
    board = storyboard_of(recording.original.sha256)
    assert board is not None
    times = [frame.time_ms for frame in board.frames]
    assert times[0] < 100
    assert len(times) >= SECONDS // 2
    assert times[-1] >= (SECONDS - 4) * 1000
    tiles = file_of(board.at).read_bytes()[board.skip :]
    assert all(tiles[frame.offset :].startswith(b"\xff\xd8\xff") for frame in board.frames)
    peaks = grid_of(ArtefactKind.PEAKS, recording.original.sha256)
    assert peaks is not None
    assert len(peaks) == pytest.approx(SECONDS * 20, abs=5)
