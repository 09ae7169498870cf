from hearings.models.access import AccessOrder, CaseTransfer, OrderKind
from hearings.models.assignment import Assignment, AssignmentRole
from hearings.models.break_glass import BreakGlass, BreakGlassKind, BreakGlassTransition
from hearings.models.case import Case, CaseKind
from hearings.models.destruction import (
    ActGround,
    DestructionAct,
    DestructionItem,
    DestructionTransition,
)
from hearings.models.disguise import Disguise, DisguiseTransition, FaceCover, VoiceProfile
from hearings.models.envelope import Envelope
from hearings.models.hearing import Hearing, HearingCase, HearingTransition
from hearings.models.hold import LegalHold, LegalHoldTransition
from hearings.models.national_id import NationalId
from hearings.models.participant import (
    LISTED,
    Mandate,
    Participant,
    ParticipantKind,
    ParticipantSpan,
    ProtectedSpan,
    Side,
)
from hearings.models.restriction import (
    Restriction,
    RestrictionExclusion,
    RestrictionKind,
    RestrictionTransition,
)

__all__ = [
    "LISTED",
    "AccessOrder",
    "ActGround",
    "Assignment",
    "AssignmentRole",
    "BreakGlass",
    "BreakGlassKind",
    "BreakGlassTransition",
    "Case",
    "CaseKind",
    "CaseTransfer",
    "DestructionAct",
    "DestructionItem",
    "DestructionTransition",
    "Disguise",
    "DisguiseTransition",
    "Envelope",
    "FaceCover",
    "Hearing",
    "HearingCase",
    "HearingTransition",
    "LegalHold",
    "LegalHoldTransition",
    "Mandate",
    "NationalId",
    "OrderKind",
    "Participant",
    "ParticipantKind",
    "ParticipantSpan",
    "ProtectedSpan",
    "Restriction",
    "RestrictionExclusion",
    "RestrictionKind",
    "RestrictionTransition",
    "Side",
    "VoiceProfile",
]
