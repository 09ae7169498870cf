"""The words in which facts are given; a word that is not among them is read as nothing, or as withheld."""

from enum import StrEnum


class StaffRole(StrEnum):
    """An office held in a court."""

    JUDGE = "judge"
    CHAIR = "chair"
    CLERK = "clerk"
    REGISTRY = "registry"
    COURT_ADMIN = "court_admin"
    OBSERVER = "observer"


class AssignedRole(StrEnum):
    """A place in one hearing."""

    PRESIDING = "presiding"
    PANEL = "panel"
    ASSISTANT = "assistant"
    CLERK = "clerk"


class ParticipantKind(StrEnum):
    """Who somebody is in a case."""

    PARTY = "party"
    COUNSEL = "counsel"
    PROSECUTOR = "prosecutor"
    VICTIM = "victim"
    WITNESS = "witness"
    EXPERT = "expert"
    INTERPRETER = "interpreter"


class Side(StrEnum):
    """On whose side somebody stands."""

    PROSECUTION = "prosecution"
    DEFENCE = "defence"
    CLAIMANT = "claimant"
    RESPONDENT = "respondent"
    NONE = "none"


class RestrictionKind(StrEnum):
    """How a part of the timeline is withheld."""

    CLOSED = "closed"
    PROVISIONAL = "provisional"
    PROTECTED = "protected"
    EX_PARTE = "ex_parte"
    OFF_RECORD = "off_record"


class Voice(StrEnum):
    """What becomes of voices in a protected part, from the mildest to the strictest."""

    SOURCE = "source"
    CLEAR = "clear"
    STRONG = "strong"
    MAXIMUM = "maximum"
    SILENCE = "silence"


class Face(StrEnum):
    """What becomes of pictures in a protected part, from the mildest to the strictest."""

    SHOWN = "shown"
    MASKED = "masked"
    COVERED = "covered"
