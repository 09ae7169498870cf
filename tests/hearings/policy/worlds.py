"""Hypothesis strategies: any subject before any hearing, in worlds so small that clashes are common."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from hearings.policy import Action
from hearings.policy.facts import (
    AccessOrder,
    Assignment,
    CourtFacts,
    Facts,
    Interval,
    Membership,
    Participation,
    Restriction,
    ServiceClient,
    SessionBounds,
    Subject,
)
from tests.hearings.policy.cast import COURT, HIGHER_COURT, NOW, OTHER_COURT

HOUR = timedelta(hours=1)
LENGTH_MS = 40
USERS = st.sampled_from(["ann", "ann", "bob"])
TRACKS = st.frozensets(st.sampled_from(["mic-1", "mic-2"]), max_size=2)
COURTS = st.sampled_from([COURT, COURT, COURT, OTHER_COURT, HIGHER_COURT])
SINCE = st.sampled_from([NOW - 2 * HOUR, NOW - 2 * HOUR, NOW - HOUR, NOW + HOUR])
UNTIL: st.SearchStrategy[datetime | None] = st.sampled_from(
    [None, None, None, NOW - HOUR / 2, NOW, NOW + 2 * HOUR]
)
MS = st.integers(0, LENGTH_MS)
CLASSES = st.frozensets(st.sampled_from(["e", "c", "t", "s", "o", "k", "i"]))
COLUMNS = st.frozensets(st.sampled_from(["closed", "protected", "sealed"])).map(
    lambda words: words | {"open"}
)
SIDES = ["prosecution", "defence", "claimant", "respondent", "none"]
SPANS = st.tuples(MS, MS).map(lambda pair: (min(pair), max(pair)))

OFFICES = st.sampled_from(["judge", "chair", "clerk", "registry", "court_admin", "observer", "jester"])
PLACES = st.sampled_from(["presiding", "panel", "assistant", "clerk", "jester"])
KINDS = st.sampled_from(
    ["party", "counsel", "prosecutor", "victim", "witness", "expert", "interpreter", "jester"]
)
# Half of the staff is in plain order: by chance alone hardly any judge has office, place and no recusal.
MEMBERSHIPS = st.one_of(
    st.builds(Membership, st.just(COURT), st.sampled_from(["judge", "clerk"]), st.just(NOW - HOUR)),
    st.builds(Membership, COURTS, OFFICES, SINCE, UNTIL),
)
ASSIGNMENTS = st.one_of(
    st.builds(Assignment, USERS, st.sampled_from(["presiding", "clerk", "assistant"]), st.just(NOW - HOUR)),
    st.builds(
        Assignment,
        USERS,
        PLACES,
        SINCE,
        UNTIL,
        st.sampled_from([None, NOW - HOUR, NOW + HOUR]),
        st.booleans(),
    ),
)
PARTICIPATIONS = st.builds(
    Participation,
    st.sampled_from(["place-1", "place-2"]),
    USERS,
    KINDS,
    st.sampled_from(SIDES),
    SINCE,
    UNTIL,
    st.lists(SPANS, max_size=2).map(tuple),
)
ORDERS = st.builds(AccessOrder, USERS, CLASSES, COLUMNS, SINCE, UNTIL)
RESTRICTIONS = st.builds(
    Restriction,
    kind=st.sampled_from(["closed", "provisional", "protected", "ex_parte", "off_record", "whispered"]),
    start_ms=MS,
    end_ms=st.one_of(st.none(), MS),
    whole=st.sampled_from([False, False, False, True]),
    excludes=st.frozensets(st.sampled_from(["place-1", "ann", "clerk", *SIDES]), max_size=2),
    confirmed=st.sampled_from([True, True, False]),
    tracks=TRACKS,
    released=st.booleans(),
    publish_disguised=st.booleans(),
    lifted_at=st.sampled_from([None, None, NOW - HOUR, NOW + HOUR]),
)
CLIENTS = st.builds(
    ServiceClient,
    st.just("demo-system"),
    st.frozensets(st.sampled_from(["read", "cards", "upload", "content", "protocol"])),
    st.frozensets(COURTS),
    st.booleans(),
)
SUBJECTS = st.builds(
    Subject,
    st.sampled_from(["ann", "ann", "ann", "bob", None]),
    st.one_of(st.none(), st.none(), st.none(), CLIENTS),
    st.lists(MEMBERSHIPS, max_size=3).map(tuple),
    st.booleans(),
    st.sampled_from([None, NOW, NOW - HOUR, NOW - 5 * HOUR]),
    st.sampled_from(["", "a comparison"]),
    st.sampled_from([(), (("hearing-1", NOW - HOUR),), (("hearing-1", NOW - 5 * HOUR), ("hearing-2", NOW))]),
)
SESSIONS = st.one_of(st.none(), st.builds(SessionBounds, MS, st.one_of(st.none(), MS)))
INTERVALS = st.builds(Interval, MS, st.one_of(st.none(), MS))
ACTIONS = st.sampled_from(list(Action))


def hearings(max_restrictions: int = 4) -> st.SearchStrategy[Facts]:
    """Return hearings with any staff, participants, orders and restrictions."""
    return st.builds(
        Facts,
        object_id=st.just("hearing-1"),
        hearing_id=st.just("hearing-1"),
        court=st.builds(
            CourtFacts,
            st.sampled_from([COURT, COURT, COURT, OTHER_COURT]),
            st.sampled_from([(), (HIGHER_COURT,)]),
            st.sampled_from([False, False, True]),
        ),
        state=st.sampled_from(["recorded"] * 6 + ["in_session", "surprise"]),
        sealed=st.sampled_from([False, False, False, False, True]),
        assignments=st.lists(ASSIGNMENTS, max_size=3).map(tuple),
        participations=st.lists(PARTICIPATIONS, max_size=3).map(tuple),
        orders=st.lists(ORDERS, max_size=2).map(tuple),
        transferred_to=st.sampled_from([(), (HIGHER_COURT,), (OTHER_COURT,)]),
        session=SESSIONS,
        protocol_published=st.booleans(),
        hold=st.booleans(),
        retention_expired=st.sampled_from([False, False, True]),
        restrictions=st.lists(RESTRICTIONS, max_size=max_restrictions).map(tuple),
        held_today=st.booleans(),
    )
