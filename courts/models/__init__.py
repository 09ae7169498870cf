from courts.models.court import Court, CourtKind
from courts.models.profile import JurisdictionProfile
from courts.models.recorder import Recorder, RecorderProfile, StartSource
from courts.models.room import Courtroom

__all__ = [
    "Court",
    "CourtKind",
    "Courtroom",
    "JurisdictionProfile",
    "Recorder",
    "RecorderProfile",
    "StartSource",
]
