"""What a viewer sees and hears of a part that does not play: words in the court's language, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courts.models import Court
from hearings.models import Hearing, Restriction
from hearings.services.epochs import raise_hearing
from jobs.models import Job
from jobs.states import JobState
from media_pipeline.ffmpeg.words import Said
from media_pipeline.hls.slate import notice_from_adts, video_slate_from_annexb
from media_pipeline.models import Artefact, ArtefactKind
from media_pipeline.services.artefacts import artefact_path
from media_pipeline.services.wording import make_hearings_slates
from media_pipeline.states import JobKind
from playback.services.gate import gate
from tests.playback.test_media import base_of, body_of, opened, parts_of
from tests.restrictions import restrict

SignIn = Callable[[str], Client]
FROM_MS, TO_MS = 7_000, 13_000


def sent(client: Client, hearing: Hearing) -> dict[str, list[bytes]]:
    """All that a viewer gets, by track: the init segment, then segments."""
    play = opened(client, hearing)
    return {
        key: [body_of(client, f"{base_of(play)}/{name}") for name in parts_of(client, play, key)]
        for key in ("v0", "a0")
    }


def made(hearing: Hearing) -> None:
    """What a worker does with the job that the first viewer has ordered."""
    assert Job.objects.get(kind=JobKind.SLATES).subject == hearing.pk
    make_hearings_slates(hearing.pk, lambda *_: None)
    Job.objects.filter(kind=JobKind.SLATES).update(state=JobState.DONE)


def pictures(language: str) -> tuple[bytes, ...]:
    """The slice of each picture that was made in a language, by what it says."""
    row = Artefact.objects.get(kind=ArtefactKind.VIDEO_SLATE, key__contains=f":{language}:")
    slate = video_slate_from_annexb(artefact_path(row).read_bytes())
    return tuple(slices[0] for slices in slate.pictures)


def words(said: Said, language: str) -> bytes:
    row = Artefact.objects.get(kind=ArtefactKind.NOTICE, key__contains=f":{language}:{said.code}:")
    return b"".join(notice_from_adts(artefact_path(row).read_bytes()))


SAYS = [
    ("party", "closed", ("defence",), Said.CLOSED),
    ("party", "provisional", (), Said.CLOSED),
    ("party", "protected", (), Said.PREPARING),
    ("judge", "protected", (), Said.PREPARING),
    # to the absent side as to everybody in a recess
    ("party", "ex_parte", ("defence",), Said.NOT_IN_SESSION),
    ("party", "off_record", (), Said.NOT_IN_SESSION),
    ("judge", "off_record", (), Said.NOT_IN_SESSION),
]


@pytest.mark.parametrize(("username", "kind", "excludes", "said"), SAYS)
def test_withheld_part_says_what_its_viewer_may_know(
    username: str, kind: str, excludes: tuple[str, ...], said: Said, signed_in: SignIn, recorded: Hearing
) -> None:
    state = "proposed" if kind == "provisional" else "confirmed"
    restrict(recorded, kind, FROM_MS, TO_MS, excludes=excludes, state=state)
    client = signed_in(username)
    opened(client, recorded)
    made(recorded)
    gate.watcher.round()
    got = sent(client, recorded)
    joined = b"".join(got["v0"])
    assert {each for each in Said if pictures("en")[each] in joined} == {said}
    assert [each for each in Said if each in WORDED and words(each, "en") in _payloads(got["a0"])] == [said]


WORDED = (Said.CLOSED, Said.PREPARING, Said.NOT_IN_SESSION)


def _payloads(segments: list[bytes]) -> bytes:
    """What is heard in all segments in a row, boxes taken off."""
    return b"".join(each.partition(b"mdat")[2] for each in segments[1:])


def test_absent_side_cannot_tell_ex_parte_from_a_recess(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    found = []
    for kind, excludes in (("ex_parte", ("defence",)), ("off_record", ())):
        row = restrict(recorded, kind, FROM_MS, TO_MS, excludes=excludes)
        gate.watcher.round()
        found.append(sent(client, recorded))
        Restriction.objects.filter(pk=row.pk).update(state="lifted", lifted_at=row.created_at)
        raise_hearing(recorded.pk)
    assert found[0] == found[1]


def test_words_come_with_a_generation_of_their_own(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    restrict(recorded, "closed", FROM_MS, TO_MS, excludes=("defence",))
    before = opened(client, recorded)
    silent = [body_of(client, f"{base_of(before)}/{name}") for name in parts_of(client, before, "a0")]
    assert opened(client, recorded)["generation"] == before["generation"]
    made(recorded)
    after = opened(client, recorded)
    assert after["generation"] != before["generation"]
    heard = sent(client, recorded)["a0"]
    assert words(Said.CLOSED, "en") in _payloads(heard)
    assert words(Said.CLOSED, "en") not in _payloads(silent)
    assert Job.objects.filter(kind=JobKind.SLATES).get().state == JobState.DONE  # nothing is ordered again


def test_court_is_spoken_for_in_its_language(signed_in: SignIn, recorded: Hearing) -> None:
    Court.objects.update(language="kk")
    client = signed_in("party")
    restrict(recorded, "closed", FROM_MS, TO_MS, excludes=("defence",))
    opened(client, recorded)
    made(recorded)
    got = sent(client, recorded)
    assert pictures("kk")[Said.CLOSED] in b"".join(got["v0"])
    assert words(Said.CLOSED, "kk") in _payloads(got["a0"])


def test_other_formats_leave_addresses_alone(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    row = Artefact.objects.filter(kind=ArtefactKind.VIDEO_SLATE).first()
    assert row is not None
    columns: dict[str, Any] = {"kind": row.kind, "path": row.path, "size": row.size, "sha256": row.sha256}
    Artefact.objects.create(key="vslate:2:en:64x64:1-1:high", **columns)
    assert opened(client, recorded)["generation"] == play["generation"]


def test_whole_hearing_is_asked_for_no_slates(signed_in: SignIn, recorded: Hearing) -> None:
    opened(signed_in("party"), recorded)
    assert not Job.objects.filter(kind=JobKind.SLATES).exists()
