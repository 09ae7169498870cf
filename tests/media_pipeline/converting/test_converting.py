"""From a file that browsers cannot play to one that plays: whole, in step, microphones apart; or the reason why not."""

import os
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from jobs.models import Job
from jobs.services.queue import requeue
from jobs.services.run import run_job
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.models import Artefact, Recording, Upload
from media_pipeline.mp4.index import SampleIndex
from media_pipeline.services.declaring import Declaration, start
from media_pipeline.services.parts import part_path, sole_writer
from media_pipeline.services.playables import whole_file
from media_pipeline.services.sealing import job_of, seal
from tests.cast import HEARD_AT, Cast
from tests.media_pipeline.converting.sources import (
    RATE,
    RECIPES,
    SECONDS,
    TONES,
    cut,
    make,
    microphones,
    with_court_header,
)
from tests.stores import file_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]

FRAME_MS = 1000 // RATE
# What a coder of sound may add or take at the ends: a frame of the coarsest of these (AMR to AAC at 8 kHz).
SOUND_MS = 130


def received(cast: Cast, path: Path, started_at: datetime | None = HEARD_AT) -> Recording:
    declared = Declaration(
        length=path.stat().st_size, filename=path.name, hearing=cast.hearing, started_at=started_at
    )
    upload = start(declared, cast.caller("clerk"))
    shutil.copyfile(path, part_path(upload.pk))
    Upload.objects.filter(pk=upload.pk).update(offset=upload.length)
    upload.refresh_from_db()
    with sole_writer(upload.pk):
        upload = seal(upload, cast.caller("clerk").actor())
    assert upload.recording is not None
    return upload.recording


def worked(recording: Recording) -> Job:
    """Run the recording's job to its end, as web process and worker do one after the other."""
    job = job_of(recording)
    assert job is not None
    for owner in ("web", "worker"):
        run_job(job.pk, owner=f"{owner}:{os.getpid()}")
    job.refresh_from_db()
    recording.refresh_from_db()
    return job


def played(recording: Recording) -> tuple[SampleIndex, Path]:
    """Return the index and the one file that a recording is played from."""
    found = whole_file(recording.original)
    assert found is not None
    return found[0], file_of(found[1])


def index_of(recording: Recording) -> SampleIndex:
    return played(recording)[0]


def decoded(path: Path, track: int = 0) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    """Return a sound track's samples at 48 kHz, one column for each channel."""
    probe = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", "-i", str(path), "-map", f"0:a:{track}"]
    raw = subprocess.run([*probe, "-ar", "48000", "-f", "s16le", "-"], check=True, capture_output=True).stdout
    index = np.frombuffer(raw, np.int16)
    return index.reshape(-1, _channels(path, track))


def _channels(path: Path, track: int) -> int:
    probe = [str(find_ffmpeg("").path), "-nostdin", "-v", "info", "-i", str(path), "-map", f"0:a:{track}"]
    said = subprocess.run([*probe, "-f", "null", "-"], check=True, capture_output=True, text=True).stderr
    layout = said.split("Output #0")[1].split("Hz, ")[1].split(",")[0]
    return {"mono": 1, "stereo": 2, "3.0": 3, "4.0": 4}[layout]


def loudest_hz(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> float:
    spectrum = np.abs(np.fft.rfft(samples[4800 : 4800 + 48_000]))
    return float(np.argmax(spectrum))


@pytest.mark.parametrize("name", RECIPES)
def test_recorders_file_becomes_playable_in_its_whole_length(name: str, cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, make(tmp_path, name))
    job = worked(recording)
    assert (job.state, job.outcome, job.reason) == ("done", "accept", "")
    assert (recording.state, recording.reason) == ("ready", "")
    assert recording.duration_ms == pytest.approx(SECONDS * 1000, abs=SOUND_MS)
    index = index_of(recording)
    assert (index.video is not None) == ("testsrc" in str(RECIPES[name]))
    if index.video is not None:
        assert index.video.facts.frames == pytest.approx(SECONDS * RATE, abs=1)
        assert index.video.facts.key_gap_max_ms <= 2000 + FRAME_MS
    assert len(index.audio) == 1


def test_picture_that_browsers_play_is_copied_bit_by_bit(cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, make(tmp_path, "copied.ts"))
    worked(recording)
    assert _pictures(tmp_path / "copied.ts") == _pictures(played(recording)[1])


def _pictures(path: Path) -> list[str]:
    command = [
        str(find_ffmpeg("").path),
        "-nostdin",
        "-v",
        "error",
        "-i",
        str(path),
        "-map",
        "0:v",
        "-f",
        "framemd5",
        "-",
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line.rsplit(",", 1)[1] for line in said.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 7, 8])
def test_every_microphone_is_heard_on_its_own_channel(count: int, cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, microphones(tmp_path, count))
    worked(recording)
    media = played(recording)[1]
    columns = [column for track in range(-(-count // 4)) for column in decoded(media, track).T]
    assert [loudest_hz(column) for column in columns] == pytest.approx(TONES[:count], abs=2)


def test_courts_header_is_no_sound(cast: Cast, tmp_path: Path) -> None:
    plain = make(tmp_path, "sound.mp3")
    recording = received(cast, with_court_header(plain))
    assert worked(recording).outcome == "accept"
    assert recording.duration_ms == pytest.approx(SECONDS * 1000, abs=SOUND_MS)


@pytest.mark.parametrize(
    ("clock", "begins_at"),
    [
        (
            (2, 3, 10, 20),
            HEARD_AT + timedelta(minutes=20),
        ),  # the court's local time, on the day of the hearing
        ((15, 4, 12, 30), HEARD_AT),  # another day: the clock is off, who sends it here knows better
        ((0, 0, 0, 0), HEARD_AT),  # never set
    ],
)
def test_recorders_own_clock_places_the_file_in_the_hearing(
    clock: tuple[int, int, int, int], begins_at: datetime, cast: Cast, tmp_path: Path
) -> None:
    path = with_court_header(make(tmp_path, "sound.mp3"), *clock)
    assert received(cast, path, started_at=None).started_at == begins_at


@pytest.mark.parametrize("name", ["copied.ts", "modern.mkv", "camera.avi", "sound.wav"])
def test_file_that_is_cut_off_is_played_as_far_as_it_goes(name: str, cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, cut(make(tmp_path, name), 0.6))
    job = worked(recording)
    assert job.state == "done"
    assert recording.duration_ms == pytest.approx(SECONDS * 600, abs=800)
    assert recording.reason == job.reason
    if job.outcome == "salvage":
        assert all(row["start_ms"] < row["end_ms"] for row in job.missing)


def test_damage_inside_is_said(cast: Cast, tmp_path: Path) -> None:
    path = make(tmp_path, "windows.wmv")
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 2, len(data) // 2 + 2000, 7):
        data[at] ^= 0xFF
    path.write_bytes(data)
    recording = received(cast, path)
    job = worked(recording)
    assert (job.state, job.outcome, job.reason) == ("done", "salvage", "damaged-parts")
    assert recording.duration_ms == pytest.approx(SECONDS * 1000, abs=500)
    # Once more, over the rendition that is there: what is missing is missing still.
    requeue(job)
    again = worked(recording)
    assert (again.state, again.outcome, again.reason) == ("done", "salvage", "damaged-parts")


def test_sound_that_cannot_be_read_leaves_the_picture(cast: Cast, tmp_path: Path) -> None:
    path = make(tmp_path, "camera.avi")
    # An unknown format tag (WAVEFORMATEX in the stream header): the picture is as it was.
    data = path.read_bytes()
    at = data.index(b"strf", data.index(b"auds")) + 8
    path.write_bytes(data[:at] + b"\x99\x99" + data[at + 2 :])
    recording = received(cast, path)
    job = worked(recording)
    assert (job.outcome, job.reason) == ("salvage", "sound-lost")
    assert index_of(recording).audio == ()


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"\x03enc" + bytes(5000), "no-decoder"),
        (b".RMF" + bytes(5000), "no-decoder"),
        (b"\x1a\x45\xdf\xa3" + os.urandom(5000), "undecodable"),
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41\0\0\0\x08free", "no-moov"),
    ],
)
def test_what_nobody_can_play_is_kept_with_its_reason(
    head: bytes, reason: str, cast: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "thing.bin"
    path.write_bytes(head)
    recording = received(cast, path)
    job = worked(recording)
    assert (job.state, job.outcome, job.reason) == ("kept", "keep", reason)
    assert (recording.state, recording.reason) == ("kept", reason)


def test_work_done_twice_makes_one_rendition(cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, make(tmp_path, "sound.flac"))
    job = worked(recording)
    before = sorted(Artefact.objects.values_list("path", flat=True))
    requeue(job)
    worked(recording)
    assert sorted(Artefact.objects.values_list("path", flat=True)) == before


def test_failed_try_leaves_no_file(cast: Cast, tmp_path: Path, stores: Path) -> None:
    path = tmp_path / "thing.mkv"
    path.write_bytes(b"\x1a\x45\xdf\xa3" + os.urandom(5000))
    worked(received(cast, path))
    assert not list((stores / "artefacts").rglob("*.mp4"))
