"""Sample tables of MP4 and QuickTime files: read once in a limited child, kept as a small mapped file.

Pure Python and numpy; knows neither Django nor Celery.
"""

from media_pipeline.mp4.errors import (
    IndexCrashed,
    IndexLimitHit,
    IndexTimeout,
    Mp4Damaged,
    Mp4NotPlayable,
    Mp4Problem,
    NotMp4,
)
from media_pipeline.mp4.index import SampleIndex, TrackFacts, TrackIndex
from media_pipeline.mp4.limits import IndexLimits
from media_pipeline.mp4.reader import index_file
from media_pipeline.mp4.storage import IndexFileError, open_index, write_index

__all__ = [
    "IndexCrashed",
    "IndexFileError",
    "IndexLimitHit",
    "IndexLimits",
    "IndexTimeout",
    "Mp4Damaged",
    "Mp4NotPlayable",
    "Mp4Problem",
    "NotMp4",
    "SampleIndex",
    "TrackFacts",
    "TrackIndex",
    "index_file",
    "open_index",
    "write_index",
]
