"""Names of tracks and microphones of a variant, in the reader's language."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _

from media_pipeline.hls.lane import LEADING, Lane
from media_pipeline.mp4.index import TrackFacts
from media_pipeline.policies.microphones import channel_labels
from media_pipeline.services.playables import MIX_KEY
from playback.services.cameras import View
from playback.services.variants import Variant


def audio_labels(variant: Variant, view: View) -> list[str]:
    """Return one name for each audio track, in order of the lanes: what microphones heard, then the mix."""
    lanes = [lane for lane in view.presentation.lanes if lane.kind == "audio"]
    heard = [lane for lane in lanes if lane.key != MIX_KEY]
    mix = [_("All together, levelled")] if len(heard) < len(lanes) else []
    if len(heard) == 1:
        return [_("As recorded"), *mix] if mix else [_("Sound")]
    return [*_group_labels(variant, [_richest(lane).channels for lane in heard]), *mix]


def _group_labels(variant: Variant, counts: list[int]) -> list[str]:
    """Name tracks by the microphones on them: «Judge», or «Judge, clerk, …» where a track holds several."""
    names = channel_labels(_codes(variant, sum(counts)), sum(counts))
    ends = list(accumulate(counts))
    return [", ".join(names[end - count : end]) for count, end in zip(counts, ends, strict=True)]


def _codes(variant: Variant, count: int) -> tuple[str, ...]:
    """Return the microphones of the first source that has so many, else of the first one."""
    fitting = [codes for codes in variant.channels if len(codes) == count]
    return (fitting or [*variant.channels, ()])[0]


def _richest(lane: Lane) -> TrackFacts:
    """Where sources of one track differ, the one with the most channels tells of it."""
    return max((form.facts for form in lane.formats), key=lambda facts: facts.channels)


def track_rows(variant: Variant, view: View) -> list[dict[str, Any]]:
    """Return ``[{key, kind, label, channels: [{index, label}], fps}]`` of a view's tracks."""
    sounds = iter(audio_labels(variant, view))
    lanes = [lane for lane in view.presentation.lanes if lane.kind == "audio" and lane.key != MIX_KEY]
    codes = _codes(variant, sum(_richest(lane).channels for lane in lanes))
    rows: list[dict[str, Any]] = []
    for lane in view.presentation.lanes:
        before = sum(row["count"] for row in rows if row["kind"] == "audio")
        rows.append(_row(codes, lane, sounds, before))
    return [{name: value for name, value in row.items() if name != "count"} for row in rows]


def _row(codes: tuple[str, ...], lane: Lane, sounds: Iterator[str], before: int) -> dict[str, Any]:
    """`codes`: of all microphones; `before`: how many channels the tracks of sound before this one have."""
    facts = _richest(lane)
    row: dict[str, Any] = {
        "key": lane.key,
        "kind": lane.kind,
        "channels": [],
        "fps": None,
        "count": facts.channels,
    }
    if lane.kind == "video":
        fps = facts.fps[0] / facts.fps[1] if facts.fps else None
        lines = _("Picture, %(lines)d lines") % {"lines": facts.height}
        return row | {"label": _("Picture") if lane.key == LEADING else lines, "fps": fps}
    own = codes[before : before + facts.channels]
    labels = channel_labels(own, facts.channels) if facts.channels > 1 else []
    channels = [{"index": index, "label": label} for index, label in enumerate(labels)]
    return row | {"label": next(sounds), "channels": channels}
