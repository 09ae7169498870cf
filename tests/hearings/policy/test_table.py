"""The access table cell by cell; the expectation is written down from the policy, not read from the code."""

from dataclasses import dataclass, replace

import pytest

from hearings.policy import Action, Outcome, decide
from hearings.policy.facts import Facts, Interval, Subject
from tests.hearings.policy.cast import (
    COURT,
    HIGHER_COURT,
    INSIDE,
    NOW,
    hearing,
    order_for,
    restriction,
    subject,
)

# What each letter of the policy opens. `w` and `a` are spelled out: hardly any role has all of either.
OPENS = {
    "e": {Action.EXISTS},
    "c": {Action.CARD, Action.TIMELINE, Action.EXPORT},
    "t": {Action.ENTRIES, Action.SEARCH},
    "s": {Action.PLAYLIST, Action.SEGMENT, Action.PEAKS, Action.STORYBOARD},
    "o": {Action.ORIGINAL},
    "k": {Action.COLLECT_COPY},
    "K": {Action.COLLECT_ORIGINAL},
    "i": {Action.READ_IDENTITY},
    "a": {Action.READ_AUDIT, Action.READ_CUSTODY, Action.READ_PROOF},
    "custody": {Action.READ_CUSTODY, Action.READ_PROOF},
    "proof": {Action.READ_PROOF},
    "row": {Action.LIST_ROW},
    "rulings": {
        Action.CONFIRM_OR_LIFT,
        Action.RULE,
        Action.DECIDE_COPY,
        Action.PROPOSE_RESTRICTION,
        Action.DELETE,
        Action.MOVE_RECORDING,
    },
    "protocol": {Action.WRITE_ENTRY, Action.MARK_SESSION, Action.PUBLISH},
    "upload": {Action.UPLOAD},
    "card": {Action.WRITE_CARD},
    "parties": {Action.WRITE_PARTIES},
    "assign": {Action.ASSIGN},
    "w": {
        Action.UPLOAD,
        Action.WRITE_ENTRY,
        Action.MARK_SESSION,
        Action.PUBLISH,
        Action.WRITE_CARD,
        Action.WRITE_PARTIES,
        Action.PROPOSE_RESTRICTION,
        Action.DELETE,
        Action.MOVE_RECORDING,
        Action.WRITE_IDENTITY,
    },
    "take-over": {Action.TAKE_OVER},
    "retire": {Action.RETIRE},
    "hold": {Action.HOLD},
    "countersign": {Action.COUNTERSIGN},
    "break-glass": {Action.BREAK_GLASS},
    "inquiry": {Action.READ_AUDIT},
}
# Judged in the open column whatever is restricted; test_rules has its cases.
APART = {Action.ASK_COPY}


@dataclass(frozen=True)
class Want:
    """Letters without any help, and what each kind of help adds."""

    bare: str = ""
    purpose: str = ""
    step_up: str = ""
    sworn: str = ""
    order: str = ""
    order_and_step_up: str = ""
    same_day: str = ""


SIGNS = "retire hold countersign"
JUDGE = Want(f"e c t s o K a rulings protocol {SIGNS}", step_up="i")
CLERK = Want("e c t s o w custody retire")
CHAIR = f"{SIGNS} break-glass"
REGISTRY = "e c card parties assign retire hold"
PARTY = {
    "open": Want("e c t s"),
    "closed": Want("e c t s", order="k"),
    "protected": Want("e c t s", order="o", order_and_step_up="i"),
    "provisional": Want("e c"),
    "ex_parte": Want("e c t s", order="k"),
    "off_record": Want(),
    "sealed": Want(order="e c t s k"),
}
LISTED = Want(order="e c t s o k")
NOTHING = dict.fromkeys(
    ("open", "closed", "protected", "provisional", "ex_parte", "off_record", "sealed"), Want()
)
EXPECTED: dict[str, dict[str, Want]] = {
    "judge": {
        "open": JUDGE,
        "closed": JUDGE,
        "protected": Want(f"e c t s a rulings protocol {SIGNS}", step_up="o i"),
        "provisional": JUDGE,
        "ex_parte": JUDGE,
        # Neither plays nor reads it; sees that it is there, and may lift it.
        "off_record": Want(f"e a rulings protocol {SIGNS}"),
        "sealed": JUDGE,
    },
    "assistant": {
        "open": Want("e c t s"),
        "closed": Want("e c t s"),
        "protected": Want("e c t s"),
        "provisional": Want("e c t s"),
        "ex_parte": Want("e c t s"),
        "off_record": Want("e"),
        "sealed": Want(order="e c t s"),
    },
    "clerk": {
        "open": CLERK,
        "closed": CLERK,
        "protected": Want("e c t s w custody retire", sworn="o"),
        "provisional": CLERK,
        "ex_parte": CLERK,
        "off_record": Want("e upload"),
        "sealed": Want(order="e c t s o w custody retire"),
    },
    "chair": {
        "open": Want(f"e c t s {CHAIR}", order="inquiry"),
        "closed": Want(f"e c {CHAIR}", order="inquiry"),
        "protected": Want(f"e c t s {CHAIR}", order="inquiry"),
        "provisional": Want(f"e c {CHAIR}", order="inquiry"),
        "ex_parte": Want(f"e c {CHAIR}", order="inquiry"),
        "off_record": Want(),
        "sealed": Want(f"e {CHAIR}", order="inquiry"),
    },
    "judge2": {
        "open": Want("e c", purpose="t s"),
        "closed": Want("e"),
        "protected": Want("e c", purpose="t s"),
        "provisional": Want("e"),
        "ex_parte": Want("e"),
        "off_record": Want(),
        "sealed": Want(),
    },
    "clerk2": {
        "open": Want("e c", same_day="take-over"),
        "closed": Want("e", same_day="take-over"),
        "protected": Want("e c", same_day="take-over"),
        "provisional": Want("e", same_day="take-over"),
        "ex_parte": Want("e", same_day="take-over"),
        "off_record": Want(),
        "sealed": Want(),
    },
    "registry": {
        **dict.fromkeys(("open", "closed", "protected", "provisional", "ex_parte"), Want(REGISTRY)),
        "off_record": Want(),
        "sealed": Want(order=REGISTRY),
    },
    "party": PARTY,
    "lawyer": PARTY,
    "prosecutor": PARTY,
    # The original of the own testimony by order: test_orders.
    "victim": {**PARTY, "protected": Want("e c t s"), "sealed": Want(order="e c t s o k")},
    # The part lies within the own testimony; test_rules has what lies beside it.
    "witness": {
        "open": Want("e c s"),
        "closed": Want("e c s"),
        "protected": Want("e c s"),
        "provisional": Want("e c"),
        "ex_parte": Want("e c s"),
        "off_record": Want(),
        "sealed": Want(),
    },
    "named": {
        "open": LISTED,
        "closed": LISTED,
        "protected": Want(order="e c s o"),
        "provisional": Want(order="e c"),
        "ex_parte": LISTED,
        "off_record": Want(),
        "sealed": LISTED,
    },
    "observer": {
        "open": Want("proof", order="s"),
        "closed": Want("proof", order="s"),
        "protected": Want("proof", order="s"),
        "provisional": Want("proof"),
        "ex_parte": Want("proof", order="s"),
        "off_record": Want("proof"),
        "sealed": Want("proof"),
    },
    "courtadmin": dict.fromkeys(NOTHING, Want("row")),
    "admin": NOTHING,
    "outsider": NOTHING,
    "recused": NOTHING,
    "clerk3": NOTHING,
    "judge3": NOTHING,
    "appeal": NOTHING,
    "appealclerk": NOTHING,
    "anonymous": NOTHING,
}
CELLS = [(role, column, want) for role, row in EXPECTED.items() for column, want in row.items()]
ORDER_WORDS = {"ex_parte": "closed", "provisional": "closed"}
EVERY_CLASS = "e c t s o k K i a"
# An order lists classes; what it opens is named by what it is for.
CLASS_OF = {"inquiry": "a"}


def _stage(column: str, *, whole: bool) -> tuple[Facts, Interval | None]:
    if column == "sealed":
        return hearing(sealed=True), None if whole else INSIDE
    if column == "open":
        return hearing(), None if whole else INSIDE
    # Ex parte without the side of anybody in the cast: the others read it as closed.
    excludes = ("respondent",) if column == "ex_parte" else ()
    limit = restriction(column, None, *excludes) if whole else restriction(column, INSIDE, *excludes)
    return hearing(limit), None if whole else INSIDE


def _allowed(who: Subject, facts: Facts, part: Interval | None) -> set[Action]:
    """Return the allowed actions, having seen that each other one is refused in the one right way."""
    verdicts = {action: decide(who, action, facts, part, now=NOW) for action in set(Action) - APART}
    allowed = {action for action, verdict in verdicts.items() if verdict.allowed}
    wrong = {
        action: verdict
        for action, verdict in verdicts.items()
        if action not in allowed and verdict.outcome is not _refusal(who, action, facts, part)
    }
    assert not wrong
    return allowed


def _refusal(who: Subject, action: Action, facts: Facts, part: Interval | None) -> Outcome:
    if who.user_id is None:
        return Outcome.UNAUTHENTICATED
    # An original is one file, so who knows of the hearing knows of it, also where a part is not known of.
    known_of = None if action in {Action.ORIGINAL, Action.COLLECT_ORIGINAL} else part
    exists = decide(who, Action.EXISTS, facts, known_of, now=NOW)
    return Outcome.FORBIDDEN if exists.allowed else Outcome.NOT_FOUND


def _opened(letters: str) -> set[Action]:
    return set().union(*(OPENS[letter] for letter in letters.split()))


@pytest.mark.parametrize("whole", [True, False], ids=["hearing", "part"])
@pytest.mark.parametrize(
    ("role", "column", "want"), CELLS, ids=[f"{role}-{column}" for role, column, _ in CELLS]
)
def test_decide_without_help_allows_the_cell_alone(
    role: str, column: str, want: Want, *, whole: bool
) -> None:
    facts, part = _stage(column, whole=whole)
    assert _allowed(subject(role), facts, part) == _opened(want.bare)


@pytest.mark.parametrize(
    ("role", "column", "want"), CELLS, ids=[f"{role}-{column}" for role, column, _ in CELLS]
)
def test_decide_with_purpose_step_up_oath_day_adds_what_the_cell_says(
    role: str, column: str, want: Want
) -> None:
    facts, _ = _stage(column, whole=True)
    facts = replace(
        facts, held_today=True, assignments=tuple(replace(each, sworn=True) for each in facts.assignments)
    )
    who = subject(role, purpose="comparing case law", step_up_at=NOW)
    added = f"{want.bare} {want.purpose} {want.step_up} {want.sworn} {want.same_day}"
    assert _allowed(who, facts, None) == _opened(added)


@pytest.mark.parametrize(
    ("role", "column", "want"), CELLS, ids=[f"{role}-{column}" for role, column, _ in CELLS]
)
def test_decide_with_order_for_the_column_adds_what_the_cell_says(role: str, column: str, want: Want) -> None:
    facts, _ = _stage(column, whole=True)
    both = " ".join(CLASS_OF.get(each, each) for each in (want.order, want.order_and_step_up))
    listed = both if role not in {"named", "observer"} else EVERY_CLASS
    facts = replace(facts, orders=(order_for(role, listed, ORDER_WORDS.get(column, column)),))
    allowed = _allowed(subject(role), facts, None)
    assert allowed == _opened(f"{want.bare} {want.order}")
    stepped_up = _allowed(subject(role, step_up_at=NOW), facts, None)
    assert stepped_up == _opened(f"{want.bare} {want.order} {want.order_and_step_up} {want.step_up}")


@pytest.mark.parametrize("column", NOTHING)
@pytest.mark.parametrize(("role", "as_role"), [("appeal", "judge"), ("appealclerk", "clerk")])
def test_decide_after_transfer_reads_as_staff_of_the_case(role: str, as_role: str, column: str) -> None:
    facts, _ = _stage(column, whole=True)
    facts = replace(facts, transferred_to=(HIGHER_COURT,))
    assert _allowed(subject(role), facts, None) == _opened(EXPECTED[as_role][column].bare)


PUBLIC = {"open": "e c s"}


@pytest.mark.parametrize("column", NOTHING)
@pytest.mark.parametrize("role", ["anonymous", "outsider", "recused"])
def test_decide_with_public_hearings_opens_the_open_column_alone(role: str, column: str) -> None:
    facts, _ = _stage(column, whole=True)
    facts = replace(facts, court=replace(facts.court, public_open=True))
    assert facts.court.court_id == COURT
    assert _allowed(subject(role), facts, None) == _opened(PUBLIC.get(column, ""))
