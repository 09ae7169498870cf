"""Lists are the twins of single verdicts: in any small world in the database, both say the same of every object."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from accounts.models import Membership, MembershipRole, ServiceClient, User
from accounts.policies.caller import Caller
from courts.models import Court
from foundation.clock import utc_now
from hearings.models import (
    AccessOrder,
    Assignment,
    AssignmentRole,
    Case,
    CaseTransfer,
    Hearing,
    HearingCase,
    Mandate,
    Participant,
    ParticipantKind,
    ParticipantSpan,
    Restriction,
    RestrictionExclusion,
    RestrictionKind,
)
from hearings.policies.accounts import account_keys
from hearings.policies.facts import case_facts, hearing_facts
from hearings.policies.subject import subject_of
from hearings.policies.visible import cases_visible, hearings_visible
from hearings.policy import Action, decide, decide_case
from hearings.policy.classes import ContentClass, Scope
from hearings.states import RestrictionState

HOUR = timedelta(hours=1)
ASKED = {
    ContentClass.EXISTENCE: Action.EXISTS,
    ContentClass.CARD: Action.CARD,
    ContentClass.ROW: Action.LIST_ROW,
}
RARE = 0.25
pytestmark = pytest.mark.db


class World:
    """A court tree, two people, a client, four cases and four hearings, with any facts between them."""

    def __init__(self, luck: Random) -> None:
        self.luck = luck
        self.numbers = count(10)
        self.now = utc_now()
        self.courts = self._courts()
        self.people = [User.objects.create(username=name) for name in ("ann", "bob")]
        self.cases = [self._case(number) for number in range(4)]
        self.hearings = [self._hearing() for _ in range(4)]
        self.client = self._client()
        makers = (self._office, self._seat, self._part, self._order, self._transfer, self._restriction)
        for make in makers:
            for _ in range(luck.randint(0, 6)):
                make()

    def callers(self) -> list[Caller]:
        scopes = frozenset(scope.value for scope in Scope if self.luck.random() > RARE)
        return [
            *(Caller(user=user) for user in self.people),
            Caller(client=self.client, scopes=scopes),
            Caller(),
        ]

    def _courts(self) -> list[Court]:
        top = Court.objects.create(name="top")
        region = Court.objects.create(name="region", parent=top)
        city = Court.objects.create(name="city", parent=region, public_open=self.luck.random() < RARE)
        return [top, region, city, Court.objects.create(name="town", parent=region)]

    def _times(self) -> dict[str, Any]:
        since = self.now + self.luck.choice([-3, -2, -2, 1]) * HOUR
        until: datetime | None = self.luck.choice([None, None, since + HOUR / 2, since + 6 * HOUR])
        return {"since": since, "until": until}

    def _case(self, number: int) -> Case:
        sealed = self.luck.random() < RARE
        return Case.objects.create(court=self.luck.choice(self.courts), number=str(number), sealed=sealed)

    def _hearing(self) -> Hearing:
        heard = self.luck.sample(self.cases, self.luck.choice([1, 1, 2]))
        hearing = Hearing.objects.create(court=heard[0].court, scheduled_at=self.now)
        HearingCase.objects.bulk_create(HearingCase(hearing=hearing, case=case) for case in heard)
        return hearing

    def _client(self) -> ServiceClient:
        client = ServiceClient.objects.create(client_id="system", name="system")
        client.courts.set(self.luck.sample(self.courts, self.luck.randint(0, 2)))
        return client

    def _office(self) -> None:
        place = {
            "user": self.luck.choice(self.people),
            "court": self.luck.choice(self.courts),
            "role": self.luck.choice(MembershipRole.values),
        }
        if not Membership.objects.filter(**place).exists():
            Membership.objects.create(**place, **self._times())

    def _seat(self) -> None:
        place = {"hearing": self.luck.choice(self.hearings), "role": self.luck.choice(AssignmentRole.values)}
        recused_at = self.now + self.luck.choice([-1, 1]) * HOUR if self.luck.random() < RARE else None
        if recused_at or not Assignment.objects.filter(**place).exists():
            user = self.luck.choice(self.people)
            Assignment.objects.create(user=user, recused_at=recused_at, **place, **self._times())

    def _part(self) -> None:
        case, kind = self.luck.choice(self.cases), self.luck.choice(ParticipantKind.values)
        user = self.luck.choice(self.people)
        known: dict[str, Any] = {"user": user, "name": "N"}
        if self.luck.random() < RARE:
            known = {"account_key": account_keys(user.pk)[0], "pseudonym": next(self.numbers)}
        part = Participant.objects.create(case=case, kind=kind, **known, **self._times())
        if kind == ParticipantKind.COUNSEL and self.luck.random() > RARE:
            party = Participant.objects.create(case=case, kind=ParticipantKind.PARTY, name="P")
            Mandate.objects.create(representative=part, party=party, **self._times())
        if self.luck.random() > RARE:
            self._turn(part)

    def _turn(self, part: Participant) -> None:
        ended_at = self.luck.choice([None, self.now + HOUR])
        ParticipantSpan.objects.create(
            hearing=self.luck.choice(self.hearings),
            participant=part,
            source=part.pk,
            started_at=self.now,
            ended_at=ended_at,
        )

    def _order(self) -> None:
        AccessOrder.objects.create(
            case=self.luck.choice(self.cases),
            user=self.luck.choice(self.people),
            classes=self.luck.choice(["ecs", "e", "ts", "ect"]),
            columns=self.luck.sample(["open", "closed", "sealed", "protected"], self.luck.randint(1, 3)),
            hearing=self.luck.choice([None, None, *self.hearings]),
            **self._heard(),
            **self._times(),
        )

    def _heard(self) -> dict[str, datetime]:
        """Return nothing, or between which moments the hearings meant are scheduled: at times not now."""
        if self.luck.random() > RARE:
            return {}
        start = self.now + self.luck.choice([-2, -1, 0, 1]) * HOUR
        return self.luck.choice([{"heard_from": start}, {"heard_from": start, "heard_to": start + HOUR}])

    def _transfer(self) -> None:
        sent_at = self.now - 2 * HOUR
        CaseTransfer.objects.get_or_create(
            case=self.luck.choice(self.cases),
            court=self.luck.choice(self.courts),
            ended_at=self.luck.choice([None, None, self.now - HOUR, self.now + HOUR]),
            defaults={"registered_at": sent_at},
        )

    def _restriction(self) -> None:
        hearing, kind = self.luck.choice(self.hearings), self.luck.choice(RestrictionKind.values)
        part = Participant.objects.filter(case__hearings=hearing).first()
        place: dict[str, Any] = {"whole": True}
        if self.luck.random() < RARE:
            place = {"started_at": self.now}
        elif part is not None and self.luck.random() < RARE:
            place = {"participant": part}
        state = self.luck.choice(list(RestrictionState))
        lifted_at = self.now - HOUR if state == RestrictionState.LIFTED else None
        made = Restriction.objects.create(
            hearing=hearing, kind=kind, state=state, lifted_at=lifted_at, proposed_by="x", **place
        )
        words = {self.luck.choice(self.people).pk, "defence", "none", "clerk", part.pk if part else "clerk"}
        for word in self.luck.sample(sorted(words), self.luck.choice([0, 0, 1, 2])):
            RestrictionExclusion.objects.create(restriction=made, word=word)


@contextmanager
def world(luck: Random) -> Iterator[World]:
    with transaction.atomic():
        yield World(luck)
        transaction.set_rollback(True)


def agrees(luck: Random) -> None:
    with world(luck) as made:
        hearings, cases = list(Hearing.objects.all()), list(Case.objects.all())
        for caller in made.callers():
            subject = subject_of(caller)
            heard = [(row, hearing_facts(row, list(row.cases.all()), subject, made.now)) for row in hearings]
            filed = [(row, case_facts(row, subject)) for row in cases]
            for wanted, action in ASKED.items():
                allowed = {
                    row for row, facts in heard if decide(subject, action, facts, now=made.now).allowed
                }
                assert set(hearings_visible(subject, made.now, wanted)) == allowed, (caller, wanted)
                known = {
                    row for row, facts in filed if decide_case(subject, action, facts, now=made.now).allowed
                }
                assert set(cases_visible(subject, made.now, wanted)) == known, (caller, wanted)


UNHURRIED = settings(
    max_examples=20,
    deadline=None,
    # Shrinking worlds in a database takes longer than reading one.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@UNHURRIED
@given(st.randoms(use_true_random=False))
def test_lists_hold_exactly_what_single_verdicts_allow(db: None, luck: Random) -> None:
    agrees(luck)


@pytest.mark.soak
@settings(UNHURRIED, max_examples=2_000)
@given(st.randoms(use_true_random=True))
def test_lists_hold_exactly_what_single_verdicts_allow_in_many_worlds(db: None, luck: Random) -> None:
    agrees(luck)
