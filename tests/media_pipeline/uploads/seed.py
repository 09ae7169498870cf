"""Fills a fresh home for a real server: ``python -m tests.media_pipeline.uploads.seed`` prints what it made as JSON.

Sessions are made here instead of by signing in: these tests are about bytes, not about passwords.
"""

import json
import secrets
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  Django must be set up before models are imported
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402

from accounts.models import MembershipRole, ServiceClient, User  # noqa: E402
from accounts.policies.caller import Caller  # noqa: E402
from accounts.services.clients import issue_credentials  # noqa: E402
from accounts.services.memberships import give_office  # noqa: E402
from courts.models import Court, Courtroom  # noqa: E402
from custody.services.outbox import SYSTEM  # noqa: E402
from foundation.clock import utc_now  # noqa: E402
from hearings.models import AssignmentRole, CaseKind, Hearing  # noqa: E402
from hearings.services.assignments import assign  # noqa: E402
from hearings.services.cases import create_case  # noqa: E402
from hearings.services.hearings import create_hearing  # noqa: E402

PEOPLE = {
    "clerk": MembershipRole.CLERK,
    "clerk2": MembershipRole.CLERK,
    "judge": MembershipRole.JUDGE,
    "registry": MembershipRole.REGISTRY,
}
RULE = "test"


def _person(username: str, court: Court, role: str) -> User:
    user = User.objects.create_user(username=username, password=secrets.token_hex(8))
    give_office(user, court, role, actor=SYSTEM)
    return user


def _client(court: Court) -> dict[str, str]:
    client_id, secret = issue_credentials("Recorder", ["upload"])
    ServiceClient.objects.create(client_id=client_id, name="Recorder").courts.add(court)
    return {"id": client_id, "secret": secret}


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = user.pk
    # The first only counts failures; the last knows people.
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _hearing(court: Court, room: Courtroom, people: dict[str, User], number: str, hours: int) -> Hearing:
    clerk = Caller(user=people["clerk"])
    case = create_case(court, clerk, RULE, number=number, kind=CaseKind.CIVIL, title="Test")
    at = utc_now() - timedelta(hours=hours)
    hearing = create_hearing(court, [case], clerk, RULE, scheduled_at=at, courtroom=room)
    registry = Caller(user=people["registry"])
    assign(hearing, people["clerk"], AssignmentRole.CLERK, registry, RULE)
    assign(hearing, people["judge"], AssignmentRole.PRESIDING, registry, RULE)
    return hearing


def seed() -> dict[str, Any]:
    """One court, its people, its recorder's client, two hearings of the first clerk; returns ids and sessions."""
    call_command("migrate", verbosity=0)
    if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
        call_command("createcachetable", verbosity=0)
    court = Court.objects.create(name="Test court", time_zone="Asia/Almaty")
    room = Courtroom.objects.create(court=court, name="1")
    foreign = Court.objects.create(name="Another court", time_zone="Asia/Almaty")
    people = {name: _person(name, court, role) for name, role in PEOPLE.items()}
    outsider = User.objects.create_user(username="outsider", password=secrets.token_hex(8))
    hearings = [_hearing(court, room, people, f"T-{hours}", hours) for hours in (3, 1)]
    return {
        "sessions": {user.username: _session(user) for user in [*people.values(), outsider]},
        "courtroom": room.pk,
        "foreign_courtroom": Courtroom.objects.create(court=foreign, name="1").pk,
        "client": _client(court),
        "hearings": [hearing.pk for hearing in hearings],
    }


if __name__ == "__main__":
    print(json.dumps(seed()))
