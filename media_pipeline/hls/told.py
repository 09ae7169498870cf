"""What is said where nothing is shown: of withheld parts why, of the rest that there is no recording."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from media_pipeline.ffmpeg.words import Said
from media_pipeline.hls.intervals import Ranges, contains


class Told(NamedTuple):
    """A part [start_ms, end_ms) of the hearing that does not play, and what its viewer is told of it, `aloud` too."""

    start_ms: int
    end_ms: int
    said: Said
    aloud: bool = True


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a slate would say at every moment; `told` are the parts that were given, in order."""

    told: tuple[Told, ...]
    starts_ms: tuple[int, ...]
    said: tuple[Said, ...]

    @classmethod
    def of(cls, told: Sequence[Told], covered: Ranges) -> Self:
        """`told`: disjoint. `covered`: what is recorded and may be shown; where a picture is missing there all the
        same (it begins only at its next key), what was said before it goes on."""
        parts = tuple(sorted(told))
        edges = {
            0,
            *(edge for part in parts for edge in part[:2]),
            *(edge for span in covered for edge in span),
        }
        starts: list[int] = []
        said: list[Said] = []
        by_start = {part.start_ms: part for part in parts}
        current: Told | None = None
        for edge in sorted(edges):
            current = by_start.get(edge, current if current is not None and edge < current.end_ms else None)
            if current is not None:
                now = current.said
            elif contains(covered, edge):
                now = said[-1] if said and said[-1] is not Said.NO_RECORDING else Said.BLANK
            else:
                now = Said.NO_RECORDING
            starts.append(edge)
            said.append(now)
        return cls(parts, tuple(starts), tuple(said))

    def between(self, low_ms: int, high_ms: int) -> list[tuple[int, Said]]:
        """From which moment on what is said in [low_ms, high_ms); the first moment is `low_ms`."""
        first = max(0, bisect_right(self.starts_ms, low_ms) - 1)
        found = [(low_ms, self.said[first])]
        for start, said in zip(self.starts_ms[first + 1 :], self.said[first + 1 :], strict=True):
            if start >= high_ms:
                break
            if said is not found[-1][1]:
                found.append((start, said))
        return found


NOTHING_TOLD = Reasons.of((), ())
