"""Route x role: each address answers each member of the cast as the table says, absent ids like forbidden ones."""

import json
import re
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import ServiceClient
from courts.models import RecorderProfile
from foundation.clock import utc_now
from hearings.models import (
    AccessOrder,
    Assignment,
    BreakGlass,
    CaseTransfer,
    DestructionAct,
    Disguise,
    Hearing,
    Mandate,
)
from jobs.models import Job
from media_pipeline.models import GapCause, Recording
from media_pipeline.services.declaring import Declaration, start
from media_pipeline.services.gap_notes import Said, add_note
from notices.models import Notice
from protocol.models import Entry
from tests.cast import ABSENT, HEARD_AT, RULE, Cast, later
from tests.clients import token_of
from tests.courtrec.routes import ADMIN, TABLE, methods_of, routes
from tests.courtrec.rows import ROLES, Row
from tests.restrictions import restrict
from tests.undoing import undone

NAME = re.compile(r"<\w+:(\w+)>|\(\?P<(\w+)>[^)]*\)")
# Different in two answers to the same question: the page's nonce, the form's token, when it was asked.
CHANGING = re.compile(rb"nonce[=-]\"?[\w+/=-]+|\b[A-Za-z0-9]{64}\b")
TABLE_OF = re.compile(r'(?:FROM|INTO|UPDATE) "(\w+)"')


def _roles(short: tuple[str, ...], rest: tuple[str, ...]) -> list[Any]:
    """Roles as parameters; the rest are asked as much by the long form: each asks a few hundred addresses."""
    named = [pytest.param(role, id=role or "nobody") for role in short]
    return named + [pytest.param(role, id=role, marks=pytest.mark.soak) for role in rest]


SAMPLE = _roles(("", "judge", "client"), ("party", "registry", "outsider"))
ALIKE = ("", "clerk3", "recused")
OUTSIDERS = _roles(ALIKE, ("appeal", "observer", "courtadmin", "admin", "outsider"))
LIKE_ANOTHER = ("clerk2", "judge2", "victim", "prosecutor", "expert", "assistant")
"""Stand in nearly all rows beside one who is asked: registry, chair, party, lawyer, witness, clerk."""
INSIDERS = tuple(role for role in ROLES if role not in {*ALIKE, *LIKE_ANOTHER})
EVERY_OTHER = [pytest.param(role, number % 2, 2, id=role) for number, role in enumerate(INSIDERS)]
"""The short form: a row is asked by every other role, a role asks every other row."""
WHOLE = [
    pytest.param(role, 0, 1, id=f"{role}-whole", marks=pytest.mark.soak)
    for role in (*INSIDERS, *LIKE_ANOTHER)
]


@dataclass(frozen=True)
class World:
    """Ids by the names that addresses give them, and how to sign in."""

    cast: Cast
    ids: dict[str, str]
    bearer: str
    base: Client

    def client(self, role: str) -> Client:
        if role == "client":
            return Client(headers={"Authorization": f"Bearer {self.bearer}"})
        if role == "judge":
            return self.base
        client = Client()
        if role:
            client.force_login(self.cast.people[role])
        return client


@pytest.fixture
def world(recorded: Hearing, heard: Cast) -> World:
    return world_of(heard, recorded)


def _act(heard: Cast, recorded: Hearing) -> DestructionAct:
    by = heard.people["registry"].pk
    act = DestructionAct.objects.create(
        court=recorded.court, number="1/2026", ground="retention", proposed_by=by
    )
    act.items.create(hearing=recorded)
    return act


def _disguise(recorded: Hearing) -> Disguise:
    return Disguise.objects.create(
        hearing=recorded,
        started_at=HEARD_AT,
        ended_at=later(1),
        voice="strong",
        face="covered",
        state="to_hear",
    )


def world_of(heard: Cast, recorded: Hearing) -> World:
    """Write one of everything that has an address."""
    recording = Recording.objects.earliest("started_at")
    judge = Client()
    judge.force_login(heard.people["judge"])
    play = judge.get(f"/api/v1/hearings/{recorded.pk}/playback/").json()
    upload = start(Declaration(length=9_999, filename="a.mp4", hearing=recorded), heard.caller("clerk"))
    gap = Said(HEARD_AT, later(1), None, GapCause.POWER)
    # Beside the session, so that nothing else that this table asks for lies in it.
    clerk = heard.people["clerk"].pk
    restricted = restrict(recorded, "provisional", 60_000, 61_000, state="proposed", proposed_by=clerk)
    asked = BreakGlass.objects.create(
        case=heard.case,
        hearing=recorded,
        kind="inquiry",
        reason="Somebody told the press of it.",
        proposed_by=heard.people["chair"].pk,
    )
    told = Notice.objects.create(
        recipient=heard.people["judge"].pk, kind="taken-over", object=recorded.pk, subject=ABSENT
    )
    ids = {
        "act_id": _act(heard, recorded).pk,
        "notice_id": told.pk,
        "transfer_id": CaseTransfer.objects.create(
            case=heard.case, court=heard.courts["region"], registered_at=HEARD_AT, ended_at=utc_now()
        ).pk,
        "request_id": asked.pk,
        "restriction_id": restricted.pk,
        "disguise_id": _disguise(recorded).pk,
        "note_id": add_note(recorded, gap, heard.caller("clerk"), RULE).note,
        "court_id": recorded.court_id,
        "case_id": heard.case.pk,
        "hearing_id": recorded.pk,
        "entry_id": Entry.objects.filter(hearing=recorded).latest("started_at").pk,
        "recording_id": recording.pk,
        "job_id": Job.objects.get(kind="index", subject=recording.pk).pk,
        "upload_id": upload.pk,
        "person_id": heard.people["clerk2"].pk,
        "participant_id": heard.parts["party"].pk,
        "mandate_id": Mandate.objects.get().pk,
        "order_id": AccessOrder.objects.get().pk,
        "lawyer_id": heard.parts["lawyer"].pk,
        "assignment_id": Assignment.objects.get(hearing=recorded, role="assistant").pk,
        "profile_id": RecorderProfile.objects.create(court=recorded.court, name="SRS").pk,
        "play_id": play["poll"].split("/")[2],
        "generation": play["generation"],
    }
    return World(heard, ids, token_of(ServiceClient.objects.get()), judge)


def address(row: Row, ids: dict[str, str]) -> str:
    name = "adjourn" if "hearings/" in row.route else "approve"
    names = {
        "pk": "7",
        "number": "0",
        "provider_id": "egov",
        "name": name if row.route.startswith("^") else "master.m3u8",
        "stage": "ladder",
    }
    filled = NAME.sub(lambda match: (ids | names)[match[1] or match[2]], row.route)
    return "/" + filled.replace(".*", "nowhere").replace("^", "").replace("$", "")


def ask(row: Row, client: Client, ids: dict[str, str]) -> HttpResponseBase:
    headers: dict[str, Any] = dict(row.headers)
    if row.route == "api/v1/uploads/":
        place = b64encode(ids["hearing_id"].encode()).decode()
        headers["HTTP_UPLOAD_METADATA"] = f"filename YS5tcDQ=,hearing {place}"
    form_or_json = "application/json" if row.is_api else "application/x-www-form-urlencoded"
    content_type = headers.pop("CONTENT_TYPE", form_or_json)
    body = {key: _filled(value, ids) for key, value in row.body.items()} if row.body else None
    return client.generic(
        row.method, address(row, ids), _encoded(row, body), content_type=content_type, **headers
    )


def _filled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_filled(each, ids) for each in value]
    return value.format(**ids) if isinstance(value, str) else value


def _encoded(row: Row, body: dict[str, Any] | None) -> bytes:
    if body is None:
        return b"0" if row.method == "PATCH" else b""  # a chunk of one byte
    return (json.dumps(body) if row.is_api else urlencode(body)).encode()


def test_table_names_every_route_and_method() -> None:
    asked = {(row.route, row.method) for row in TABLE}
    there = {
        (route, method)
        for route, pattern in routes()
        if not route.startswith(ADMIN)
        for method in methods_of(pattern)
    }
    assert {route for route, _ in routes() if not route.startswith(ADMIN)} == {row.route for row in TABLE}
    assert there - asked == set()


@pytest.mark.parametrize(("role", "first", "step"), EVERY_OTHER + WHOLE)
def test_route_answers_role_as_the_table_says(role: str, first: int, step: int, world: World) -> None:
    client, wrong = world.client(role), []
    for row in TABLE[first::step]:
        with undone():
            status = ask(row, client, world.ids).status_code
        if status != row.expected(role):
            wrong.append(f"{row.method} {row.route}: {status}, not {row.expected(role)}")
    assert not wrong, "\n".join(wrong)


def _comparable(response: HttpResponseBase, ids: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
    body = response.content if hasattr(response, "content") else response.getvalue()
    text = CHANGING.sub(b"", body)
    headers = {key: CHANGING.sub(b"", value.encode()).decode() for key, value in response.items()}
    for value in (*ids.values(), ABSENT):
        text = text.replace(value.encode(), b"ID")
        headers = {key: header.replace(value, "ID") for key, header in headers.items()}
    return response.status_code, text, headers


def _first_difference(one: tuple[Any, ...], other: tuple[Any, ...]) -> str:
    left, right = repr(one), repr(other)
    at = next((at for at, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), 0)
    return f"{left[at - 40 : at + 40]!r} / {right[at - 40 : at + 40]!r}"


def _asked(
    row: Row, client: Client, ids: dict[str, str], known: dict[str, str]
) -> tuple[int, bytes, dict[str, str], list[tuple[str, int]]]:
    """Return what came back, and how often each table was asked first in a statement: that is what takes time."""
    with undone(), CaptureQueriesContext(connection) as asked:
        answer = _comparable(ask(row, client, ids), known)
    tables = [found[1] for each in asked.captured_queries if (found := TABLE_OF.search(each["sql"]))]
    # Asked where an office of the court knows of rows or proofs, if not of the hearing.
    counted = Counter(name for name in tables if not name.startswith("hearings_restriction"))
    return *answer, sorted(counted.items())


@pytest.mark.parametrize("role", OUTSIDERS)
def test_outsider_gets_what_the_table_says_and_absent_objects_look_alike(role: str, world: World) -> None:
    absent = dict.fromkeys(world.ids, ABSENT) | {"court_id": world.ids["court_id"]}
    wrong = []
    for row in TABLE:
        there = _asked(row, world.client(role), world.ids, world.ids)
        if there[0] != row.expected(role):
            wrong.append(f"{row.method} {row.route}: {there[0]}, not {row.expected(role)}")
        if not NAME.search(row.route) or row.route == "api/v1/courts/<str:court_id>/":
            continue
        if role in f"{row.allowed} {row.known}".split():
            continue  # may know
        nowhere = _asked(row, world.client(role), absent, world.ids)
        if there != nowhere:
            wrong.append(f"{row.method} {row.route}: {_first_difference(there, nowhere)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", SAMPLE)
def test_other_safe_methods_get_the_verdict_of_get(role: str, world: World) -> None:
    client, wrong = world.client(role), []
    for row in TABLE:
        if row.method != "GET" or row.status_for_all:
            continue
        got = row.expected(role)  # as another walk finds
        for method in ("HEAD", "OPTIONS"):
            if "uploads" in row.route:
                continue  # tus has its own HEAD and OPTIONS; the table asks the first
            with undone():
                other = client.generic(method, address(row, world.ids)).status_code
            if other != got:
                wrong.append(f"{method} {row.route}: {other}, not {got} as GET")
    assert not wrong, "\n".join(wrong)
