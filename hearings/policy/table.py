"""The access table: what each role has in each column, as data.

A cell is a list of content classes; `x@condition` gives x only where the condition holds. A class that a
cell does not list is refused. The judge's and the clerk's writing and audit are not content of the part, so
a protected part keeps them; a lift or a confirmation would else be impossible. Ex parte reads as closed to
all but the absent side. What is proposed to be off the record (a recess, a deliberation) is heard by the
panel alone until a judge decides; the clerk who writes of it reads what was written.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hearings.policy.classes import Column, Condition, ContentClass, Role

Cell = Mapping[ContentClass, Condition]
Row = Mapping[Column, Cell]
EMPTY: Final[Cell] = MappingProxyType({})

_JUDGE_DUTIES: Final = (
    "a a:custody a:proof w:ruling w:protocol w:propose w:delete w:retire w:hold w:countersign"
)
_CLERK_DUTIES: Final = (
    "a:custody a:proof w:upload w:protocol w:card w:parties w:propose w:identity w:delete w:retire"
)
_REGISTRY: Final = "e c w:card w:parties w:assignments w:retire w:hold"
# The chair answers for the court: who listened only in an inquiry, which an order of two persons opens.
_CHAIR_DUTIES: Final = "a@order w:retire w:hold w:countersign w:break-glass"


def _cell(text: str) -> Cell:
    """Read `e c t@purpose`; a word that is no class or no condition stops the import."""
    words = [word.partition("@") for word in text.split()]
    return MappingProxyType({ContentClass(letter): Condition(rule) for letter, _, rule in words})


def _row(
    opened: str,
    closed: str,
    protected: str,
    sealed: str = "",
    provisional: str = "",
    off_record: str = "",
    *,
    off_record_proposed: str | None = None,
) -> Row:
    """Return one role's cells; a column that nobody wrote down is refused."""
    texts = {
        Column.OPEN: opened,
        Column.CLOSED: closed,
        Column.PROTECTED: protected,
        Column.SEALED: sealed,
        Column.PROVISIONAL: provisional,
        Column.EX_PARTE: closed,
        Column.OFF_RECORD: off_record,
        Column.OFF_RECORD_PROPOSED: off_record if off_record_proposed is None else off_record_proposed,
    }
    return MappingProxyType({column: _cell(text) for column, text in texts.items()})


def _named(text: str) -> str:
    """Return the cell of a sealed case for those whom its order must name."""
    return " ".join(f"{word}@named" for word in text.split())


_PARTY: Final = _row(
    opened="e c t s k*",
    closed="e c t s k@order",
    protected="e c t s k* o@order i@order+step-up",
    sealed="e@named c@named t@named s@named k@order",
    provisional="e c",
)

TABLE: Final[Mapping[Role, Row]] = MappingProxyType(
    {
        Role.JUDGE: _row(
            opened=f"e c t s o K i@step-up {_JUDGE_DUTIES}",
            closed=f"e c t s o K i@step-up {_JUDGE_DUTIES}",
            protected=f"e c t s o@sitting i@step-up {_JUDGE_DUTIES}",
            sealed=f"e c t s o K i@step-up {_JUDGE_DUTIES}",
            provisional=f"e c t s o K i@step-up {_JUDGE_DUTIES}",
            # Nobody plays or reads it; who ruled so must still see that it is there, and be able to lift it.
            off_record=f"e {_JUDGE_DUTIES}",
            off_record_proposed=f"e c t s o K i@step-up {_JUDGE_DUTIES}",
        ),
        Role.ASSISTANT: _row(
            opened="e c t s",
            closed="e c t s",
            protected="e c t s",
            sealed=_named("e c t s"),
            provisional="e c t s",
            off_record="e",
        ),
        Role.CLERK: _row(
            opened=f"e c t s o {_CLERK_DUTIES}",
            closed=f"e c t s o {_CLERK_DUTIES}",
            protected=f"e c t s o@sworn {_CLERK_DUTIES}",
            sealed=_named(f"e c t s o {_CLERK_DUTIES}"),
            provisional=f"e c t s o {_CLERK_DUTIES}",
            # What the recorder made must be kept even where nobody may hear it.
            off_record="e w:upload",
            off_record_proposed=f"e c t {_CLERK_DUTIES}",
        ),
        Role.CHAIR: _row(
            opened=f"e c t s {_CHAIR_DUTIES}",
            closed=f"e c {_CHAIR_DUTIES}",
            protected=f"e c t s {_CHAIR_DUTIES}",
            sealed=f"e {_CHAIR_DUTIES}",
            provisional=f"e c {_CHAIR_DUTIES}",
        ),
        Role.OTHER_JUDGE: _row(
            opened="e c t@purpose s@purpose",
            closed="e",
            protected="e c t@purpose s@purpose",
            provisional="e",
        ),
        Role.COURT_CLERK: _row(
            opened="e c w:take-over@same-day",
            closed="e w:take-over@same-day",
            protected="e c w:take-over@same-day",
            provisional="e w:take-over@same-day",
        ),
        Role.REGISTRY: _row(
            opened=_REGISTRY,
            closed=_REGISTRY,
            protected=_REGISTRY,
            sealed=_named(_REGISTRY),
            provisional=_REGISTRY,
        ),
        Role.COURT_ADMIN: _row("row", "row", "row", "row", "row", "row"),
        Role.SYSTEM_ADMIN: _row("", "", ""),
        Role.OBSERVER: _row(
            opened="a:proof s@listed",
            closed="a:proof s@listed",
            protected="a:proof s@listed-open",
            sealed="a:proof",
            provisional="a:proof",
            off_record="a:proof",
        ),
        Role.PARTY: _PARTY,
        Role.COUNSEL: _PARTY,
        Role.PROSECUTOR: _PARTY,
        Role.VICTIM: _row(
            opened="e c t s k*",
            closed="e c t s k@order",
            protected="e c t s o@own-order",
            sealed="e@order c@order t@order s@order o@order k@order",
            provisional="e c",
        ),
        Role.WITNESS: _row(
            opened="e@own c@own s@own",
            closed="e@own c@own s@own",
            protected="e@own c@own s@own",
            provisional="e@own c@own",
        ),
        Role.NAMED_IN_ORDER: _row(
            opened="e@listed c@listed t@listed s@listed o@listed k@listed",
            closed="e@listed c@listed t@listed s@listed o@listed k@listed",
            # What the order opened stays open, in disguise; the original only if the order says so.
            protected="e@listed-open c@listed-open s@listed-open o@listed-own",
            sealed="e@listed c@listed t@listed s@listed o@listed k@listed",
            provisional="e@listed c@listed",
        ),
        Role.CLIENT: _row(
            opened="e c w:upload w:card",
            closed="e w:upload",
            protected="e c w:upload",
            provisional="e w:upload",
            off_record="w:upload",
        ),
        # A cap: what a client may do for a user, of what that user may do.
        Role.CLIENT_FOR_USER: _row(
            opened="e c t s o k* k w:upload w:protocol w:card w:parties w:propose",
            closed="e w:upload",
            protected="e c t s k* w:upload w:protocol w:card w:parties w:propose",
            provisional="e w:upload",
            off_record="w:upload",
        ),
        Role.PUBLIC: _row(opened="e c s", closed="", protected="s@published"),
    }
)

# What a person who is excluded from a closed part keeps of it.
EXCLUDED_KEEPS: Final = frozenset({ContentClass.EXISTENCE, ContentClass.CARD})


def cell(role: Role, column: Column) -> Cell:
    """Return what a role has in a column; empty for a column that the table does not know."""
    return TABLE[role].get(column, EMPTY)
