"""What a manifest expects of a file, and whether what happened fits it."""

import re
from dataclasses import dataclass

from tests.acceptance.mp4_facts import is_fragmented, is_mp4, is_trimmed
from tests.acceptance.report import Mark

PLAYS, KEPT, REFUSED = "plays", "kept", "refused"
TOLERANCE_MS = 100
AAC_FRAME = 1024
RATE = re.compile(r"a:aac (\d+)Hz")


@dataclass(frozen=True, slots=True)
class Expectation:
    """``outcomes`` of accept, salvage, keep, reject; ``plays_now`` when the instant stage must play it.

    ``duration_ms`` as the manifest says; ``decoded_ms`` as a decoder counts, for containers that only estimate.
    """

    outcomes: frozenset[str]
    plays_now: bool = False
    duration_ms: int | None = None
    within_ms: int = TOLERANCE_MS
    decoded_ms: int | None = None

    def __str__(self) -> str:
        playing = " (plays now)" if self.plays_now else ""
        return "|".join(sorted(self.outcomes)) + playing


def outcomes(text: str) -> frozenset[str]:
    """Read ``ACCEPT|REJECT`` and the like."""
    return frozenset(word.strip().lower() for word in text.split("|"))


def judge(expected: Expectation, got: str, duration_ms: int | None = None) -> Mark:
    """Compare an outcome; a file kept safely that a later issue shall make playable is deferred."""
    if got == PLAYS:
        fits = expected.outcomes & {"accept", "salvage"} and _right_length(expected, duration_ms)
        return Mark.OK if fits else Mark.DIFF
    if got == KEPT:
        return _kept(expected)
    if got.startswith(REFUSED):
        return Mark.OK if "reject" in expected.outcomes else Mark.DIFF
    return Mark.DIFF


def _kept(expected: Expectation) -> Mark:
    if "keep" in expected.outcomes:
        return Mark.OK
    waits = expected.outcomes & {"accept", "salvage"} and not expected.plays_now
    return Mark.DEFERRED if waits else Mark.DIFF


def _right_length(expected: Expectation, duration_ms: int | None) -> bool:
    lengths = [each for each in (expected.duration_ms, expected.decoded_ms) if each is not None]
    if not lengths or duration_ms is None:
        return True
    return any(abs(duration_ms - length) <= expected.within_ms for length in lengths)


def plays_at_once(data: bytes, streams: str) -> bool:
    """Whether the instant stage must play it: MP4 family in one piece, H.264 and AAC and nothing else to decode.

    ``streams`` as in the manifest: ``v:h264 320x240; a:aac 48000Hz 2ch``.
    """
    codecs = [part.strip().split(" ")[0] for part in streams.split(";")]
    decoded = [codec for codec in codecs if codec[:2] in {"v:", "a:"}]
    fitting = all(codec in {"v:h264", "a:aac"} for codec in decoded) and "a:aac" in decoded
    return is_mp4(data) and fitting and not is_fragmented(data) and not is_trimmed(data)


def tolerance_ms(streams: str) -> int:
    """How far a length may lie from the manifest's: its full decode counts the sound's priming, at most two frames."""
    rates = [int(rate) for rate in RATE.findall(streams)]
    priming = max((2 * AAC_FRAME * 1000 // rate for rate in rates), default=0)
    return max(TOLERANCE_MS, priming)
