"""Where voices are disguised: how sound is read from a file, and with which ffmpeg under which limits."""

from pathlib import Path

from django.conf import settings

from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.ffmpeg.formats import DEMUXERS
from media_pipeline.ffmpeg.isolation import network_can_be_denied
from media_pipeline.ffmpeg.probe import SourceFacts, probe
from media_pipeline.ffmpeg.runner import Runner
from media_pipeline.policies.sniff import sniff
from media_pipeline.services.encoder import BASE_LIMITS
from media_pipeline.voice.errors import DisguiseError
from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.mixing import Sound, Track
from media_pipeline.voice.render import Studio

CPU_PER_MEDIA_S = 0.5
"""Of one run; several times what decoding, disguising or encoding a second takes."""
BYTES_PER_MEDIA_S = 8 * OUTPUT_RATE * 4


class NotDisguisable(DisguiseError):
    """The file cannot be disguised as it was asked; the message says why."""


def facts_of(path: Path) -> SourceFacts:
    """Look into a file. Raises NotDisguisable, FfmpegError, OSError."""
    with path.open("rb") as file:
        family = sniff(file.read(settings.UPLOAD_SNIFF_BYTES))
    if family is None or family not in DEMUXERS:
        raise NotDisguisable("this is no recording that can be read")
    return probe(path, family, deny_network=network_can_be_denied())


def sound_in(path: Path, facts: SourceFacts) -> Sound:
    """Return the sound of a file. Raises NotDisguisable where it holds none."""
    tracks = tuple(Track(stream.index, stream.channels) for stream in facts.audio if stream.decodable)
    if not tracks:
        raise NotDisguisable("the file holds no sound")
    return Sound(path, facts.demuxer, facts.skip_bytes, tracks)


def studio_for(media_ms: int, folder: Path) -> Studio:
    """Return a studio in a private folder for so much sound."""
    limits = BASE_LIMITS.scaled_to_media(
        media_ms, cpu_per_media_s=CPU_PER_MEDIA_S, bytes_per_media_s=BYTES_PER_MEDIA_S
    )
    binary = find_ffmpeg(settings.FFMPEG_BINARY)
    return Studio(folder, Runner(binary.path, limits, network_can_be_denied()), binary.graph_option)
