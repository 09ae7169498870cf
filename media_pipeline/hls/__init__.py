"""Virtual HLS: recordings played from their own bytes, on the hearing's time. Pure Python and numpy.

compose() puts recordings on a timeline; playlists, init segments and segments are made from the result on
demand.
"""

from media_pipeline.hls.errors import NoSuchSegment, SlateProblem, SourceTruncated
from media_pipeline.hls.files import JoinedFiles, LocalFile, Stored
from media_pipeline.hls.gather import gather
from media_pipeline.hls.playlist import AudioLabel, Resource, media_playlist, multivariant_playlist
from media_pipeline.hls.segments import Exposure, Part, SegmentBytes, exposures, segment
from media_pipeline.hls.slate import (
    AudioFormat,
    AudioSlate,
    Slates,
    VideoFormat,
    VideoSlate,
    audio_slate_from_adts,
    notice_from_adts,
    video_slate_from_annexb,
)
from media_pipeline.hls.stretches import Piece, PieceTrack
from media_pipeline.hls.timeline import Presentation, compose, needed_slates
from media_pipeline.hls.told import Told

__all__ = [
    "AudioFormat",
    "AudioLabel",
    "AudioSlate",
    "Exposure",
    "JoinedFiles",
    "LocalFile",
    "NoSuchSegment",
    "Part",
    "Piece",
    "PieceTrack",
    "Presentation",
    "Resource",
    "SegmentBytes",
    "SlateProblem",
    "Slates",
    "SourceTruncated",
    "Stored",
    "Told",
    "VideoFormat",
    "VideoSlate",
    "audio_slate_from_adts",
    "compose",
    "exposures",
    "gather",
    "media_playlist",
    "multivariant_playlist",
    "needed_slates",
    "notice_from_adts",
    "segment",
    "video_slate_from_annexb",
]
