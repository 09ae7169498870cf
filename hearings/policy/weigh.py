"""Whether any grant gives a class in every column of a scene at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from hearings.policy.classes import Column, Condition, ContentClass, Role, Scope
from hearings.policy.conditions import Question, failing
from hearings.policy.roles import Grant, client_allows
from hearings.policy.table import cell
from hearings.policy.verdict import Reason

_ACTING: Final = Grant(Role.CLIENT_FOR_USER)
CLASS_SCOPE: Final[Mapping[ContentClass, Scope]] = MappingProxyType(
    {
        ContentClass.EXISTENCE: Scope.READ,
        ContentClass.CARD: Scope.READ,
        ContentClass.WRITE_CARD: Scope.CARDS,
        ContentClass.PARTIES: Scope.CARDS,
        ContentClass.UPLOAD: Scope.UPLOAD,
        ContentClass.TEXT: Scope.CONTENT,
        ContentClass.STREAM: Scope.CONTENT,
        ContentClass.ORIGINAL: Scope.CONTENT,
        ContentClass.ASK_COPY: Scope.CONTENT,
        ContentClass.COPY: Scope.CONTENT,
        ContentClass.PROTOCOL: Scope.PROTOCOL,
        ContentClass.PROPOSE: Scope.PROTOCOL,
    }
)
_COLUMN_REASON: Final[Mapping[Column, Reason]] = MappingProxyType(
    {
        Column.PROTECTED: Reason.PROTECTED,
        Column.CLOSED: Reason.CLOSED,
        Column.PROVISIONAL: Reason.PROVISIONAL,
        # Who may not know of an ex parte part never gets here; the others read it as closed.
        Column.EX_PARTE: Reason.CLOSED,
        Column.OFF_RECORD: Reason.OFF_RECORD,
        Column.OFF_RECORD_PROPOSED: Reason.OFF_RECORD,
        Column.SEALED: Reason.SEALED,
    }
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The grant that gives the class, or why none does."""

    grant: Grant | None
    reason: Reason = Reason.ROLE


def weigh(question: Question, held: Iterable[Grant]) -> Weighed:
    """Find one grant that gives the class in every column at once: two never add up (R6)."""
    scene, subject, wanted = question.scene, question.subject, question.wanted
    if scene.keeps is not None and wanted not in scene.keeps:
        return Weighed(None, Reason.EXCLUDED)
    if subject.client is not None:
        if not client_allows(subject.client, CLASS_SCOPE.get(wanted)):
            return Weighed(None, Reason.SCOPE)
        if subject.client.acting_for and _stopped(question, _ACTING) is not None:
            return Weighed(None, Reason.ROLE)
    nearest = Weighed(None)
    for grant in held:
        stopped = _stopped(question, grant)
        if stopped is None:
            return Weighed(grant)
        if nearest.reason is Reason.ROLE:
            nearest = Weighed(None, stopped)
    return nearest


def _stopped(question: Question, grant: Grant) -> Reason | None:
    """Return what keeps this grant from giving the class, or None when it gives it."""
    wanted = question.wanted
    for column in question.scene.columns:
        condition = cell(grant.role, column).get(wanted)
        if condition is None:
            in_open = wanted in cell(grant.role, Column.OPEN)
            return _COLUMN_REASON.get(column, Reason.ROLE) if in_open else Reason.ROLE
        if condition is not Condition.ALWAYS:
            reason = failing(condition, question, grant, column)
            if reason is not None:
                return reason
    return None
