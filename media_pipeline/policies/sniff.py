"""Is this the beginning of a recording at all? Decided on the first 4 KiB, before any decoder may see the file.

An allowlist: whatever is not known media is refused (playlists, scripts, text, archives, pictures). What is known but
broken is taken, because it may be the only record.
"""

from collections.abc import Callable

MP4_BOXES = frozenset(
    {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"moof", b"styp", b"sidx", b"uuid"}
)
PREFIXES: dict[bytes, str] = {
    b"\x1a\x45\xdf\xa3": "matroska",
    b"OggS": "ogg",
    b"fLaC": "flac",
    b"ID3": "mpeg-audio",
    b"#!AMR": "amr",
    b"FLV\x01": "flv",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "asf",
    b"\x00\x00\x01\xba": "mpeg-ps",
    b"\x00\x00\x01\xb3": "mpeg-video",
    b"\x00\x00\x00\x01\x67": "h264",
    b"\x00\x00\x00\x01\x40": "hevc",
    b"\x06\x0e\x2b\x34": "mxf",
    b".RMF": "real",
    b"caff": "caf",
    b"\x0b\x77": "ac3",
    b"\x7f\xfe\x80\x01": "dts",
    b"riff\x2e\x91\xcf\x11": "w64",
    b".snd": "au",
    b"\x02dss": "dss",
    b"\x03dss": "dss",
    b"\x06dss": "dss",
    b"\x03ds2": "dss",
    b"\x03enc": "dss-encrypted",
    b"\x1f\x07\x00": "dv",
}
RIFF_FORMS = {b"AVI ": "avi", b"WAVE": "wav", b"RMP3": "wav"}
FORBIDDEN_INSIDE = (b"#EXTM3U", b"ffconcat version")
TS_PACKETS = (188, 192, 204)
TS_SYNC = 0x47
TS_IN_A_ROW = 4


def sniff(head: bytes) -> str | None:
    """Return the family of a file from its first bytes (up to 4 KiB), or None when it must be refused."""
    if any(mark in head for mark in FORBIDDEN_INSIDE):
        return None
    for test in TESTS:
        if family := test(head):
            return family
    return None


def _by_prefix(head: bytes) -> str | None:
    return next((family for prefix, family in PREFIXES.items() if head.startswith(prefix)), None)


def _mp4(head: bytes) -> str | None:
    size = int.from_bytes(head[:4], "big")
    plausible = size in {0, 1} or size >= 8
    return "mp4" if head[4:8] in MP4_BOXES and plausible else None


def _riff(head: bytes) -> str | None:
    if head[:4] in {b"RIFF", b"RF64", b"BW64", b"RIFX"}:
        return RIFF_FORMS.get(head[8:12])
    if head[:4] == b"FORM" and head[8:12] in {b"AIFF", b"AIFC"}:
        return "aiff"
    return None


def _court_mp2(head: bytes) -> str | None:
    return "dic-mp2" if head[4:7] == b"dic" else None


def _mpeg_audio(head: bytes) -> str | None:
    """MPEG audio or ADTS: a sync word with a layer, a bit rate and a sample rate that exist."""
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "adts"
    frame = head[1] & 0xE0 == 0xE0 and head[1] & 0x06 and head[1] & 0x18 != 0x08
    return "mpeg-audio" if frame and head[2] >> 4 not in {0, 15} and head[2] & 0x0C != 0x0C else None


def _transport_stream(head: bytes) -> str | None:
    """A sync byte at a constant distance, also after junk: a recorder may have been switched on in mid-packet."""
    for packet in TS_PACKETS:
        span = packet * TS_IN_A_ROW
        for start in range(min(packet * 2, max(0, len(head) - span))):
            if all(head[start + k * packet] == TS_SYNC for k in range(TS_IN_A_ROW)):
                return "mpeg-ts"
    return None


TESTS: tuple[Callable[[bytes], str | None], ...] = (
    _by_prefix,
    _mp4,
    _riff,
    _court_mp2,
    _mpeg_audio,
    _transport_stream,
)
