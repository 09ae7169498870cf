"""The reference pages say what the code says: states, audit actions, problem types."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import TypeVar

import pytest
from django.urls import get_resolver
from django.utils.translation import override

from accounts.admin import MembershipAdmin
from courtrec.env import BASE_DIR
from custody.admin.audited import AuditedAdmin
from foundation.api.exceptions import Throttled
from foundation.problems import Problem
from hearings.states import (
    ACT_TRANSITIONS,
    BREAK_GLASS_TRANSITIONS,
    HOLD_TRANSITIONS,
    RESTRICTION_TRANSITIONS,
    TRANSITIONS as HEARING_MOVES,
    ActState,
    BreakGlassState,
    HearingEvent,
    HearingState,
    HoldState,
    RestrictionState,
)
from jobs.states import STATE_OF_OUTCOME, TRANSITIONS as JOB_MOVES, Priority
from media_pipeline.policies.words import DAMAGED, REASONS
from media_pipeline.states import (
    RECORDING_TRANSITIONS,
    UPLOAD_TRANSITIONS,
    ClockSource,
    FindingCode,
    Placement,
    RecordingState,
    Severity,
    Waiting,
)
from notices.states import MAIL_TRANSITIONS
from tools.floors import packages

REFERENCE = BASE_DIR / "docs" / "reference"
ROOMS = sorted(set(packages(BASE_DIR)) - {"demo"})
Kind = TypeVar("Kind")
ACTION = re.compile(r"[a-z]+\.[a-z_]+")


def rows(page: str, heading: str = "") -> list[list[str]]:
    """Cells of the tables of a page, or of the part below one of its headings; without the head of each table."""
    text = (REFERENCE / page).read_text(encoding="utf-8")
    if heading:
        text = re.split(r"^## ", text.split(f"\n## {heading}\n")[1], flags=re.MULTILINE)[0]
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line] for line in lines]


def _below(parent: type[Kind]) -> Iterator[type[Kind]]:
    children: list[type[Kind]] = parent.__subclasses__()
    for child in children:
        yield child
        yield from _below(child)


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


# --- states -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("heading", "moves"),
    [
        ("Uploads", UPLOAD_TRANSITIONS),
        ("Recordings", RECORDING_TRANSITIONS),
        ("Jobs", JOB_MOVES),
        ("Mails about notices", MAIL_TRANSITIONS),
    ],
)
def test_states_page_has_each_state_and_move(heading: str, moves: Mapping[str, Iterable[str]]) -> None:
    machine = [row for row in rows("states.md", heading) if len(row) == 3]
    told = {codes(state)[0]: set(codes(following)) for state, _meaning, following in machine}
    assert told == {str(state): {str(target) for target in targets} for state, targets in moves.items()}


def test_states_page_has_each_priority() -> None:
    told = {codes(name)[0]: int(number) for name, number, _work in rows("states.md", "Priorities")}
    assert told == {priority.name: priority.value for priority in Priority}


@pytest.mark.parametrize(
    ("heading", "moves", "states"),
    [
        ("Hearings", HEARING_MOVES, HearingState),
        ("Restrictions", RESTRICTION_TRANSITIONS, RestrictionState),
        ("Legal holds", HOLD_TRANSITIONS, HoldState),
        ("Acts of destruction", ACT_TRANSITIONS, ActState),
        ("Break-glass", BREAK_GLASS_TRANSITIONS, BreakGlassState),
    ],
)
def test_states_page_has_each_move_by_an_event(
    heading: str, moves: Mapping[tuple[StrEnum, StrEnum], StrEnum], states: type[StrEnum]
) -> None:
    told = {
        (codes(state)[0], event): target
        for state, _meaning, following in rows("states.md", heading)
        for event, target in zip(codes(following)[::2], codes(following)[1::2], strict=True)
    }
    assert told == {(str(state), str(event)): str(target) for (state, event), target in moves.items()}
    assert [codes(row[0])[0] for row in rows("states.md", heading)] == [str(state) for state in states]


def test_states_page_has_each_outcome_and_reason() -> None:
    outcomes = {codes(row[0])[0]: codes(row[1])[0] for row in rows("states.md", "Jobs") if len(row) == 2}
    assert outcomes == {str(outcome): str(state) for outcome, state in STATE_OF_OUTCOME.items()}
    with override("en"):
        assert {codes(code)[0]: words for code, words in rows("states.md", "Reasons")} == {
            code: str(words) for code, words in REASONS.items()
        }
        page = " ".join((REFERENCE / "states.md").read_text(encoding="utf-8").split())
        assert f'"{DAMAGED}"' in page


def test_states_page_has_each_source_placement_and_reason_to_wait() -> None:
    told = [codes(row[0])[0] for row in rows("states.md", "Recordings") if len(row) == 2]
    assert told == [str(word) for word in (*ClockSource, *Placement, *Waiting) if word]


def test_states_page_has_each_finding_with_its_severities() -> None:
    told = {
        codes(code)[0]: set(severity.split(", ")) for code, severity, _what in rows("states.md", "Findings")
    }
    assert list(told) == [str(code) for code in FindingCode]
    assert set().union(*told.values()) == {str(severity) for severity in Severity}


# --- audit actions ------------------------------------------------------------------------------------------------
def administered() -> set[str]:
    """What the administration writes; offices are given and ended by their service instead."""
    classes = {each for each in _below(AuditedAdmin) if each is not MembershipAdmin}
    return {f"{each.object_name}.{verb}" for each, verb in product(classes, ("added", "changed"))}


COMPOSED = {
    "hearing.{}": {f"hearing.{event}" for event in HearingEvent},
    "recording.{}": {f"recording.{state}" for state in (RecordingState.READY, RecordingState.KEPT)},
    "{}.{}": administered(),
}
"""Actions whose name is put together when they are written."""


def _writers() -> Iterator[ast.Module]:
    for path in (path for room in ROOMS for path in (BASE_DIR / room).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "custody.services.outbox import" in source and "record" in source:
            yield ast.parse(source)


def _shape(argument: ast.expr) -> str:
    """A text as it stands, a composed one with {} for its parts, else nothing."""
    if isinstance(argument, ast.Constant):
        return str(argument.value)
    if isinstance(argument, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in argument.values)
    return ""


def written_actions() -> set[str]:
    """First or second argument of a call: record("a.b", ...), _note(entry, "a.b", ...); log.info("a.b") is none."""
    calls = [node for tree in _writers() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    ours = [call for call in calls if isinstance(call.func, ast.Name)]
    shapes = {_shape(argument) for call in ours for argument in call.args[:2]}
    composed = {shape for shape in shapes if "{}" in shape and ACTION.fullmatch(shape.replace("{}", "x"))}
    assert composed == set(COMPOSED)
    plain = {shape for shape in shapes if ACTION.fullmatch(shape)}
    return plain.union(*(COMPOSED[shape] for shape in composed))


def test_audit_page_has_each_action_and_no_other() -> None:
    told = [codes(row[0])[0] for row in rows("audit-actions.md")]
    assert told == sorted(written_actions())


# --- problem types ------------------------------------------------------------------------------------------------
def _product_problems() -> set[type[Problem]]:
    assert get_resolver().url_patterns  # every room's errors are loaded
    found = {each for each in _below(Problem) if each.__module__.split(".")[0] in ROOMS}
    return {Problem, Throttled} | found


def test_problem_page_has_each_type_with_its_status() -> None:
    told = [(codes(row[0])[0], int(row[1])) for row in rows("problem-types.md")]
    problems = _product_problems()
    assert len({each.code for each in problems}) == len(problems)
    assert sorted(told) == sorted((each.code, each.status) for each in problems)


def test_reference_index_names_each_page() -> None:
    index = (BASE_DIR / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [path for folder in ("how-to", "reference", "explanation") for path in folder_pages(folder)]
    assert [path.name for path in pages if f"({path.parent.name}/{path.name})" not in index] == []


def folder_pages(folder: str) -> list[Path]:
    return sorted((BASE_DIR / "docs" / folder).glob("*.md"))
