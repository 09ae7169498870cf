"""Protected parts of a hearing as they are disguised: what overlaps or touches is one part, by its strictest terms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hearings.policy.boxes import Boxes, hide_as_much, joined
from hearings.policy.facts import Restriction
from hearings.policy.words import Face, RestrictionKind, Voice

VOICES: Final = tuple(Voice)
FACES: Final = tuple(Face)


@dataclass(frozen=True, slots=True)
class Protection:
    """A part [start_ms, end_ms) of the hearing (end None: it goes on) and what becomes of voices and pictures in it.

    ``boxes``: what is covered of a masked picture; of a camera without any all of it is.
    """

    start_ms: int
    end_ms: int | None
    voice: Voice
    face: Face
    boxes: Boxes = frozenset()

    def serves(self, other: "Protection") -> bool:
        """Tell whether what is disguised by these terms is disguised enough for another part."""
        if self.start_ms > other.start_ms or not _reaches(self.end_ms, other.end_ms):
            return False
        return self.is_strict_as(other)

    def is_strict_as(self, other: "Protection") -> bool:
        """Tell whether neither voice nor picture is treated more mildly."""
        voices, faces = VOICES.index, FACES.index
        if voices(self.voice) < voices(other.voice) or faces(self.face) < faces(other.face):
            return False
        both_masked = self.face is other.face is Face.MASKED
        return not both_masked or hide_as_much(self.boxes, other.boxes)


def protections(restrictions: Iterable[Restriction], closed_ms: int | None) -> tuple[Protection, ...]:
    """Return the protected parts that restrictions make, in order, apart from each other.

    ``closed_ms``: the end of the session, and of what has none; None while it goes on.
    """
    found: list[Protection] = []
    for part in sorted(_parts(restrictions, closed_ms), key=lambda each: each.start_ms):
        last = found[-1] if found else None
        if last is not None and (last.end_ms is None or part.start_ms <= last.end_ms):
            found[-1] = _joined(last, part)
        else:
            found.append(part)
    return tuple(found)


def released(
    restrictions: Sequence[Restriction], disguised: Sequence[Protection], closed_ms: int | None
) -> tuple[Restriction, ...]:
    """Return the restrictions, those marked as released whose whole part is disguised strictly enough."""
    parts = protections(restrictions, closed_ms)
    served = [part for part in parts if any(each.serves(part) for each in disguised)]
    return tuple(
        replace(each, released=any(_lies_in(own, part) for part in served))
        if (own := _part(each, closed_ms)) is not None
        else each
        for each in restrictions
    )


def _parts(restrictions: Iterable[Restriction], closed_ms: int | None) -> Iterator[Protection]:
    for each in restrictions:
        part = _part(each, closed_ms)
        if part is not None:
            yield part


def _part(restriction: Restriction, closed_ms: int | None) -> Protection | None:
    if restriction.kind != RestrictionKind.PROTECTED:
        return None
    end = restriction.end_ms
    # What ends before it begins is an error, and covers everything; a moment covers its millisecond.
    is_odd = restriction.whole or (end is not None and end < restriction.start_ms)
    start = 0 if is_odd else max(restriction.start_ms, 0)
    until = closed_ms if is_odd or end is None else max(end, start + 1)
    face = _face(restriction.face)
    boxes = restriction.boxes if face is Face.MASKED else frozenset()
    return Protection(start, until, _voice(restriction.voice), face, boxes)


def _voice(word: str) -> Voice:
    """A word that nobody knows is the strictest."""
    return Voice(word) if word in VOICES else Voice.SILENCE


def _face(word: str) -> Face:
    return Face(word) if word in FACES else Face.COVERED


def _joined(one: Protection, other: Protection) -> Protection:
    open_ended = one.end_ms is None or other.end_ms is None
    return Protection(
        min(one.start_ms, other.start_ms),
        None if open_ended else max(one.end_ms or 0, other.end_ms or 0),
        max(one.voice, other.voice, key=VOICES.index),
        max(one.face, other.face, key=FACES.index),
        _boxes(one, other),
    )


def _boxes(one: Protection, other: Protection) -> Boxes:
    if one.face is other.face:
        return joined(one.boxes, other.boxes)
    return max(one, other, key=lambda each: FACES.index(each.face)).boxes


def _reaches(end: int | None, other: int | None) -> bool:
    return end is None or (other is not None and other <= end)


def _lies_in(one: Protection, other: Protection) -> bool:
    return other.start_ms <= one.start_ms and _reaches(other.end_ms, one.end_ms)
