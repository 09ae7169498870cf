"""From what is known of a source's track to the slate that fits it."""

from media_pipeline.ffmpeg.errors import FfmpegError
from media_pipeline.ffmpeg.slate import AudioSlateSpec, Profile, VideoSlateSpec
from media_pipeline.mp4.index import TrackFacts

BASELINE_IDC = 66
MAIN_IDC = 77


def video_slate_spec(facts: TrackFacts) -> VideoSlateSpec | None:
    """Return the picture that fits a video track, or None where H.264 4:2:0 cannot have it."""
    try:
        return VideoSlateSpec(facts.width, facts.height, facts.sar, _profile(facts.config))
    except FfmpegError:
        return None


def audio_slate_spec(facts: TrackFacts) -> AudioSlateSpec | None:
    """Return the silence that fits an audio track, or None where AAC-LC cannot have it."""
    try:
        return AudioSlateSpec(facts.core_rate, facts.channels)
    except FfmpegError:
        return None


def _profile(avc_config: bytes) -> Profile:
    """Return the encoder profile that a decoder set up for the source surely decodes."""
    idc = avc_config[1] if len(avc_config) > 1 else 0
    if idc == BASELINE_IDC:
        return "baseline"
    return "main" if idc == MAIN_IDC else "high"
