"""What is wrong with the sound, from the levels of each second and the peaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from media_pipeline.ffmpeg.grid import CLIPPED, PEAK, PEAKS, RMS, ZERO_DB, Int8s
from media_pipeline.policies.triage.finding import Finding, Thresholds, runs
from media_pipeline.states import FindingCode, Severity

HEARD_PERCENT: Final = 98
"""A microphone is judged by its loudest seconds: most people say little in a hearing."""
CLIPPED_SHARE: Final = 0.01
COPY_LOUD: Final = 8
"""Peaks below this (127 is full scale) are alike by chance."""
COPY_S: Final = 10
COPY_CORRELATION: Final = 0.995
"""A lossy coder makes two of one a little unlike; two microphones in one room differ more, and in their gain."""
COMPARED_ROWS: Final = 2 * 3600 * PEAKS.per_s
"""Two hours tell whether one channel copies another."""
MS: Final = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Rows of seconds (grid LEVELS) and of peaks; ``sampled``: not every second of the recording is there."""

    seconds: Int8s
    peaks: Int8s
    sampled: bool = False

    @property
    def channels(self) -> int:
        """How many there are."""
        return int(self.seconds.shape[1])


def sound_findings(levels: Levels | None, limits: Thresholds) -> list[Finding]:
    """Return what is wrong with the sound; None: there is no sound track."""
    if levels is None:
        return [Finding(FindingCode.NO_SOUND, Severity.WARNING)]
    if not len(levels.seconds):
        return []
    dead = [finding for channel in range(levels.channels) if (finding := _dead(levels, channel, limits))]
    if len(dead) == levels.channels and levels.channels > 1:
        return [Finding(FindingCode.ALL_SILENT, Severity.ALARM)]
    alive = sorted(
        set(range(levels.channels)) - {finding.channel for finding in dead if finding.channel is not None}
    )
    found = [*dead, *_low(levels, alive, limits), *_copies(levels, alive)]
    for channel in alive:
        found += _clipped(levels, channel, limits)
    if not levels.sampled:
        found += [*_stopped(levels, alive, limits), *_nobody(levels, alive, limits)]
    return found


def _heard_db(levels: Levels, channel: int) -> int:
    return int(np.percentile(levels.seconds[:, channel, RMS], HEARD_PERCENT, method="higher"))


def _dead(levels: Levels, channel: int, limits: Thresholds) -> Finding | None:
    if levels.seconds[:, channel, PEAK].max() == ZERO_DB:
        return Finding(FindingCode.CHANNEL_EMPTY, Severity.ALARM, channel)
    loudest = int(levels.seconds[:, channel, RMS].max())
    if loudest < limits.silent_db:
        return Finding(FindingCode.CHANNEL_SILENT, Severity.ALARM, channel, value=loudest)
    return None


def _low(levels: Levels, alive: list[int], limits: Thresholds) -> Iterator[Finding]:
    heard = {channel: _heard_db(levels, channel) for channel in alive}
    low = [channel for channel, level in heard.items() if level < limits.low_db]
    # Beside others that are well heard it may be the microphone of somebody who said nothing.
    severity = Severity.WARNING if len(low) == len(alive) else Severity.NOTICE
    for channel in low:
        yield Finding(FindingCode.CHANNEL_LOW, severity, channel, value=heard[channel])


def _clipped(levels: Levels, channel: int, limits: Thresholds) -> Iterator[Finding]:
    clipped = np.flatnonzero(levels.seconds[:, channel, CLIPPED] >= limits.clipped_per_mille)
    if len(clipped) >= max(limits.clipped_s, CLIPPED_SHARE * len(levels.seconds)):
        first, last = (None, None) if levels.sampled else (int(clipped[0]) * MS, (int(clipped[-1]) + 1) * MS)
        yield Finding(FindingCode.CHANNEL_CLIPPED, Severity.WARNING, channel, first, last, len(clipped))


def _copies(levels: Levels, alive: list[int]) -> Iterator[Finding]:
    peaks, copies = levels.peaks[:COMPARED_ROWS].astype(np.int16), set[int]()
    for first, second in combinations(alive, 2):
        if second in copies:
            continue
        one, other = peaks[:, first], peaks[:, second]
        loud = np.abs(one).max(axis=1) >= COPY_LOUD
        if _alike(one[loud], other[loud]):
            copies.add(second)
            yield Finding(FindingCode.CHANNEL_COPY, Severity.NOTICE, second, value=first)


def _alike(one: NDArray[np.int16], other: NDArray[np.int16]) -> bool:
    if len(one) < COPY_S * PEAKS.per_s or np.median(np.abs(one - other)) > 1 or not other.any():
        return False
    return bool(np.corrcoef(one.ravel(), other.ravel())[0, 1] >= COPY_CORRELATION)


def _stopped(levels: Levels, alive: list[int], limits: Thresholds) -> Iterator[Finding]:
    """Microphones that were heard and then no more, to the end, while others still are."""
    quiet = levels.seconds[:, :, RMS] < limits.silent_db
    total = len(quiet)
    ends = {channel: total - int(np.argmin(quiet[::-1, channel])) for channel in alive}
    for channel, end in ends.items():
        last = max(ends.values())
        if (total - end) * MS >= limits.quiet_ms and (last - end) * MS >= limits.quiet_ms:
            yield Finding(FindingCode.CHANNEL_STOPPED, Severity.WARNING, channel, end * MS, total * MS)


def _nobody(levels: Levels, alive: list[int], limits: Thresholds) -> Iterator[Finding]:
    if not alive:
        return
    quiet = np.all(levels.seconds[:, alive, RMS] < limits.silent_db, axis=1)
    for first, end in runs([bool(flag) for flag in quiet]):
        if (end - first) * MS >= limits.quiet_ms:
            yield Finding(FindingCode.NOBODY_HEARD, Severity.NOTICE, None, first * MS, end * MS)
