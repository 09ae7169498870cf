"""Quality triage: from measurements and what is known of a recording to what is wrong with it. Pure."""

from media_pipeline.policies.triage.finding import Finding, Thresholds
from media_pipeline.policies.triage.picture import picture_findings
from media_pipeline.policies.triage.place import PlaceFacts, place_findings
from media_pipeline.policies.triage.sound import Levels, sound_findings

__all__ = [
    "Finding",
    "Levels",
    "PlaceFacts",
    "Thresholds",
    "picture_findings",
    "place_findings",
    "sound_findings",
]
