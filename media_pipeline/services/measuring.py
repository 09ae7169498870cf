"""What is derived from a recording besides what plays: peaks, levels, silence and storyboard, each made once."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from custody.models import Original
from media_pipeline.ffmpeg.grid import LEVELS, PEAKS, Int8s, Shape, read_grid
from media_pipeline.ffmpeg.headed import read_header, write_headed
from media_pipeline.ffmpeg.isolation import network_can_be_denied
from media_pipeline.ffmpeg.picture import KeyFrame, Parameters as PictureParameters, every, look_at
from media_pipeline.ffmpeg.runner import private_folder
from media_pipeline.ffmpeg.sound import Parameters as SoundParameters, SoundFacts, measure_sound
from media_pipeline.models import Artefact, ArtefactKind
from media_pipeline.policies.silences import silent_everywhere
from media_pipeline.services.artefacts import (
    artefact_path,
    bring,
    find,
    fresh_path,
    make_durable,
    present,
    register,
    write_bytes,
)
from media_pipeline.services.located import Located, located
from media_pipeline.services.measurables import Measurable, Part

VERSION = 1
"""Raised when something is measured differently; what was measured before stays for those who watch it."""
PICTURE_MARGIN_MS = 1000
WINDOW_MS = 5000
MS = 1000


def key_of(kind: ArtefactKind, sha256: str) -> str:
    """Return the artefact key of something measured of an original."""
    return f"{kind}:{VERSION}:{sha256}"


def grid_of(kind: ArtefactKind, sha256: str) -> Int8s | None:
    """Return the rows of peaks or levels of an original, None while there are none."""
    return grids_of(kind, [sha256]).get(sha256)


def grids_of(kind: ArtefactKind, sha256s: Sequence[str]) -> dict[str, Int8s]:
    """Return the rows of peaks or levels of originals, those left out that have none; one query."""
    return {sha256: _grid(kind, artefact) for sha256, artefact in _made(kind, sha256s).items()}


def _made(kind: ArtefactKind, sha256s: Sequence[str]) -> dict[str, Artefact]:
    keys = {key_of(kind, sha256): sha256 for sha256 in sha256s}
    made = present(list(keys))
    bring(made.values())
    return {keys[key]: artefact for key, artefact in made.items()}


def _grid(kind: ArtefactKind, artefact: Artefact) -> Int8s:
    header, skip = read_header(artefact_path(artefact))
    return read_grid(artefact_path(artefact), SHAPES[kind], header["channels"], skip)


SHAPES: dict[ArtefactKind, Shape] = {ArtefactKind.PEAKS: PEAKS, ArtefactKind.LEVELS: LEVELS}


@dataclass(frozen=True, slots=True)
class Storyboard:
    """Key frames with where their tiles lie in a file behind ``skip`` bytes; ``parts``: where sources begin, in ms."""

    at: Located
    skip: int
    frames: tuple[KeyFrame, ...]
    parts: tuple[int, ...] = ()


def storyboard_of(sha256: str) -> Storyboard | None:
    """Return the storyboard of an original, None while there is none."""
    return storyboards_of([sha256]).get(sha256)


def storyboards_of(sha256s: Sequence[str]) -> dict[str, Storyboard]:
    """Return the storyboards of originals, those left out that have none; one query."""
    found = _made(ArtefactKind.STORYBOARD, sha256s)
    return {sha256: _storyboard(artefact) for sha256, artefact in found.items()}


def _storyboard(artefact: Artefact) -> Storyboard:
    header, skip = read_header(artefact_path(artefact))
    frames = tuple(KeyFrame(**row) for row in header["frames"])
    return Storyboard(located(artefact), skip, frames, tuple(header.get("parts", ())))


def ensure_sound(source: Measurable) -> Int8s | None:
    """Return the levels of a recording's sound; with them peaks and silence are there. None: it has no sound.

    Raises FfmpegError, OSError.
    """
    sha256 = source.original.sha256
    made = (ArtefactKind.PEAKS, ArtefactKind.SILENCE, ArtefactKind.LEVELS)
    if source.sound is not None and not all(find(key_of(kind, sha256)) for kind in made):
        with _folder() as folder, source.sound.on_disk() as path:
            facts = measure_sound(
                path,
                folder,
                SoundParameters(
                    source.duration_ms + MS,
                    source.channels,
                    silence_db=settings.SILENCE_DB,
                    silence_ms=settings.SILENCE_MIN_MS,
                ),
                deny_network=network_can_be_denied(),
            )
            if facts.channels:
                _keep_sound(source.original, facts, folder)
    return grid_of(ArtefactKind.LEVELS, sha256)


def _keep_sound(original: Original, facts: SoundFacts, folder: Path) -> None:
    head: dict[str, Any] = {"channels": facts.channels, "duration_ms": facts.duration_ms}
    silence = head | {"silence": facts.silence, "everywhere": silent_everywhere(facts.silence)}
    path = write_bytes(json.dumps(silence, separators=(",", ":")).encode(), ".json")
    register(ArtefactKind.SILENCE, key_of(ArtefactKind.SILENCE, original.sha256), path, original)
    _keep(ArtefactKind.PEAKS, original, head, folder / "peaks")
    # Last: it is what the rest is asked by.
    _keep(ArtefactKind.LEVELS, original, head | {"loudness": facts.loudness}, folder / "levels")


def ensure_storyboard(source: Measurable) -> Storyboard | None:
    """Return the storyboard of a recording; None: it has no picture. Raises FfmpegError, OSError."""
    sha256 = source.original.sha256
    if source.pictures and not _shows_all(storyboard_of(sha256), source.pictures):
        times = every(settings.MEASURE_TILE_EVERY_S * MS, source.duration_ms, settings.MEASURE_TILES_MAX)
        with _folder() as folder:
            frames = _look(source.pictures, folder, times)
            head = {"frames": [asdict(frame) for frame in frames], "parts": _places(source.pictures)}
            # One that was made while a part was missing gives way; its file goes with the next sweep.
            Artefact.objects.filter(key=key_of(ArtefactKind.STORYBOARD, sha256)).delete()
            _keep(ArtefactKind.STORYBOARD, source.original, head, folder / "tiles")
    return storyboard_of(sha256)


def _places(parts: Sequence[Part]) -> list[int]:
    return [part.at_ms for part in parts]


def _shows_all(board: Storyboard | None, parts: Sequence[Part]) -> bool:
    return board is not None and list(board.parts) == _places(parts)


def sample_sound(source: Measurable) -> tuple[Int8s, Int8s] | None:
    """Return levels and peaks of a few seconds at places spread over a recording. Raises FfmpegError, OSError."""
    if source.sound is None:
        return None
    last = max(0, source.duration_ms - WINDOW_MS - MS)
    count = min(settings.MEASURE_WINDOWS, 1 + last // WINDOW_MS)
    places = tuple(last * number // max(1, count - 1) for number in range(count))
    parameters = SoundParameters(
        source.duration_ms, source.channels, loudness=False, windows=places, window_s=WINDOW_MS // MS
    )
    with _folder() as folder, source.sound.on_disk() as path:
        facts = measure_sound(path, folder, parameters, deny_network=network_can_be_denied())
        if not facts.channels:
            return None
        levels = read_grid(folder / "levels", LEVELS, facts.channels).copy()
        return levels, read_grid(folder / "peaks", PEAKS, facts.channels).copy()


def sample_picture(source: Measurable) -> tuple[KeyFrame, ...]:
    """Return a few key frames spread over a recording. Raises FfmpegError, OSError."""
    with _folder() as folder:
        return _look(source.pictures, folder, every(1, source.duration_ms, settings.MEASURE_WINDOWS))


def _look(parts: Sequence[Part], folder: Path, times: Sequence[int]) -> tuple[KeyFrame, ...]:
    """Look at key frames of all parts, in the time of the recording, and write their tiles one behind the other."""
    frames: list[KeyFrame] = []
    with (folder / "tiles").open("wb") as tiles:
        for number, part in enumerate(parts):
            inside = tuple(time - part.at_ms for time in times if part.at_ms <= time < part.end_ms)
            if not inside:
                continue
            own = folder / str(number)
            own.mkdir()
            wanted = PictureParameters(inside, settings.MEASURE_TILE_WIDTH)
            with part.at.on_disk() as path:
                found = look_at(path, own, wanted, deny_network=network_can_be_denied())
            offset = tiles.tell()
            tiles.write((own / "tiles").read_bytes())
            frames += [_shifted(frame, part.at_ms, offset) for frame in found]
    return tuple(frames)


def _shifted(frame: KeyFrame, at_ms: int, offset: int) -> KeyFrame:
    return replace(frame, time_ms=frame.time_ms + at_ms, offset=frame.offset + offset)


def _keep(kind: ArtefactKind, original: Original, head: dict[str, Any], body: Path) -> Artefact:
    path = fresh_path(f".{kind}")
    write_headed(path, head, body)
    make_durable(path)
    return register(kind, key_of(kind, original.sha256), path, original)


@contextmanager
def _folder() -> Iterator[Path]:
    with private_folder() as folder:
        yield Path(folder)
