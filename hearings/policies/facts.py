"""Gathers the frozen facts about one hearing for one subject, in a bounded number of queries.

Only what can matter for this subject is asked for: mandates of a representative, spans of a witness, transfers for a
person with an office elsewhere. A missing fact is a missing grant, never a missing restriction.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from courts.models import Court
from foundation.clock import ms_between, utc_now
from hearings.models import (
    AccessOrder,
    Assignment,
    Case,
    CaseTransfer,
    Hearing,
    Mandate,
    Participant,
    ParticipantSpan,
)
from hearings.policies.accounts import of_account
from hearings.policies.dated import meant, transferred
from hearings.policies.restrictions import restrictions_on, restrictions_on_case
from hearings.policy import facts as f
from hearings.policy.roles import grants
from hearings.policy.words import ParticipantKind

TRANSFERRED = "is_transferred"
"""What a door notes on the hearing that it has read, so that nobody asks for transfers that never were.

Of the subject's own courts: another question, asked of a hearing that is there, would tell others that it is.
"""
REPRESENTATIVES = frozenset({ParticipantKind.COUNSEL})


def any_transfer(subject: f.Subject) -> Exists:
    """Return, of a queryset of hearings, that a case of theirs is with a court in which the subject serves."""
    courts = {each.court_id for each in subject.memberships}
    rows = CaseTransfer.objects.filter(transferred(utc_now()), court_id__in=courts)
    return Exists(rows.filter(case__hearings=OuterRef("pk")))


def court_facts(court: Court) -> f.CourtFacts:
    """Return a court as the policy sees it."""
    return f.CourtFacts(court.pk, court.ancestors(), court.public_open)


def hearing_facts(
    hearing: Hearing,
    cases: list[Case],
    subject: f.Subject,
    now: datetime,
    places: Iterable[Assignment] | None = None,
) -> f.Facts:
    """Return the facts of a hearing; ``cases`` are those that it hears, ``places`` its assignments where known."""
    case_ids = [case.pk for case in cases]
    seats = hearing.assignments.filter(user_id=subject.user_id) if places is None else places
    zone = hearing.court.zone
    facts = f.Facts(
        object_id=hearing.pk,
        hearing_id=hearing.pk,
        court=court_facts(hearing.court),
        state=hearing.state,
        sealed=any(case.sealed for case in cases),
        cases=tuple(case_ids),
        assignments=assignments_of(seat for seat in seats if seat.user_id == subject.user_id)
        if subject.user_id
        else (),
        participations=participations(case_ids, subject, hearing),
        orders=orders(case_ids, subject, hearing),
        transferred_to=transfers(case_ids, hearing.court_id, subject)
        if getattr(hearing, TRANSFERRED, True)
        else (),
        session=session_bounds(hearing),
        protocol_published=hearing.log_published_at is not None,
        hold=hearing.hold,
        retention_expired=hearing.retention_expired,
        held_today=hearing.scheduled_at.astimezone(zone).date() == now.astimezone(zone).date(),
        limits=policy_limits(),
    )
    # Who is nobody here is refused whatever is restricted, and in the same time.
    known = grants(subject, facts, now)
    return replace(facts, restrictions=restrictions_on(hearing, cases)) if known else facts


def policy_limits() -> f.PolicyLimits:
    """Return how long second sign-ins last, as the settings say."""
    return f.PolicyLimits(
        timedelta(seconds=settings.STEP_UP_IDENTITY_S), timedelta(seconds=settings.STEP_UP_ORIGINAL_S)
    )


def case_facts(case: Case, subject: f.Subject) -> f.CaseFacts:
    """Return the facts of a case: the union over its hearings."""
    mine = Assignment.objects.filter(hearing__cases=case, user_id=subject.user_id) if subject.user_id else []
    return f.CaseFacts(
        case_id=case.pk,
        court=court_facts(case.court),
        sealed=case.sealed,
        assignments=assignments_of(mine),
        participations=participations([case.pk], subject, None),
        orders=orders([case.pk], subject, None),
        transferred_to=transfers([case.pk], case.court_id, subject),
        restrictions=restrictions_on_case(case),
    )


def session_bounds(hearing: Hearing) -> f.SessionBounds | None:
    """Return the marked bounds relative to playlist time 0, or None while the opening is not marked."""
    if hearing.opened_at is None:
        return None
    closed = None if hearing.closed_at is None else ms_between(hearing.started_at, hearing.closed_at)
    return f.SessionBounds(ms_between(hearing.started_at, hearing.opened_at), closed)


def assignments_of(rows: Iterable[Assignment]) -> tuple[f.Assignment, ...]:
    """Return assignment rows as facts."""
    return tuple(
        f.Assignment(row.user_id, row.role, row.since, row.until, row.recused_at, row.sworn) for row in rows
    )


def participations(
    case_ids: list[str], subject: f.Subject, hearing: Hearing | None
) -> tuple[f.Participation, ...]:
    """Return how the subject takes part: own participations, a representative's only while a mandate runs."""
    if subject.user_id is None:
        return ()
    rows = list(Participant.objects.filter(of_account(subject.user_id), case_id__in=case_ids))
    found: list[f.Participation] = []
    for row in rows:
        if row.kind in REPRESENTATIVES:
            found += _mandates(row, subject.user_id)
        else:
            own = _participation(row, subject.user_id, row.since, row.until)
            found.append(replace(own, spans=_spans(row, hearing)))
    return tuple(found)


def _participation(
    row: Participant, user_id: str, since: datetime, until: datetime | None
) -> f.Participation:
    return f.Participation(row.pk, user_id, row.kind, row.side, since, until)


def _mandates(row: Participant, user_id: str) -> list[f.Participation]:
    """Return one participation for each mandate, no longer than the representative's own place in the case."""
    mandates = list(Mandate.objects.filter(representative=row).values_list("since", "until"))
    found = [
        _participation(row, user_id, max(since, row.since), _earlier(until, row.until))
        for since, until in mandates
    ]
    # Without any mandate the place gives nothing, but a ruling can exclude the person by it.
    return found or [_participation(row, user_id, row.since, row.since)]


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    ends = [end for end in (one, other) if end is not None]
    return min(ends, default=None)


def _spans(row: Participant, hearing: Hearing | None) -> tuple[f.Span, ...]:
    if hearing is None or row.kind != ParticipantKind.WITNESS:
        return ()
    zero = hearing.started_at
    spans = ParticipantSpan.objects.filter(hearing=hearing, participant=row).values_list(
        "started_at", "ended_at"
    )
    # An unfinished turn gives its speaker nothing yet: for a grant, open-ended means empty.
    return tuple((ms_between(zero, start), ms_between(zero, end)) for start, end in spans if end is not None)


def orders(case_ids: list[str], subject: f.Subject, hearing: Hearing | None) -> tuple[f.AccessOrder, ...]:
    """Return the orders that name the subject and mean this hearing; None: any hearing of the cases."""
    if subject.user_id is None:
        return ()
    rows = AccessOrder.objects.filter(case_id__in=case_ids, user_id=subject.user_id)
    if hearing is not None:
        rows = rows.filter(meant(hearing.pk, hearing.scheduled_at))
    return tuple(
        f.AccessOrder(row.user_id, frozenset(row.classes), frozenset(row.columns), row.since, row.until)
        for row in rows
    )


def transfers(case_ids: list[str], court_id: str, subject: f.Subject) -> tuple[str, ...]:
    """Return the courts to which the cases went; asked only for people with an office in another court."""
    offices = {each.court_id for each in subject.memberships}
    if not offices:
        return ()
    # Asked of the own court, too: which court an object is of must not show in the time of a refusal.
    rows = CaseTransfer.objects.filter(transferred(utc_now()), case_id__in=case_ids, court_id__in=offices)
    return tuple(each for each in rows.values_list("court_id", flat=True).distinct() if each != court_id)
