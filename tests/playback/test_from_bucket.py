"""A hearing whose recordings lie in a bucket: the same bytes for who may have them, a clear word when it is silent."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.test import Client
from pytest_django.fixtures import Settings

from custody.services.fixity import check
from custody.store.bucket import Bucket
from hearings.models import Hearing
from jobs.models import Job
from jobs.services.run import run_job
from media_pipeline.models import Artefact, ArtefactKind, Recording
from media_pipeline.services import playables
from media_pipeline.states import JobKind, RecordingState
from playback.services import overviews, variants
from playback.services.gate import gate
from tests.bucket import Server, free_ports, use
from tests.cast import Cast
from tests.media import add_recording, media_file
from tests.media_pipeline.converting.sources import make
from tests.media_pipeline.converting.test_converting import received, worked
from tests.playback.test_media import base_of, body_of, opened, parts_of

SignIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("in_bucket")


def forget() -> None:
    """Remove every copy on this machine, and what this process holds open or in memory."""
    for folder in (Path(portal.ORIGINALS_DIR), Path(portal.ARTEFACTS_DIR)):
        shutil.rmtree(folder, ignore_errors=True)
    gate._running.clear()
    variants._held.clear()
    playables.opened.cache_clear()
    playables._joined.cache_clear()
    overviews._boards._known.clear()
    overviews._louds._known.clear()


@pytest.fixture
def fresh(heard: Cast) -> Hearing:
    """A recording that plays, made in the bucket and nowhere else before."""
    playables.opened.cache_clear()
    add_recording(heard)
    heard.hearing.refresh_from_db()
    return heard.hearing


def all_bytes(client: Client, hearing: Hearing) -> dict[str, bytes]:
    play = opened(client, hearing)
    names = [name for key in ("v0", "a0") for name in parts_of(client, play, key)]
    return {name: body_of(client, f"{base_of(play)}/{name}") for name in names}


def test_hearing_plays_from_ranges_of_the_bucket_what_it_plays_from_a_copy(
    signed_in: SignIn, fresh: Hearing, in_bucket: Bucket
) -> None:
    client = signed_in("judge")
    from_copies = all_bytes(client, fresh)
    assert len(from_copies) > 10
    forget()
    assert all_bytes(client, fresh) == from_copies
    assert not (Path(portal.ORIGINALS_DIR) / "cache").exists()  # the original was not fetched whole for it


def test_original_comes_whole_and_in_ranges(signed_in: SignIn, fresh: Hearing) -> None:
    data = media_file().read_bytes()
    forget()
    url = f"/api/v1/recordings/{Recording.objects.get().pk}/original/"
    client = signed_in("judge")
    whole = client.get(url)
    assert (whole.status_code, whole.getvalue()) == (200, data)
    part = client.get(url, headers={"Range": "bytes=1000-300999"})
    assert (part.status_code, part.getvalue()) == (206, data[1000:301_000])


def test_original_in_the_bucket_is_checked_there_and_not_in_a_copy(fresh: Hearing, in_bucket: Bucket) -> None:
    original = Recording.objects.get().original
    assert check(original) == ""
    name = next(
        found.key for found in in_bucket.names("originals/") if found.key.endswith("/content/original")
    )
    data = bytearray(in_bucket.get(name))
    data[len(data) // 2] ^= 1
    in_bucket.writer.put_object(**in_bucket.at(name), Body=bytes(data))
    assert check(original) == "bytes"


def test_file_that_browsers_cannot_play_is_rendered_from_and_into_the_bucket(
    cast: Cast, tmp_path: Path, in_bucket: Bucket
) -> None:
    path = make(tmp_path, "mpeg2.ts")
    recording = received(cast, path)
    forget()
    assert worked(recording).outcome in {"accept", "salvage"}
    assert recording.state == RecordingState.READY
    media = Artefact.objects.get(kind=ArtefactKind.MEDIA, chunk=None)
    kept = {found.key: found.size for found in in_bucket.names("derived/")}
    assert kept[f"derived/{media.path}"] == media.size
    assert {f"derived/{path}" for path in Artefact.objects.values_list("path", flat=True)} <= set(kept)
    forget()
    playable = playables.playable_of(recording.original)
    assert playable is not None
    with playable.files["whole"].open() as opened_file:
        assert len(opened_file.read_at(0, media.size)) == media.size


def test_measures_are_read_from_the_bucket(signed_in: SignIn, fresh: Hearing) -> None:
    for job in Job.objects.filter(kind=JobKind.MEASURE):
        run_job(job.pk, owner="test:1")
    forget()
    client = signed_in("judge")
    play = opened(client, fresh)
    assert play["peaks"]
    assert play["storyboard"]
    tile = body_of(client, f"{base_of(play)}/storyboard/0.jpg")
    assert tile[:2] == b"\xff\xd8"


def test_silent_bucket_is_told_and_never_an_error_of_ours(
    signed_in: SignIn, fresh: Hearing, bucket_server: Server, settings: Settings
) -> None:
    client = signed_in("judge")
    play = opened(client, fresh)
    segment = f"{base_of(play)}/v0/0.m4s"
    prefix = settings.S3_PREFIX
    forget()
    use(settings, Server(f"http://127.0.0.1:{free_ports(1)[0]}", None), prefix=prefix, connect_s=0.5)  # type: ignore[arg-type]
    assert client.get(segment).status_code == 423  # media addresses have no other word for it
    for url in (
        f"/api/v1/hearings/{fresh.pk}/playback/",
        f"/api/v1/recordings/{Recording.objects.get().pk}/original/",
    ):
        answer = client.get(url)
        assert answer.status_code == 503, url
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:courtrec:problem:store-silent"
        assert int(answer["Retry-After"]) > 0
        assert "127.0.0.1" not in answer.content.decode()
    use(settings, bucket_server, prefix=prefix)
    assert client.get(segment).status_code == 200
