"""Protecting a person (R13): another participant with a pseudonym takes the place of the one that was known by name.

Every change runs in the caller's transaction: at no moment is one list covered and another not.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.policies.caller import Caller
from accounts.services.epochs import raise_epochs, user_key
from custody.services.outbox import record
from foundation.texts import fold
from hearings.models import (
    Case,
    Hearing,
    HearingCase,
    Participant,
    Restriction,
    RestrictionExclusion,
    RestrictionKind,
)
from hearings.policies.accounts import account_keys
from hearings.policies.restrictions import withholding
from hearings.policies.veil import Hidden, HiddenWords, Veil
from hearings.services.covering import cover_texts
from hearings.services.envelopes import lay, opened, reseal
from hearings.services.epochs import raise_hearing
from hearings.services.protected_spans import adopt_turns, forget_spans

NUMBERS = (range(10, 100), range(100, 1_000), range(1_000, 30_000))
"""Pseudonyms are drawn from the first of these that is not half used, so that none tells how many there are."""
RESEAL_BATCH = 200
IDENTITY = ("name", "external_source", "external_id", "user_id")
ALSO = "also"
"""In the envelope of a protected person, each twin's included: the words that are covered besides the name."""
Replaced = dict[str, str]
"""Participant that was -> participant that took its place."""
Follower = Callable[[Sequence[str], Replaced], None]


@cache
def _followers() -> tuple[Follower, ...]:
    return tuple(cast(Follower, import_string(path)) for path in settings.IDENTITY_FOLLOWERS)


def heard_with(case_ids: Iterable[str]) -> set[str]:
    """Return the cases and those that are heard together with one of them in any hearing."""
    ids = set(case_ids)
    return ids | set(Case.objects.filter(hearings__cases__in=ids).values_list("pk", flat=True))


def veil_over(cases: Iterable[str] | QuerySet[Any]) -> Veil:
    """Return the protected people of cases, and what else is covered (two queries, or three where there is any)."""
    among = cases if isinstance(cases, QuerySet) else list(cases)
    rows = Participant.objects.filter(case__in=among, pseudonym__isnull=False)
    people = list(rows.order_by("pk"))
    ranges = dict(protected_ranges().filter(hearing__cases__in=among).values_list("pk", "hearing_id"))
    if not people and not ranges:
        return Veil()
    known = opened({*(person.pk for person in people), *ranges.values()})
    words = ((pk, hearing, known.get(hearing, {}).get(pk)) for pk, hearing in sorted(ranges.items()))
    return Veil(
        tuple(_hidden(person, known[person.pk]) for person in people),
        tuple(HiddenWords(pk, hearing, tuple(found)) for pk, hearing, found in words if found),
    )


def protected_ranges() -> QuerySet[Restriction]:
    """Return the protections in force that are on no one person."""
    return withholding().filter(kind=RestrictionKind.PROTECTED, participant=None)


def _hidden(row: Participant, identity: dict[str, Any]) -> Hidden:
    return Hidden(
        participant=row.pk,
        leader=row.protected_with_id or row.pk,
        number=row.pseudonym or 0,
        name=identity["name"],
        external_source=identity["external_source"],
        external_id=identity["external_id"],
        also=tuple(identity.get(ALSO, ())),
    )


def settle(participant_ids: Iterable[str | None], caller: Caller, rule: str) -> None:
    """Protect each person on whom a protection is in force now, and name each again on whom none is any more."""
    for person_id in sorted({each for each in participant_ids if each is not None}):
        person = Participant.objects.select_related("case").get(pk=person_id)
        orders = withholding().filter(kind=RestrictionKind.PROTECTED, participant=person)
        if orders.exists() and person.pseudonym is None:
            _protect(person, caller, rule)
        elif person.pseudonym is not None and person.protected_with_id is None and not orders.exists():
            _name_again(person, caller, rule)


def spread(case_ids: Iterable[str], caller: Caller, rule: str) -> Replaced:
    """Protect people of cases who are protected already in a case that is heard together with theirs."""
    cases = heard_with(case_ids)
    replaced: Replaced = {}
    for hidden in veil_over(cases).people:
        leader = Participant.objects.get(pk=hidden.leader)
        user_id = opened([hidden.participant])[hidden.participant]["user_id"]
        others = list(_same(cases, hidden.name, (hidden.external_source, hidden.external_id), user_id))
        if others:
            replaced |= _hide(others, leader, caller, rule)
    return replaced


def is_protected_in(case: Case, columns: dict[str, Any]) -> bool:
    """Tell whether who is to be entered in a case is in it already, under a pseudonym."""
    user = columns.get("user")
    given = (columns.get("external_source", ""), columns.get("external_id", ""))
    for hidden in veil_over([case.pk]).people:
        same_id = bool(given[1]) and given == (hidden.external_source, hidden.external_id)
        same_name = Veil((hidden,)).speaking_as(columns.get("name", "")) is not None
        if same_id or same_name:
            return True
    keys = account_keys(user.pk) if user is not None else []
    return Participant.objects.filter(case=case, account_key__in=keys).exists()


def reseal_all() -> int:
    """Seal everything with the present key; returns how many envelopes that were. Raises IdentityUnreadable."""
    count = 0
    while True:
        with transaction.atomic():
            done = reseal(RESEAL_BATCH)
        count += done
        if not done:
            break
    with transaction.atomic():
        rows = Participant.objects.select_for_update().exclude(account_key="").order_by("pk")
        people = {row.pk: row for row in rows}
        known = opened(people)
        for pk, row in people.items():
            row.account_key = account_keys(known[pk]["user_id"])[0]
        Participant.objects.bulk_update(people.values(), ["account_key"], batch_size=RESEAL_BATCH)
    return count


def _same(
    cases: Iterable[str], name: str, external: tuple[str, str], user_id: str | None
) -> QuerySet[Participant]:
    """Return whoever of the cases is known by the same name, account or id of another system."""
    person = Q(search_name=fold(name))
    if external[1]:
        person |= Q(external_source=external[0], external_id=external[1])
    if user_id is not None:
        person |= Q(user=user_id)
    return Participant.objects.filter(person, case__in=list(cases), pseudonym=None).order_by("pk")


def _protect(person: Participant, caller: Caller, rule: str) -> None:
    cases = heard_with([person.case_id])
    external = (person.external_source, person.external_id)
    others = _same(cases, person.name, external, person.user_id).exclude(pk=person.pk)
    _hide([person, *others], None, caller, rule)


def _hide(people: Sequence[Participant], leader: Participant | None, caller: Caller, rule: str) -> Replaced:
    """Replace people, who are one person, by participants with pseudonyms; ``leader`` None: the first of them leads."""
    cases = heard_with(person.case_id for person in people)
    lock(cases)
    replaced: Replaced = {}
    for person in people:
        made = _take_place(person, leader)
        leader = leader or made
        replaced[person.pk] = made.pk
        _note("participant.protected", made, caller, rule)
        _announce_to(person.user_id)
    adopt_turns(replaced.values())
    follow(cases, replaced)
    return replaced


def _take_place(person: Participant, leader: Participant | None) -> Participant:
    made = Participant.objects.create(
        case=person.case,
        kind=person.kind,
        side=person.side,
        since=person.since,
        until=person.until,
        pseudonym=_drawn(person.case_id),
        account_key=account_keys(person.user_id)[0] if person.user_id is not None else "",
        protected_with=leader,
    )
    also = opened([leader.pk])[leader.pk].get(ALSO) if leader is not None else None
    lay({made.pk: {name: getattr(person, name) for name in IDENTITY} | ({ALSO: also} if also else {})})
    for relation in Participant._meta.related_objects:  # noqa: SLF001  Django documents it; rooms above are among them
        if relation.field.name != "protected_with":
            rows = relation.field.model._default_manager.filter(**{relation.field.name: person.pk})  # noqa: SLF001
            rows.update(**{relation.field.name: made.pk})
    RestrictionExclusion.objects.filter(word=person.pk).update(word=made.pk)
    Participant.objects.filter(pk=person.pk).delete()
    return made


def _drawn(case_id: str) -> int:
    """Return a number that tells neither how many there are nor who came first, free in all cases heard together."""
    rows = Participant.objects.filter(case__in=heard_with([case_id]), pseudonym__isnull=False)
    used = set(rows.values_list("pseudonym", flat=True))
    left = (sorted(set(numbers) - used) for numbers in NUMBERS)
    return secrets.choice(
        next(free for free, whole in zip(left, NUMBERS, strict=True) if 2 * len(free) > len(whole))
    )


def _name_again(leader: Participant, caller: Caller, rule: str) -> None:
    people = [leader, *leader.twins.all()]
    cases = heard_with(person.case_id for person in people)
    lock(cases)
    known = opened([person.pk for person in people])
    for person in reversed(people):  # twins first: they point at the leader
        identity = known[person.pk]
        if not User.objects.filter(pk=identity["user_id"]).exists():
            identity["user_id"] = None
        for name in IDENTITY:
            setattr(person, name, identity[name])
        person.search_name = fold(person.name)
        person.pseudonym, person.account_key, person.protected_with = None, "", None
        person.save(update_fields=[*IDENTITY, "search_name", "pseudonym", "account_key", "protected_with"])
        lay({person.pk: {}})
        _note("participant.named", person, caller, rule)
        _announce_to(person.user_id)
    forget_spans([leader.pk])
    follow(cases, {})


def lock(cases: Collection[str]) -> None:
    """Let nobody else write in cases and their hearings until the transaction ends; always in this order."""
    list(Case.objects.select_for_update(no_key=True).filter(pk__in=cases).order_by("pk"))
    list(_hearings_of(cases).select_for_update(no_key=True).order_by("pk"))


def follow(cases: Iterable[str], replaced: Replaced) -> None:
    """Let everything that repeats a name or chosen words follow, and every gate look again."""
    ids = list(cases)
    hearings = list(_hearings_of(ids).values_list("pk", flat=True))
    cover_texts(ids, hearings, veil_over(ids))
    for each in _followers():
        each(hearings, replaced)
    for hearing_id in hearings:
        raise_hearing(hearing_id)


def _hearings_of(cases: Iterable[str]) -> QuerySet[Hearing]:
    return Hearing.objects.filter(pk__in=HearingCase.objects.filter(case__in=list(cases)).values("hearing"))


def _announce_to(user_id: str | None) -> None:
    if user_id is not None:
        raise_epochs(user_key(user_id))


def _note(action: str, person: Participant, caller: Caller, rule: str) -> None:
    record(action, actor=caller.actor(), object_id=person.pk, court=person.case.court_id, rule=rule)
