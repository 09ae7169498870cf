"""Disguises the voices of a file outside the portal: mix, disguise, check, put in, check what went out.

Nothing is left behind when it fails, and the file appears under its name only when every check has passed.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfileobj, move

from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.probe import SourceFacts
from media_pipeline.ffmpeg.runner import private_folder
from media_pipeline.services.encoder import media_ms
from media_pipeline.services.studio import NotDisguisable, facts_of, sound_in, studio_for
from media_pipeline.voice.covering import FORMS, Disguised, Form, cover_arguments
from media_pipeline.voice.errors import DisguiseRefused
from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.leaks import leak
from media_pipeline.voice.mixing import (
    CHANNELS_AT_MOST,
    Interval,
    Sound,
    Track,
    channel_arguments,
    mix_arguments,
)
from media_pipeline.voice.profiles import Profile
from media_pipeline.voice.render import TRIES, Rendered, Studio, bare, bare_samples, render
from media_pipeline.voice.verdict import Fault

Tell = Callable[[int, str], None]
"""Told how far the work is (percent) and what is being done."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be disguised, and where to."""

    source: Path
    target: Path
    profile: Profile
    intervals: tuple[Interval, ...] = (Interval(0, None),)


@dataclass(slots=True)
class _Work:
    """One file on its way."""

    wish: Wish
    facts: SourceFacts
    sound: Sound
    form: Form
    studio: Studio
    tell: Tell
    rendered: list[tuple[Interval, Rendered]] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.studio.folder

    def run(self, arguments: Sequence[str]) -> None:
        require_success(self.studio.run(arguments))


def disguise_file(wish: Wish, tell: Tell) -> list[tuple[Interval, Rendered]]:
    """Write the file with its intervals disguised; returns each interval, as long as it became, with its measures.

    Raises NotDisguisable, DisguiseFailed, DisguiseRefused, FfmpegError, OSError.
    """
    with private_folder() as name:
        work = _begun(wish, Path(name), tell)
        move(_checked(work), wish.target)
        return work.rendered


def _checked(work: _Work) -> Path:
    """Return the file that has passed. A single microphone can be alike by chance where the mix is not (a steady tone
    met the buzz): then all is drawn anew.
    """
    for _ in range(TRIES - 1):
        made = _made(work)
        with suppress(DisguiseRefused):
            _check(work, made)
            return made
    made = _made(work)
    _check(work, made)
    return made


def _made(work: _Work) -> Path:
    """Draw and disguise all intervals, and put them in."""
    work.rendered.clear()
    joined = Disguised(work.folder / "joined.bare", tuple(_intervals(work)))
    _join(work, joined.path)
    made = work.folder / f"made{work.wish.target.suffix}"
    work.tell(70, "putting in")
    pictures = {stream.index: stream.codec for stream in work.facts.video}
    work.run(cover_arguments(work.sound, pictures, joined, work.form, made))
    return made


def _begun(wish: Wish, folder: Path, tell: Tell) -> _Work:
    form = FORMS.get(wish.target.suffix.lower())
    if form is None:
        raise NotDisguisable(f"unknown ending {wish.target.suffix!r}; known: {' '.join(FORMS)}")
    facts = facts_of(wish.source)
    sound = sound_in(wish.source.resolve(), facts)
    most = max(track.channels for track in sound.tracks)
    if most > min(form.channels, CHANNELS_AT_MOST) or len(sound.tracks) > form.tracks:
        raise NotDisguisable(
            f"{wish.target.suffix} cannot carry {len(sound.tracks)} tracks of up to {most} microphones; try .mkv"
        )
    studio = studio_for(media_ms(facts, wish.source.stat().st_size), folder)
    return _Work(wish, facts, sound, form, studio, tell)


def _intervals(work: _Work) -> Iterator[Interval]:
    """Disguise one interval after the other; each is as long as its sound is."""
    wished = work.wish.intervals
    for number, interval in enumerate(wished):
        work.tell(5 + 60 * number // len(wished), f"disguising part {number + 1} of {len(wished)}")
        mix = work.folder / "mix.bare"
        work.run(mix_arguments(work.sound, interval, mix))
        samples = bare_samples(mix)
        if not samples:
            raise NotDisguisable(f"the file ends before {interval.start / OUTPUT_RATE:.3f} s")
        rendered = render(mix, work.wish.profile, work.folder / f"{number}.flac", work.studio)
        work.rendered.append((Interval(interval.start, interval.start + samples), rendered))
        at_end = interval.end is None or interval.start + samples < interval.end
        yield Interval(interval.start, None if at_end else interval.end)


def _join(work: _Work, target: Path) -> None:
    with target.open("wb") as joined:
        for _, rendered in work.rendered:
            decoded = work.folder / f"{rendered.path.stem}.bare"
            with decoded.open("rb") as file:
                copyfileobj(file, joined)
            decoded.unlink()


def _check(work: _Work, made: Path) -> None:
    """Compare what goes out with what came in, microphone by microphone; an exit code proves nothing."""
    facts = facts_of(made)
    tracks = tuple(Track(stream.index, stream.channels) for stream in facts.audio)
    if [track.channels for track in tracks] != [track.channels for track in work.sound.tracks]:
        raise DisguiseRefused({Fault.LENGTH})
    out = Sound(made, facts.demuxer, facts.skip_bytes, tracks)
    for number, (interval, _) in enumerate(work.rendered):
        work.tell(80 + 20 * number // len(work.rendered), f"checking part {number + 1}")
        for before, after in zip(work.sound.tracks, tracks, strict=True):
            for channel in range(before.channels):
                _compare(work, (work.sound, before), (out, after), channel, interval)


def _compare(
    work: _Work, before: tuple[Sound, Track], after: tuple[Sound, Track], channel: int, interval: Interval
) -> None:
    paths = (work.folder / "before.bare", work.folder / "after.bare")
    for (sound, track), path in zip((before, after), paths, strict=True):
        work.run(channel_arguments(sound, track, channel, interval, path))
    if leak(bare(paths[0]), bare(paths[1]), OUTPUT_RATE) >= work.studio.bounds.leak:
        raise DisguiseRefused({Fault.LEAK})
