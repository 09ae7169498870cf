"""HLS playlists (RFC 8216) of a presentation. What they are called is the caller's affair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Literal

import numpy as np

from media_pipeline.ffmpeg.words import Said
from media_pipeline.hls.lane import SLATE, Format, Lane
from media_pipeline.hls.segments import MOOF_BYTES, ROW_BYTES
from media_pipeline.hls.timeline import Presentation
from media_pipeline.mp4.index import Int64s


@dataclass(frozen=True, slots=True)
class Resource:
    """Something a playlist refers to: a media playlist, init segment `number`, or segment `number` of a
    track.
    """

    kind: Literal["playlist", "init", "segment"]
    track_key: str
    number: int = 0


UriOf = Callable[[Resource], str]


@dataclass(frozen=True, slots=True)
class AudioLabel:
    """What listeners see of an audio track. `language`: RFC 5646, or None when unknown."""

    name: str
    language: str | None = None


def _quoted(text: str) -> str:
    """A quoted string may hold neither quotes nor line ends."""
    return '"' + "".join(sign for sign in text if sign.isprintable() and sign != '"') + '"'


def media_playlist(presentation: Presentation, track_key: str, started_at: datetime, uri_of: UriOf) -> str:
    """`started_at`: of the hearing, in UTC. Raises KeyError for an unknown track."""
    lane = presentation.lane(track_key)
    if lane is None:
        raise KeyError(track_key)
    lengths = np.diff(lane.start_us)
    lines = ["#EXTM3U", "#EXT-X-VERSION:8" if lane.gaps.any() else "#EXT-X-VERSION:7"]
    lines.append(f"#EXT-X-TARGETDURATION:{max(1, (int(lengths.max()) + 500_000) // 1_000_000)}")
    lines += ["#EXT-X-MEDIA-SEQUENCE:0", "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS"]
    marks = _marks(presentation, lane, started_at, uri_of)
    gaps = set(np.flatnonzero(lane.gaps).tolist())
    for number, length in enumerate(lengths.tolist()):
        if number in marks:
            lines += marks[number]
        lines.append(f"#EXTINF:{length // 1_000_000}.{length % 1_000_000:06d},")
        if number in gaps:
            lines.append("#EXT-X-GAP")
        lines.append(uri_of(Resource("segment", track_key, number)))
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def _marks(
    presentation: Presentation, lane: Lane, started_at: datetime, uri_of: UriOf
) -> dict[int, list[str]]:
    """The tags before segments where something begins: a format, a recording."""
    marks: dict[int, list[str]] = {}
    for number in np.flatnonzero(presentation.discontinuity | presentation.piece_start).tolist():
        tags = marks.setdefault(number, [])
        if presentation.discontinuity[number]:
            tags.append("#EXT-X-DISCONTINUITY")
        if number == 0 or presentation.discontinuity[number]:
            init = uri_of(Resource("init", lane.key, int(lane.format_of[number])))
            tags.append(f"#EXT-X-MAP:URI={_quoted(init)}")
        moment = started_at.astimezone(UTC) + timedelta(microseconds=int(lane.start_us[number]))
        tags.append(f"#EXT-X-PROGRAM-DATE-TIME:{moment.strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3]}Z")
    return marks


def segment_sizes(presentation: Presentation, lane: Lane) -> Int64s:
    """Bytes of every segment; 0 for gaps."""
    spans = np.zeros(len(lane.source), np.int64)
    for source in np.unique(lane.source).tolist():
        own = np.flatnonzero(lane.source == source)
        if source == SLATE:
            formats = np.repeat(lane.format_of, np.diff(lane.span_at))[own]
            for number, form in enumerate(lane.formats):
                filled = own[formats == number]
                spans[filled] = _slate_bytes(form, lane.first[filled], lane.count[filled])
            continue
        track = presentation.pieces[source].track(lane.key)
        if track is not None:
            sums = np.concatenate(([0], np.cumsum(track.size, dtype=np.int64)))
            spans[own] = sums[lane.first[own] + lane.count[own]] - sums[lane.first[own]]
    sums = np.concatenate(([0], np.cumsum(spans + ROW_BYTES * lane.count)))
    return np.diff(sums[lane.span_at]) + np.where(lane.gaps, 0, MOOF_BYTES)


def _slate_bytes(form: Format, first: Int64s, count: Int64s) -> Int64s:
    """Bytes of spans of a slate that begin at `first` and have `count` samples."""
    if form.video_slate is not None:
        units = form.facts.nal_length_size
        pictures = [len(form.video_slate.sample(units, int(said))) for said in Said]
        return np.array(pictures, np.int64)[first] * count
    if form.audio_slate is None:
        return np.zeros_like(count)
    sums = np.concatenate(([0], np.cumsum([len(frame) for frame in form.audio_slate.spoken], dtype=np.int64)))
    words = sums[np.where(first, first - 1 + count, 0)] - sums[np.where(first, first - 1, 0)]
    silence = len(form.audio_slate.frame) * count
    sizes: Int64s = np.where(first, words, silence)
    return sizes


def _bit_rates(presentation: Presentation, lanes: Sequence[Lane]) -> tuple[int, int]:
    """(peak, average) bits/s of the lanes together."""
    peak = average = 0
    for lane in lanes:
        sizes, lengths = segment_sizes(presentation, lane) * 8, np.maximum(np.diff(lane.start_us), 1)
        peak += int((sizes * 1_000_000 // lengths).max())
        average += int(sizes.sum()) * 1_000_000 // max(1, int(lane.start_us[-1]))
    return max(peak, 1), max(average, 1)


def _codecs(lanes: Sequence[Lane]) -> str:
    names = dict.fromkeys(form.facts.codec for lane in lanes for form in lane.formats)
    return _quoted(",".join(names))


def _picture(lane: Lane) -> list[str]:
    """RESOLUTION as shown (square pixels, turned), FRAME-RATE where it is constant."""
    facts = lane.formats[0].facts
    width, height = round(facts.width * facts.sar[0] / facts.sar[1]), facts.height
    if len(facts.matrix) == 9 and facts.matrix[0] == 0 and facts.matrix[1] != 0:
        width, height = height, width
    found = [f"RESOLUTION={width}x{height}"]
    if facts.fps is not None:
        found.append(f"FRAME-RATE={float(Fraction(*facts.fps)):.3f}")
    return found


def multivariant_playlist(
    presentation: Presentation,
    labels: Sequence[AudioLabel],
    uri_of: UriOf,
    kinds: frozenset[str] = frozenset({"video", "audio"}),
) -> str:
    """`labels`: one for each audio track, in order of keys. Raises ValueError when their number differs.

    Each rendition of the picture is offered with all sound; the leading one, the best, first. `kinds`: what is offered.
    """
    offered = [lane for lane in presentation.lanes if lane.kind in kinds]
    video = [lane for lane in offered if lane.kind == "video"]
    audio = [lane for lane in offered if lane.kind == "audio"]
    if len(labels) != len(audio):
        raise ValueError(f"{len(labels)} labels for {len(audio)} audio tracks")
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    grouped = bool(audio) and (bool(video) or len(audio) > 1)
    if grouped:
        lines += [_rendition(lane, label, uri_of) for lane, label in zip(audio, labels, strict=True)]
    loudest = max(audio, key=lambda lane: _bit_rates(presentation, [lane])[0], default=None)
    heard = [loudest] if loudest is not None else []
    for leading in video or audio[:1]:
        seen = [leading] if video else []
        peak, average = _bit_rates(presentation, [*seen, *heard])
        tags = [f"BANDWIDTH={peak}", f"AVERAGE-BANDWIDTH={average}", f"CODECS={_codecs([*seen, *audio])}"]
        tags += _picture(leading) if video else []
        tags += ['AUDIO="sound"'] if grouped else []
        lines += [f"#EXT-X-STREAM-INF:{','.join(tags)}", uri_of(Resource("playlist", leading.key))]
    return "\n".join([*lines, ""])


def _rendition(lane: Lane, label: AudioLabel, uri_of: UriOf) -> str:
    first = lane.key == "a0"
    tags = ["TYPE=AUDIO", 'GROUP-ID="sound"', f"NAME={_quoted(label.name)}"]
    tags += [f"LANGUAGE={_quoted(label.language)}"] if label.language else []
    tags += [f"DEFAULT={'YES' if first else 'NO'}", "AUTOSELECT=YES"]
    channels = max(form.facts.channels for form in lane.formats)
    tags += [f'CHANNELS="{channels}"', f"URI={_quoted(uri_of(Resource('playlist', lane.key)))}"]
    return f"#EXT-X-MEDIA:{','.join(tags)}"
