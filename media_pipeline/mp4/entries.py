"""Sample descriptions: which codec a track holds, rebuilt from what is needed so that nothing else is
carried along.
"""

from media_pipeline.mp4.aac import parse_audio_config
from media_pipeline.mp4.boxes import by_kind, children, only
from media_pipeline.mp4.errors import Mp4Damaged, Mp4NotPlayable
from media_pipeline.mp4.h264 import Sps, parse_avc_config, parse_sps
from media_pipeline.mp4.index import TrackFacts
from media_pipeline.mp4.limits import IndexLimits

VIDEO_HEADER = 78
AUDIO_HEADERS = {0: 28, 1: 44, 2: 64}  # by QuickTime version of the entry
ENCRYPTED = frozenset({b"encv", b"enca", b"drmi", b"drms"})
PICTURES = frozenset({b"jpeg", b"mjpg", b"mjpa", b"mjpb", b"png ", b"tiff", b"gif "})
AAC_OBJECT_TYPES = frozenset({0x40, 0x67})  # MPEG-4 audio, MPEG-2 AAC-LC


def read_entry(stsd: memoryview, limits: IndexLimits) -> tuple[bytes, memoryview]:
    """(code, body) of the only sample description. Raises Mp4NotPlayable("codec-changes", "encrypted")."""
    entries = list(children(stsd[8:], limits.max_boxes))
    if not entries:
        raise Mp4Damaged("box-missing", "sample description")
    if len(entries) > 1:
        raise Mp4NotPlayable("codec-changes", f"{len(entries)} sample descriptions")
    if entries[0].kind in ENCRYPTED:
        raise Mp4NotPlayable("encrypted", entries[0].kind.decode("latin-1"))
    return entries[0].kind, entries[0].body


def _sample_aspect(extra: dict[bytes, list[memoryview]], sps: Sps | None) -> tuple[int, int]:
    for body in extra.get(b"pasp", []):
        across, down = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
        if 0 < across < 1 << 16 and 0 < down < 1 << 16:
            return across, down
    return sps.sar if sps else (1, 1)


def _colour(extra: dict[bytes, list[memoryview]]) -> bytes:
    """As nclx: the only kind that browsers read, and the only one that cannot carry a foreign profile."""
    for body in extra.get(b"colr", []):
        if bytes(body[:4]) == b"nclx" and len(body) >= 11:
            return bytes(body[:11])
        if bytes(body[:4]) == b"nclc" and len(body) >= 10:
            return b"nclx" + bytes(body[4:10]) + b"\0"
    return b""


def _check_sps(sps: Sps) -> None:
    if sps.chroma != 1 or sps.bit_depth != 8:
        raise Mp4NotPlayable("codec-video", f"chroma format {sps.chroma}, {sps.bit_depth} bits")


def video_facts(
    track_id: int, timescale: int, code: bytes, body: memoryview, limits: IndexLimits
) -> TrackFacts:
    """Raises Mp4NotPlayable("codec-video", "dimensions") unless it is H.264 in 4:2:0 with 8 bits."""
    if code not in {b"avc1", b"avc3"}:
        raise Mp4NotPlayable("codec-video", code.decode("latin-1"))
    if len(body) < VIDEO_HEADER:
        raise Mp4Damaged("codec-header", "video entry")
    extra = by_kind(body[VIDEO_HEADER:], limits.max_boxes)
    avc = parse_avc_config(bytes(only(extra, b"avcC")))
    sets = [parse_sps(nal) for nal in avc.sps]
    for sps in sets:
        _check_sps(sps)
    if not sets and code == b"avc1":
        raise Mp4Damaged("codec-header", "avcC without parameter sets")
    width, height = int.from_bytes(body[24:26], "big"), int.from_bytes(body[26:28], "big")
    if sets:
        width, height = sets[0].width, sets[0].height
    if not (0 < width <= limits.max_dimension and 0 < height <= limits.max_dimension):
        raise Mp4NotPlayable("dimensions", f"{width} x {height}")
    return TrackFacts(
        kind="video",
        track_id=track_id,
        timescale=timescale,
        entry_kind=code.decode(),
        codec=avc.codec(code.decode()),
        config=avc.payload(),
        width=width,
        height=height,
        sar=_sample_aspect(extra, sets[0] if sets else None),
        colour=_colour(extra),
        nal_length_size=avc.nal_length_size,
        interlaced=any(sps.interlaced for sps in sets),
    )


def _descriptor(data: bytes, at: int) -> tuple[int, int, int]:
    """(tag, start, end) of the MPEG-4 descriptor at `at`."""
    tag, size = data[at], 0
    for step in range(1, 5):
        size = size << 7 | data[at + step] & 0x7F
        if not data[at + step] & 0x80:
            return tag, at + step + 1, min(at + step + 1 + size, len(data))
    raise Mp4Damaged("codec-header", "descriptor size")


def _audio_config(esds: bytes) -> bytes:
    """The AudioSpecificConfig inside esds. Raises Mp4NotPlayable("codec-audio") for other codecs in mp4a."""
    at = 4
    try:
        while at < len(esds):
            tag, start, end = _descriptor(esds, at)
            if tag == 3:  # ES descriptor: id, flags and what the flags announce, then its children
                flags = esds[start + 2]
                at = start + 3 + (2 if flags & 0x80 else 0) + (2 if flags & 0x20 else 0)
                at += 1 + esds[start + 3] if flags & 0x40 else 0
            elif tag == 4:  # decoder configuration: its child is wanted
                if esds[start] not in AAC_OBJECT_TYPES:
                    raise Mp4NotPlayable("codec-audio", f"object type {esds[start]:#x}")
                at = start + 13
            elif tag == 5:
                return esds[start:end]
            else:
                at = end
    except IndexError:
        pass
    raise Mp4Damaged("codec-header", "esds")


def audio_facts(
    track_id: int, timescale: int, code: bytes, body: memoryview, limits: IndexLimits
) -> TrackFacts:
    """Raises Mp4NotPlayable("codec-audio") unless it is AAC-LC or HE-AAC."""
    if code != b"mp4a":
        raise Mp4NotPlayable("codec-audio", code.decode("latin-1"))
    header = AUDIO_HEADERS.get(int.from_bytes(body[8:10], "big"), len(body))
    extra = by_kind(body[header:], limits.max_boxes) if header < len(body) else {}
    for wave in extra.get(b"wave", []):  # QuickTime wraps it
        extra = {**by_kind(wave, limits.max_boxes), **extra}
    config = _audio_config(bytes(only(extra, b"esds")))
    aac = parse_audio_config(config)
    channels = aac.channels or int.from_bytes(body[16:18], "big")
    if not 1 <= channels <= 8:
        raise Mp4NotPlayable("codec-audio", f"{channels} channels")
    return TrackFacts(
        kind="audio",
        track_id=track_id,
        timescale=timescale,
        entry_kind="mp4a",
        codec=aac.codec,
        config=config,
        channels=channels,
        sample_rate=aac.sample_rate,
        core_rate=aac.core_rate,
        channel_config=aac.channel_config,
        preroll_frames=aac.preroll_frames,
    )
