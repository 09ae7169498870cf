from hearings.models.access import AccessOrder, CaseTransfer
from hearings.models.assignment import Assignment, AssignmentRole
from hearings.models.case import Case, CaseKind
from hearings.models.hearing import Hearing, HearingCase, HearingTransition
from hearings.models.participant import Mandate, Participant, ParticipantKind, ParticipantSpan, Side
from hearings.models.restriction import (
    Restriction,
    RestrictionExclusion,
    RestrictionKind,
    RestrictionTransition,
)

__all__ = [
    "AccessOrder",
    "Assignment",
    "AssignmentRole",
    "Case",
    "CaseKind",
    "CaseTransfer",
    "Hearing",
    "HearingCase",
    "HearingTransition",
    "Mandate",
    "Participant",
    "ParticipantKind",
    "ParticipantSpan",
    "Restriction",
    "RestrictionExclusion",
    "RestrictionKind",
    "RestrictionTransition",
    "Side",
]
