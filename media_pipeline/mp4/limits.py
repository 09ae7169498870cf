"""How much a file may ask for before it is refused. The defaults fit 24 hours at 60 frames/s with four
tracks.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexLimits:
    """Bounds of one file, all checked before a table is expanded."""

    max_moov_bytes: int = 256 << 20
    max_samples: int = 12_000_000  # of all tracks together; an index takes about 24 bytes of disk for each
    max_tracks: int = 64
    max_boxes: int = 4096  # at one level
    max_dimension: int = 8192  # pixels, either way
    max_sample_bytes: int = 64 << 20
    max_duration_ms: int = 7 * 24 * 3600 * 1000
    max_key_gap_ms: int = 60_000  # one GOP is one segment: beyond this a seek would load too much
    max_timescale: int = 100_000_000
