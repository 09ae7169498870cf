"""Every cell, and cells upon cells, against a second reading of policy.md that shares no line with the product."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from hearings.policy import Action, Outcome, decide
from hearings.policy.facts import Facts, Restriction, Subject
from tests.hearings.policy import oracle
from tests.hearings.policy.cast import (
    HEARING,
    HIGHER_COURT,
    INSIDE,
    NOW,
    hearing,
    order_for,
    restriction,
    service_client,
    subject,
)
from tests.hearings.policy.test_table import APART, EVERY_CLASS, OPENS

Situation = tuple[str, frozenset[str], str, frozenset[str], bool]
WHOLE_FILE = {Action.ORIGINAL, Action.COLLECT_ORIGINAL}
EVERY_SCOPE = ("read", "cards", "upload", "content", "protocol")
AT_ONCE = 3
"""So many restrictions lie upon each other in the long run."""


def _restrictions(role: str, columns: frozenset[str], excluded: str, *, whole: bool) -> Iterator[Restriction]:
    # Ex parte without a name leaves every participant out: here somebody else is the absent side.
    words = {"nobody": (), "this person": (role,), "another side": ("respondent",)}[excluded]
    for column in sorted(columns - {"sealed"}):
        kind = "off_record" if column == "off_record_proposed" else column
        confirmed = column not in {"provisional", "off_record_proposed"}
        names = words or (("respondent",) if column == "ex_parte" else ())
        yield restriction(kind, None if whole else INSIDE, *names, confirmed=confirmed)


def _facts(role: str, columns: frozenset[str], excluded: str, helps: frozenset[str], *, whole: bool) -> Facts:
    facts = hearing(
        *_restrictions(role, columns, excluded, whole=whole),
        sealed="sealed" in columns,
        held_today="same-day" in helps,
        transferred_to=(HIGHER_COURT,) if role == "appeal" else (),
        orders=(order_for(role, EVERY_CLASS, "open", "closed", "protected", "sealed"),)
        if "order" in helps
        else (),
    )
    seats = tuple(replace(each, sworn="sworn" in helps) for each in facts.assignments)
    return replace(facts, assignments=seats, court=replace(facts.court, public_open="public" in helps))


def _subject(role: str, helps: frozenset[str]) -> Subject:
    if role == "client":
        return service_client(*EVERY_SCOPE)
    purpose = "comparing case law" if "purpose" in helps else ""
    return subject(
        role,
        purpose=purpose,
        step_up_at=NOW if "step-up" in helps else None,
        # Long ago, for this hearing: what is left of it is the sitting.
        sittings=((HEARING, NOW - timedelta(hours=3)),) if "sitting" in helps else (),
    )


def faults(situation: Situation) -> Iterator[str]:
    role, columns, excluded, helps, whole = situation
    wanted = oracle.allowed(role, columns, excluded, helps, whole=whole)
    known_whole = wanted if whole else oracle.allowed(role, columns & {"sealed"}, "nobody", helps, whole=True)
    facts, part = _facts(role, columns, excluded, helps, whole=whole), None if whole else INSIDE
    opened = set().union(*(OPENS[letter] for letter in wanted))
    who = _subject(role, helps)
    for action in set(Action) - APART:
        verdict = decide(who, action, facts, part, now=NOW)
        exists = "e" in (known_whole if action in WHOLE_FILE else wanted)
        refused = Outcome.FORBIDDEN if exists else Outcome.NOT_FOUND
        refused = Outcome.UNAUTHENTICATED if role == "anonymous" else refused
        if verdict.outcome is not (Outcome.ALLOW if action in opened else refused):
            yield f"{situation}: {action} is {verdict}"


def _agree(situations: Iterable[Situation]) -> None:
    count = 0
    found: list[str] = []
    for situation in situations:
        count += 1
        found += faults(situation)
        assert len(found) < 20, "\n".join(found)
    assert found == []
    assert count > 0


def _spans(situation: Situation) -> bool:
    """Every role under one restriction with no help, with each and with all, and under each two of them with all."""
    _, columns, excluded, helps, whole = situation
    if len(columns) < 2:
        apart = len(helps) == 1 and excluded == "nobody" and not whole
        return apart or len(helps) in {0, len(oracle.HELPS)}
    return len(columns) == 2 and len(helps) == len(oracle.HELPS) and not whole


def test_decide_agrees_with_the_second_reading() -> None:
    _agree(each for each in oracle.situations() if _spans(each))


@pytest.mark.soak
def test_decide_agrees_with_the_second_reading_whatever_helps() -> None:
    _agree(each for each in oracle.situations() if len(each[1]) <= AT_ONCE)
