"""What is wrong with the picture, from its key frames."""

from collections.abc import Iterator, Mapping, Sequence

from media_pipeline.ffmpeg.picture import KeyFrame
from media_pipeline.policies.triage.finding import Finding, Thresholds, runs
from media_pipeline.states import FindingCode, Severity

PART: Mapping[FindingCode, Severity] = {
    FindingCode.PICTURE_BLACK: Severity.WARNING,
    # An empty courtroom stands still, too.
    FindingCode.PICTURE_FROZEN: Severity.NOTICE,
}
FEW = 3
"""So few key frames say nothing about a picture that stands still."""


def picture_findings(
    frames: Sequence[KeyFrame], duration_ms: int, limits: Thresholds, *, sampled: bool = False
) -> list[Finding]:
    """Return where the picture is black or stands still; from samples only what holds for all of them."""
    black = [
        frame.mean <= limits.black_mean and frame.deviation <= limits.black_deviation for frame in frames
    ]
    still = [
        number > 0 and frame.change <= limits.frozen_change and not black[number]
        for number, frame in enumerate(frames)
    ]
    # A picture is the same as the one before it, so the stretch begins with that one.
    frozen = [(first - 1, end) for first, end in runs(still) if end - first + 1 >= FEW]
    spans = [
        *_spans(FindingCode.PICTURE_BLACK, list(runs(black)), frames, duration_ms, limits.black_ms),
        *_spans(FindingCode.PICTURE_FROZEN, frozen, frames, duration_ms, limits.frozen_ms),
    ]
    return [finding for finding in spans if not sampled or finding.severity is Severity.ALARM]


def _spans(
    code: FindingCode,
    stretches: Sequence[tuple[int, int]],
    frames: Sequence[KeyFrame],
    duration_ms: int,
    shortest_ms: int,
) -> Iterator[Finding]:
    for first, end in stretches:
        whole = first == 0 and end == len(frames)
        from_ms = 0 if first == 0 else frames[first].time_ms
        to_ms = duration_ms if end == len(frames) else frames[end].time_ms
        if whole:
            yield Finding(code, Severity.ALARM)
        elif to_ms - from_ms >= shortest_ms:
            yield Finding(code, PART[code], None, from_ms, to_ms)
