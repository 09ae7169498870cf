"""Slates: dark pictures with a few words, a silent frame and spoken words that fit a source, made once for each kind of
source and each language of a court.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from media_pipeline.ffmpeg.notice import MOST_CHANNELS, make_notice
from media_pipeline.ffmpeg.slate import (
    SLATE_LIMITS,
    AudioSlateSpec,
    VideoSlateSpec,
    make_audio_slate,
    make_video_slate,
)
from media_pipeline.ffmpeg.words import SPOKEN, Said, languages
from media_pipeline.hls.slate import (
    AudioFormat,
    AudioSlate,
    Slates,
    VideoFormat,
    VideoSlate,
    audio_slate_from_adts,
    notice_from_adts,
    video_slate_from_annexb,
)
from media_pipeline.hls.stretches import Piece
from media_pipeline.models import Artefact, ArtefactKind
from media_pipeline.services.artefacts import artefact_path, find, present, register, write_bytes
from media_pipeline.services.runners import short_runner
from media_pipeline.services.specs import audio_slate_spec, video_slate_spec

VERSION = 3
"""Raised when pictures are made differently; older ones stay for the generations that name them."""
WORDLESS_VERSION = 1
"""The last one whose pictures said nothing: shown until others are made."""
SILENCE_VERSION = 1
NOTICE_VERSION = 1
KINDS = (ArtefactKind.VIDEO_SLATE, ArtefactKind.AUDIO_SLATE, ArtefactKind.NOTICE)


@dataclass(frozen=True, slots=True)
class AtHand:
    """The slates of some recordings as far as they are made: ``names`` says which, ``complete`` that none lacks."""

    slates: Slates
    names: tuple[str, ...]
    complete: bool


def worded(language: str) -> str:
    """Return the language in which a slate speaks, "" for one in which nothing was drawn."""
    return language if language in languages() else ""


def video_slate_key(spec: VideoSlateSpec, language: str) -> str:
    """Return the artefact key of the pictures for this kind of source."""
    return f"{ArtefactKind.VIDEO_SLATE}:{VERSION}:{worded(language)}:{_form(spec)}"


def _form(spec: VideoSlateSpec) -> str:
    return f"{spec.width}x{spec.height}:{spec.sar[0]}-{spec.sar[1]}:{spec.profile}"


def audio_slate_key(spec: AudioSlateSpec) -> str:
    """Return the artefact key of the silence for this kind of source."""
    return f"{ArtefactKind.AUDIO_SLATE}:{SILENCE_VERSION}:{spec.sample_rate}:{spec.channels}"


def notice_key(spec: AudioSlateSpec, said: Said, language: str) -> str:
    """Return the artefact key of spoken words for this kind of source."""
    place = f"{language}:{said.code}:{spec.sample_rate}:{spec.channels}"
    return f"{ArtefactKind.NOTICE}:{NOTICE_VERSION}:{place}"


def ensure_video_slate(spec: VideoSlateSpec, language: str) -> Artefact:
    """Return the pictures for a source, making them if they are new. Raises FfmpegError, OSError."""
    key = video_slate_key(spec, language)
    return find(key) or register(
        ArtefactKind.VIDEO_SLATE,
        key,
        write_bytes(make_video_slate(spec, short_runner(SLATE_LIMITS), worded(language)), ".h264"),
    )


def ensure_audio_slate(spec: AudioSlateSpec) -> Artefact:
    """Return the silence for a source, making it if it is new. Raises FfmpegError, OSError."""
    key = audio_slate_key(spec)
    return find(key) or register(
        ArtefactKind.AUDIO_SLATE, key, write_bytes(make_audio_slate(spec, short_runner(SLATE_LIMITS)), ".aac")
    )


def ensure_notice(spec: AudioSlateSpec, said: Said, language: str) -> Artefact:
    """Return spoken words for a source, making them if they are new. Raises FfmpegError, OSError."""
    key = notice_key(spec, said, language)
    return find(key) or register(
        ArtefactKind.NOTICE,
        key,
        write_bytes(make_notice(spec, said, language, short_runner(SLATE_LIMITS)), ".aac"),
    )


def notices_wanted(spec: AudioSlateSpec, language: str) -> tuple[Said, ...]:
    """Return what can be said aloud in a language beside such a source."""
    return SPOKEN if worded(language) and spec.channels <= MOST_CHANNELS else ()


def names_at_hand(others: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names of all slates that were ever made, and of what begins with `others`, in order; one query."""
    named = [*(f"{kind}:" for kind in KINDS), *others]
    beginnings = Q(*(("key__startswith", beginning) for beginning in named), _connector=Q.OR)
    return tuple(Artefact.objects.filter(beginnings).order_by("key").values_list("key", flat=True))


def slates_for(pieces: Sequence[Piece], language: str) -> AtHand:
    """Return the slates at hand for these recordings; a gap without one is marked as a gap instead. One query."""
    facts = [track.samples.facts for piece in pieces for track in piece.tracks]
    pictures = {VideoFormat.of(fact): video_slate_spec(fact) for fact in facts if fact.kind == "video"}
    silences = {spec for fact in facts if fact.kind == "audio" and (spec := audio_slate_spec(fact))}
    wanted = [key for spec in pictures.values() if spec for key in _picture_keys(spec, language)]
    wanted += [key for spec in silences for key in _sound_keys(spec, language)]
    found = present(wanted)
    used: dict[str, Artefact] = {}
    video = {
        form: slate
        for form, spec in pictures.items()
        if spec and (slate := _video(spec, language, found, used))
    }
    audio = dict(pair for spec in silences if (pair := _audio(spec, language, found, used)) is not None)
    lesser = {key for spec in pictures.values() if spec for key in _picture_keys(spec, language)[1:]}
    return AtHand(Slates(video, audio), tuple(sorted(used)), set(wanted) - lesser <= set(used))


def _picture_keys(spec: VideoSlateSpec, language: str) -> tuple[str, ...]:
    """The best first; the others say nothing, and are shown until the best is made."""
    older = f"{ArtefactKind.VIDEO_SLATE}:{WORDLESS_VERSION}:{_form(spec)}"
    return tuple(dict.fromkeys((video_slate_key(spec, language), video_slate_key(spec, ""), older)))


def _sound_keys(spec: AudioSlateSpec, language: str) -> Iterator[str]:
    yield audio_slate_key(spec)
    yield from (notice_key(spec, said, language) for said in notices_wanted(spec, language))


def _video(
    spec: VideoSlateSpec, language: str, found: dict[str, Artefact], used: dict[str, Artefact]
) -> VideoSlate | None:
    for key in _picture_keys(spec, language):
        if key in found:
            used[key] = found[key]
            return video_slate_from_annexb(artefact_path(found[key]).read_bytes())
    return None


def _audio(
    spec: AudioSlateSpec, language: str, found: dict[str, Artefact], used: dict[str, Artefact]
) -> tuple[AudioFormat, AudioSlate] | None:
    key = audio_slate_key(spec)
    if key not in found:
        return None
    used[key] = found[key]
    form, slate = audio_slate_from_adts(artefact_path(found[key]).read_bytes())
    for said in notices_wanted(spec, language):
        key = notice_key(spec, said, language)
        if key in found:
            used[key] = found[key]
            slate = slate.with_notice(said, notice_from_adts(artefact_path(found[key]).read_bytes()))
    return form, slate
