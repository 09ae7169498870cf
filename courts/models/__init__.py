from courts.models.court import Court, CourtKind
from courts.models.profile import JurisdictionProfile
from courts.models.room import Courtroom, Recorder

__all__ = ["Court", "CourtKind", "Courtroom", "JurisdictionProfile", "Recorder"]
