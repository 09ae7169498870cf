"""Long sources become playable chunk by chunk: soon, whole, on the exact picture, and honest about what is lost."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from hearings.doors import get_hearing_for
from hearings.policy import Action
from jobs.models import Job
from jobs.services.run import run_due, run_job
from media_pipeline.doors import get_work_for
from media_pipeline.models import Artefact, Chunk, Recording, Rendition
from media_pipeline.services.measuring import storyboard_of
from media_pipeline.services.sealing import job_of
from media_pipeline.services.steering import retry_work
from playback.services.variants import variant_for
from tests.cast import Cast
from tests.media_pipeline.converting.coded import FPS, FRAMES, SECONDS, coded, codes, presented, written
from tests.media_pipeline.converting.sources import make
from tests.media_pipeline.converting.test_converting import SOUND_MS, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores", "short_chunks")]


RUNS = 20
SOURCES = [
    *("camera.ts", "windows.wmv", "modern.mkv"),
    *(pytest.param(name, marks=pytest.mark.soak) for name in ("disc.mpg", "jpegs.avi", "studio.mxf")),
]
NOISE = 12
"""Makes pictures that a smaller one saves something of."""


@pytest.fixture
def short_chunks(settings: Settings) -> None:
    """Twelve seconds count as long, four as a chunk."""
    settings.CHUNK_S, settings.CHUNK_FROM_S = 4, 6
    settings.FIRST_PICTURES_S = settings.FIRST_SOUND_S = 3
    settings.CHUNKS_LOOK_EVERY_S = 3600  # who waits for chunks is told by the last one
    settings.LADDER_LEAST_BITS_PER_S = 50_000


def begun(recording: Recording) -> Job:
    """Run the recording's own job up to where it waits for its chunks."""
    job = job_of(recording)
    assert job is not None
    for owner in ("web", "worker"):
        run_job(job.pk, owner=owner)
    job.refresh_from_db()
    recording.refresh_from_db()
    return job


def finished(recording: Recording) -> Job:
    """Run whatever is due until nothing is; nothing may be left waiting for a time to pass."""
    for _ in range(RUNS):
        if not run_due("worker"):
            break
    assert not Job.objects.filter(state__in=("queued", "running")).exclude(kind="seal").exists()
    job = job_of(recording)
    assert job is not None
    recording.refresh_from_db()
    return job


@pytest.mark.parametrize("name", SOURCES)
def test_long_source_is_played_picture_by_picture_over_all_chunks(
    name: str, cast: Cast, tmp_path: Path
) -> None:
    recording = received(cast, coded(tmp_path, name))
    job = finished(recording)
    assert (job.state, job.outcome, job.reason) == ("done", "accept", "")
    assert Chunk.objects.filter(role="picture").count() >= 3
    assert not Chunk.objects.exclude(state="done").exists()
    assert codes(written(recording, "v0", tmp_path / "out.mp4")) == list(range(FRAMES))
    assert recording.duration_ms == pytest.approx(SECONDS * 1000, abs=SOUND_MS)
    assert [stream["kind"] for stream in recording.streams] == ["video", "audio"]


def test_first_seconds_are_played_while_the_rest_is_made(cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, coded(tmp_path, "camera.ts"))
    job = begun(recording)
    assert (job.state, recording.state) == ("queued", "ready")
    assert recording.duration_ms == pytest.approx(SECONDS * 1000, abs=SOUND_MS)
    shown = [code for code in codes(written(recording, "v0", tmp_path / "out.mp4")) if code is not None]
    assert shown == list(range(3 * FPS))
    admitted = get_hearing_for(cast.caller("clerk"), cast.hearing.pk, Action.PLAYLIST)
    ((begins, ends),) = variant_for(admitted).preparing(1)
    assert begins == pytest.approx(3_000, abs=50)
    assert ends == pytest.approx(recording.duration_ms, abs=50)
    finished(recording)
    admitted = get_hearing_for(cast.caller("clerk"), cast.hearing.pk, Action.PLAYLIST)
    assert variant_for(admitted).preparing(1) == ()


def test_chunks_are_shown_in_steps_and_never_by_half(cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, coded(tmp_path, "camera.ts"))
    begun(recording)
    generations = [recording.ranges.get().hearing.media_generation]
    seen = []
    jobs = Job.objects.filter(kind="chunk", stage_of__in=("sound", "picture")).order_by(
        "priority", "created_at"
    )
    for job in jobs:
        run_job(job.pk, owner="worker")
        recording.refresh_from_db()
        pictures = codes(written(recording, "v0", tmp_path / "out.mp4"))
        seen.append(len([code for code in pictures if code is not None]))
        generations.append(recording.ranges.get().hearing.media_generation)
        made = {file.path for row in Artefact.objects.exclude(chunk=None) for file in [row]}
        assert made
    assert seen[0] == 3 * FPS  # sound alone replaces nothing
    assert seen == sorted(seen)
    assert seen[-1] == FRAMES
    assert generations == sorted(generations)


def test_chunk_that_cannot_be_read_is_said_to_be_missing(cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, coded(tmp_path, "camera.ts"))
    begun(recording)
    chunk = Chunk.objects.get(role="picture", number=1)
    Chunk.objects.filter(pk=chunk.pk).update(
        pictures=10 * chunk.pictures
    )  # as if most of them did not decode
    job = finished(recording)
    assert (job.state, job.outcome, job.reason) == ("done", "salvage", "damaged-parts")
    span = {"start_ms": chunk.start_tick // 90, "end_ms": chunk.end_tick // 90}
    assert job.missing == [span]
    shown = [code for code in codes(written(recording, "v0", tmp_path / "out.mp4")) if code is not None]
    held = chunk.pictures
    assert len(shown) == FRAMES - held
    assert shown == sorted(shown)


def test_lost_chunk_is_made_when_somebody_asks_again(cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, coded(tmp_path, "camera.ts", 960, 720, noise=NOISE))
    begun(recording)
    chunk = Chunk.objects.get(role="picture", number=1)
    Chunk.objects.filter(pk=chunk.pk).update(pictures=10 * chunk.pictures)
    assert finished(recording).outcome == "salvage"
    board = storyboard_of(recording.original.sha256)
    assert board is not None
    Chunk.objects.filter(pk=chunk.pk).update(pictures=chunk.pictures)  # a newer decoder reads it
    work = get_work_for(cast.caller("clerk"), recording.pk)
    assert retry_work(work, Job.objects.filter(group=recording.pk), recording.pk)
    job = finished(recording)
    assert (job.state, job.outcome, job.missing) == ("done", "accept", [])
    assert (recording.state, recording.reason) == ("ready", "")
    assert codes(written(recording, "v0", tmp_path / "out.mp4"), 960, 720) == list(range(FRAMES))
    renewed = storyboard_of(recording.original.sha256)
    assert renewed is not None
    assert len(renewed.parts) == len(board.parts) + 1
    assert codes(written(recording, "v1", tmp_path / "out.mp4"), 640, 480) == list(range(FRAMES))


def test_chunk_whose_job_needs_a_person_does_not_hold_up_the_recording(cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, coded(tmp_path, "camera.ts"))
    begun(recording)
    chunk = Chunk.objects.get(role="picture", number=2)
    Job.objects.filter(subject=chunk.pk).update(state="failed", reason="unexpected")
    Job.objects.filter(subject=recording.pk).update(not_before=None)  # it looks again after a while
    while run_due("worker"):
        pass
    job = finished(recording)
    assert (job.state, job.outcome) == ("done", "salvage")


def test_long_sound_is_heard_at_once_and_then_whole(cast: Cast, tmp_path: Path, settings: Settings) -> None:
    settings.CHUNK_FROM_S, settings.FIRST_SOUND_S = 2, 1
    recording = received(cast, make(tmp_path, "sound.wav"))
    begun(recording)
    assert recording.state == "ready"
    first = presented(recording)[0]
    assert [track.key for row in first.pieces for track in row] == ["a0"]
    assert first.duration_ms == pytest.approx(1000, abs=SOUND_MS)
    assert finished(recording).outcome == "accept"
    assert presented(recording)[0].duration_ms == pytest.approx(4000, abs=SOUND_MS)


def test_picture_that_browsers_play_is_copied_while_its_sound_is_encoded(cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, coded(tmp_path, "broadcast.ts"))
    assert finished(recording).outcome == "accept"
    assert Chunk.objects.filter(role="picture").count() == 1
    assert codes(written(recording, "v0", tmp_path / "out.mp4")) == list(range(FRAMES))


@pytest.mark.parametrize(
    "name", ["web.mp4", "camera.ts"]
)  # beside an original, and beside a rendition in chunks
def test_smaller_pictures_show_the_same_picture_at_the_same_time_in_fewer_bytes(
    name: str, cast: Cast, tmp_path: Path
) -> None:
    recording = received(cast, coded(tmp_path, name, 960, 720, noise=NOISE))
    finished(recording)
    _, presentation = presented(recording)
    assert [lane.key for lane in presentation.lanes] == ["v0", "v1", "a0", "m0"]
    leading, rung = presentation.lane("v0"), presentation.lane("v1")
    assert leading is not None
    assert rung is not None
    assert rung.formats[0].facts.height == 480
    assert abs(leading.start_us - rung.start_us).max() <= 100
    assert codes(written(recording, "v1", tmp_path / "out.mp4"), 640, 480) == list(range(FRAMES))
    made = Artefact.objects.filter(chunk__role="rungs")
    assert sum(file.size for file in made) <= 0.5 * recording.original.size


def test_work_done_twice_makes_no_chunk_twice(cast: Cast, tmp_path: Path) -> None:
    recording = received(cast, coded(tmp_path, "camera.ts"))
    finished(recording)
    before = sorted(Artefact.objects.values_list("path", flat=True))
    Job.objects.exclude(kind="seal").update(state="queued", not_before=None)
    job = finished(recording)
    assert (job.state, job.outcome) == ("done", "accept")
    assert sorted(Artefact.objects.values_list("path", flat=True)) == before
    assert Rendition.objects.count() == 2
