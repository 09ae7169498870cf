"""Names of tracks and microphones of a variant, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from media_pipeline.policies.microphones import channel_labels
from playback.services.variants import Variant


def audio_labels(variant: Variant) -> list[str]:
    """Return one name for each audio track."""
    count = sum(lane.kind == "audio" for lane in variant.presentation.lanes)
    if count == 1:
        return [_("Sound")]
    codes = variant.channels[0] if variant.channels else ()
    return channel_labels(codes, count)


def track_rows(variant: Variant) -> list[dict[str, Any]]:
    """Return ``[{key, kind, label, channels: [{index, label}], fps}]`` of a variant's tracks."""
    sounds = iter(audio_labels(variant))
    return [_row(variant, lane_key, sounds) for lane_key in (lane.key for lane in variant.presentation.lanes)]


def _row(variant: Variant, key: str, sounds: Any) -> dict[str, Any]:
    lane = variant.presentation.lane(key)
    if lane is None:
        raise KeyError(key)
    facts = lane.formats[0].facts
    if lane.kind == "video":
        fps = facts.fps[0] / facts.fps[1] if facts.fps else None
        return {"key": key, "kind": "video", "label": _("Picture"), "channels": [], "fps": fps}
    codes = variant.channels[0] if variant.channels and len(variant.channels[0]) == facts.channels else ()
    labels = channel_labels(codes, facts.channels) if facts.channels > 1 else []
    channels = [{"index": index, "label": label} for index, label in enumerate(labels)]
    return {"key": key, "kind": "audio", "label": next(sounds), "channels": channels, "fps": None}
