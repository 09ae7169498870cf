"""What of a hearing nobody gets as it was recorded, whoever watches: voices that are disguised, pictures covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hearings.doors import Admitted
from hearings.models import Disguise, Hearing
from hearings.policies.restrictions import closed_ms, disguised
from hearings.policy import Protection, protections
from hearings.policy.words import Face, RestrictionKind, Voice
from hearings.states import DisguiseState
from media_pipeline.ffmpeg.words import Said
from media_pipeline.hls.intervals import Ranges, intersect, normalise, subtract
from media_pipeline.hls.told import Told
from media_pipeline.services.masking import Mask
from media_pipeline.services.renders import Render, renders_of


@dataclass(frozen=True, slots=True)
class Veiled:
    """``muted``: where no recording's own sound is heard; ``covered``: where no recording's own picture is shown;
    ``masks``: where it is shown with something covered; ``renders``: what is heard instead; ``waits``: something is not
    released yet; ``named``: where the name is said, which no voice hides.

    It follows from the restrictions alone. That a part is released opens the disguise, never what is under it.
    """

    muted: Ranges = ()
    covered: Ranges = ()
    renders: tuple[Render, ...] = ()
    waits: bool = False
    named: Ranges = ()
    masks: tuple[Mask, ...] = ()

    def masks_of(self, camera: int) -> tuple[Mask, ...]:
        """Return what of a camera's picture is covered where the rest of it is shown."""
        return tuple(own for mask in self.masks if (own := mask.of(camera)) is not None)

    def told(self, allowed: Ranges) -> tuple[Told, ...]:
        """Return what is said where a picture is covered that plays otherwise."""
        spans = both(normalise(allowed), self.covered)
        return tuple(Told(*span, Said.COVERED, aloud=False) for span in spans)

    def silent(self, allowed: Ranges, dubbed: Ranges) -> tuple[Told, ...]:
        """Return what is said where the disguise is released, but not yet encoded for these recordings."""
        lacking = subtract(both(normalise(allowed), self.muted), normalise((*dubbed, *self.named)))
        rendered = normalise((each.start_ms, each.end_ms) for each in self.renders)
        spans = subtract(both(lacking, rendered), self.covered)
        return tuple(Told(*span, Said.PREPARING, aloud=False) for span in spans)


def veiled_of(admitted: Admitted, duration_ms: int) -> Veiled:
    """Return what is veiled of a hearing; a query where anything is."""
    found = admitted.facts.restrictions
    parts = protections(found, closed_ms(admitted.hearing))
    if not parts:
        return Veiled()
    spans = [(part, (part.start_ms, _end(part.end_ms, duration_ms))) for part in parts]
    named = normalise((each.start_ms, _end(each.end_ms, duration_ms)) for each in found if each.is_name)
    changed = (span for part, span in spans if part.voice is not Voice.SOURCE)
    return Veiled(
        normalise((*changed, *named)),
        normalise(span for part, span in spans if part.face is not Face.SHOWN),
        renders_of(admitted.hearing),
        waits=any(each.kind == RestrictionKind.PROTECTED and not each.released for each in found),
        named=named,
        masks=_masks(admitted.hearing, [each for each in spans if each[0].face is Face.MASKED]),
    )


def _masks(hearing: Hearing, parts: Sequence[tuple[Protection, tuple[int, int]]]) -> tuple[Mask, ...]:
    """A query where anything is masked: what was made after the release was watched by nobody, nor what has none."""
    if not parts:
        return ()
    rows = list(Disguise.objects.filter(hearing=hearing, state=DisguiseState.RELEASED))
    watched = ((part, span, _watched_at(part, rows, hearing)) for part, span in parts)
    return tuple(
        Mask(*span, tuple(sorted(part.boxes)), moment) for part, span, moment in watched if moment is not None
    )


def _watched_at(part: Protection, rows: Sequence[Disguise], hearing: Hearing) -> datetime | None:
    serving = (row.decided_at for row in rows if disguised(row, hearing).serves(part))
    return max((moment for moment in serving if moment is not None), default=None)


def _end(end_ms: int | None, duration_ms: int) -> int:
    return duration_ms if end_ms is None else end_ms


def both(one: Ranges, other: Ranges) -> Ranges:
    """Return what lies in both of two normalised sets."""
    return normalise(part for low, high in other for part in intersect(one, low, high))
