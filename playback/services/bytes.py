"""What is behind a media address: playlists, init segments and segments of a variant."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from foundation.problems import NotFound, NotReady
from media_pipeline.hls.errors import NoSuchSegment
from media_pipeline.hls.files import Stored
from media_pipeline.hls.gather import gather
from media_pipeline.hls.intervals import Ranges, normalise
from media_pipeline.hls.playlist import AudioLabel, Resource, media_playlist, multivariant_playlist
from media_pipeline.hls.segments import SegmentBytes, exposures, segment
from playback.services.cameras import View
from playback.services.labels import audio_labels
from playback.services.overviews import peaks_of, tiles_of
from playback.services.variants import Variant

MASTER = "master.m3u8"
PEAKS = "peaks.json"
STORYBOARD = "storyboard.json"
TILE = re.compile(r"\Astoryboard/(\d{1,6})\.jpg\Z")
WITH_SOUND = "with-sound.m3u8"
CAMERA = re.compile(r"\Ac(\d{1,5})/(.+)\Z", re.ASCII)
PLAYLIST = re.compile(r"\A([amv]\d{1,3})\.m3u8\Z")
INIT = re.compile(r"\A([amv]\d{1,3})/i(\d{1,4})\.mp4\Z")
SEGMENT = re.compile(r"\A([amv]\d{1,3})/(\d{1,7})\.m4s\Z")
PLAYLIST_TYPE = "application/vnd.apple.mpegurl"


@dataclass(frozen=True, slots=True)
class Media:
    """A body of known size and type; ``blocks(first, last)`` yields a range of it (inclusive)."""

    content_type: str
    total: int
    body: bytes | SegmentBytes
    files: Mapping[str, Stored] = field(default_factory=dict)

    def blocks(self, first: int, last: int) -> Iterator[bytes]:
        """Yield bytes ``first`` to ``last`` in blocks of about 1 MiB."""
        if isinstance(self.body, bytes):
            yield self.body[first : last + 1]
        else:
            yield from gather(self.body, self.files, first, last)


def name_of(resource: Resource) -> str:
    """Return the relative address of a part of a presentation."""
    if resource.kind == "playlist":
        return f"{resource.track_key}.m3u8"
    prefix, suffix = ("i", "mp4") if resource.kind == "init" else ("", "m4s")
    return f"{resource.track_key}/{prefix}{resource.number}.{suffix}"


def media_at(variant: Variant, name: str) -> Media:
    """Return what is behind a name: that of the main camera, or of camera N below ``cN/``; raises NotFound."""
    camera = CAMERA.match(name)
    try:
        view = variant.view(int(camera[1]) if camera else None)
        return _media_of(view, variant, camera[2] if camera else name, is_main=camera is None)
    except (KeyError, IndexError, NoSuchSegment, NotReady, FileNotFoundError):
        raise NotFound from None


def sent_by(variant: Variant, name: str) -> Ranges:
    """Return which parts of the hearing's recordings a media address lets out; none for slates and for lists."""
    camera = CAMERA.match(name)
    match = SEGMENT.match(camera[2] if camera else name)
    if match is None:
        return ()
    presentation = variant.view(int(camera[1]) if camera else None).presentation
    found = exposures(presentation, match[1], int(match[2]))
    return normalise((each.start_ms, each.end_ms) for each in found)


def _media_of(view: View, variant: Variant, name: str, *, is_main: bool) -> Media:
    presentation = view.presentation
    if match := SEGMENT.match(name):
        body = segment(presentation, match[1], int(match[2]))
        return Media(_type(match[1]), body.total, body, view.files)
    if match := INIT.match(name):
        lane = presentation.lane(match[1])
        if lane is None:
            raise NotFound
        return _small(_type(match[1]), lane.formats[int(match[2])].init)
    if match := PLAYLIST.match(name):
        return _text(media_playlist(presentation, match[1], variant.started_at, name_of))
    if name == (MASTER if is_main else WITH_SOUND):
        labels = [AudioLabel(label) for label in audio_labels(variant, view)]
        return _text(multivariant_playlist(presentation, labels, name_of))
    if name == MASTER:
        return _text(multivariant_playlist(presentation, [], name_of, kinds=frozenset({"video"})))
    if is_main:
        return _overview_at(variant, name)
    raise NotFound


def _overview_at(variant: Variant, name: str) -> Media:
    if name == PEAKS and (peaks := peaks_of(variant)) is not None:
        return _json(peaks)
    tiles = tiles_of(variant) if name == STORYBOARD or TILE.match(name) else []
    if match := TILE.match(name):
        return _small("image/jpeg", tiles[int(match[1])].read())
    if tiles:
        rows = [{"at_ms": tile.at_ms, "tile": f"storyboard/{n}.jpg"} for n, tile in enumerate(tiles)]
        return _json({"tiles": rows})
    raise NotFound


def overviews(variant: Variant) -> dict[str, str]:
    """Return the names of what there is to see and hear at a glance, by the field of the playback document."""
    found = {"peaks": PEAKS} if peaks_of(variant) is not None else {}
    return found | ({"storyboard": STORYBOARD} if tiles_of(variant) else {})


def _json(document: dict[str, Any]) -> Media:
    return _small("application/json", json.dumps(document, separators=(",", ":")).encode())


def _type(track_key: str) -> str:
    return "video/mp4" if track_key.startswith("v") else "audio/mp4"


def _text(text: str) -> Media:
    return _small(PLAYLIST_TYPE, text.encode())


def _small(content_type: str, body: bytes) -> Media:
    return Media(content_type, len(body), body)
