"""Pages of cases and hearings: lists within what the reader sees at a bounded cost, and every form's way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from foundation.clock import utc_now
from hearings.models import Assignment, Case, Hearing, HearingCase, Mandate, Participant
from tests.cast import HEARD_AT, Cast

SignIn = Callable[[str], Client]


def fill(cast: Cast, count: int) -> None:
    """Create cases with a party and a hearing each."""
    for number in range(count):
        case = Case.objects.create(court=cast.courts["city"], number=f"2026/{number:04d}")
        Participant.objects.create(case=case, kind="party", name=f"Party {number}")
        hearing = Hearing.objects.create(court=cast.courts["city"], scheduled_at=utc_now())
        HearingCase.objects.create(hearing=hearing, case=case)


@pytest.mark.parametrize(
    "path", ["/hearings/", "/cases/", "/", "/api/v1/hearings/", "/api/v1/cases/", "/jobs/"]
)
def test_list_costs_the_same_for_few_and_many(
    signed_in: SignIn, heard: Cast, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(heard, 45)
    client = signed_in("chair")
    with django_assert_max_num_queries(40 if path == "/" else 20):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("username", "hearings", "cases"),
    [
        ("judge", 2, 2),
        ("clerk2", 2, 2),
        ("party", 1, 1),
        ("witness", 1, 0),
        ("expert", 1, 1),
        ("assistant", 1, 1),
        ("outsider", 0, 0),
        ("observer", 0, 0),
        ("courtadmin", 0, 0),
        ("recused", 1, 1),  # the other hearing of the court, as any of its judges
        ("admin", 0, 0),
    ],
)
def test_lists_hold_what_the_reader_may_know(
    signed_in: SignIn, heard: Cast, username: str, hearings: int, cases: int
) -> None:
    client = signed_in(username)
    assert len(client.get("/api/v1/hearings/").json()["results"]) == hearings
    assert len(client.get("/api/v1/cases/").json()["results"]) == cases
    assert client.get("/hearings/?q=").context["total"] == hearings
    assert client.get("/cases/").context["total"] == cases


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=1/101", 1),
        ("q=САРМАН", 1),
        ("q=лугина", 1),
        ("q=Хейл", 0),  # a witness is no party: nobody is found by having testified
        ("q=nobody", 0),
        ("date_from=2026-03-02&date_to=2026-03-02", 1),
        ("date_from=2026-03-03&date_to=2026-03-04", 0),
        ("state=recorded", 1),
        ("state=cancelled", 0),
        ("date_from=soon", 0),
        ("room=nowhere", 0),
        ("q=%00", None),
    ],
)
def test_search_among_hearings(signed_in: SignIn, heard: Cast, query: str, found: int | None) -> None:
    page = signed_in("party").get(f"/hearings/?{query}")
    if found is None:
        assert page.status_code == 404
    elif "soon" in query or "nowhere" in query:
        assert page.status_code in {200, 422}
    else:
        assert page.context["total"] == found


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "99999999999999999999"])
def test_any_page_number_shows_a_page(signed_in: SignIn, heard: Cast, page: str) -> None:
    assert signed_in("judge").get(f"/hearings/?page={page}").status_code == 200


def test_40_hearings_of_a_week_are_on_one_page(signed_in: SignIn, heard: Cast) -> None:
    fill(heard, 40)
    assert len(signed_in("judge").get("/hearings/").context["page"]) >= 40


# (page, arguments, form, who) -> whether something was written
FORMS: list[tuple[str, str, dict[str, Any], str, Callable[[Cast], bool]]] = [
    (
        "hearings:case-edit",
        "case",
        {"number": "1/101", "kind": "civil", "title": "New"},
        "clerk",
        lambda cast: Case.objects.filter(pk=cast.case.pk, title="New", kind="civil").exists(),
    ),
    (
        "hearings:participant-new",
        "case",
        {"name": "A. B.", "kind": "expert", "side": "none", "username": "outsider"},
        "registry",
        lambda cast: Participant.objects.filter(user=cast.people["outsider"]).exists(),
    ),
    (
        "hearings:mandate-new",
        "case",
        {"representative": "lawyer", "party": "victim"},
        "registry",
        lambda cast: Mandate.objects.filter(party=cast.parts["victim"]).exists(),
    ),
    (
        "hearings:new",
        "case",
        {"scheduled_at": "2026-05-01T10:00:00", "scheduled_minutes": "30"},
        "registry",
        # 10:00 in Almaty
        lambda cast: Hearing.objects.filter(scheduled_at="2026-05-01T05:00:00Z").exists(),
    ),
    (
        "hearings:session",
        "hearing",
        {"opened_at": "2026-03-02T10:00:00", "closed_at": "2026-03-02T11:00:00"},
        "judge",
        lambda cast: Hearing.objects.filter(opened_at=HEARD_AT, state="recorded").exists(),
    ),
    (
        "hearings:assignment-new",
        "hearing",
        {"username": "judge2", "role": "panel"},
        "registry",
        lambda cast: Assignment.objects.filter(user=cast.people["judge2"], hearing=cast.hearing).exists(),
    ),
    (
        "hearings:edit",
        "hearing",
        {"scheduled_at": "2026-03-05T10:00:00", "scheduled_minutes": "90"},
        "clerk",
        lambda cast: Hearing.objects.filter(scheduled_minutes=90).exists(),
    ),
]


@pytest.mark.parametrize(("name", "on", "form", "username", "written"), FORMS)
def test_form_writes_and_comes_back(
    signed_in: SignIn,
    cast: Cast,
    name: str,
    on: str,
    form: dict[str, Any],
    username: str,
    written: Callable[[Cast], bool],
) -> None:
    row = cast.case if on == "case" else cast.hearing
    named = {key: cast.parts[value].pk if value in cast.parts else value for key, value in form.items()}
    answer = signed_in(username).post(reverse(name, args=[row.pk]), named)
    assert answer.status_code == 302, answer.context["form"].errors
    assert written(cast)


@pytest.mark.parametrize(("name", "on", "form", "username", "written"), FORMS)
def test_empty_form_is_shown_again_with_its_errors(
    signed_in: SignIn,
    cast: Cast,
    name: str,
    on: str,
    form: dict[str, Any],
    username: str,
    written: Callable[[Cast], bool],
) -> None:
    row = cast.case if on == "case" else cast.hearing
    answer = signed_in(username).post(reverse(name, args=[row.pk]), {"number": ""})
    assert answer.status_code == 422
    assert not written(cast)


def test_registry_registers_a_case_in_its_own_court_only(signed_in: SignIn, cast: Cast) -> None:
    client = signed_in("registry")
    form = {"court": cast.courts["city"].pk, "number": "8/8", "kind": "civil", "title": ""}
    assert client.post("/cases/new/", form).status_code == 302
    elsewhere = form | {"court": cast.courts["other"].pk, "number": "8/9"}
    assert client.post("/cases/new/", elsewhere).status_code == 422
    assert client.post("/cases/new/", form).status_code == 422  # the number is taken
    assert Case.objects.filter(number__startswith="8/").count() == 1


def test_ended_place_and_recusal_leave_the_hearing_at_once(signed_in: SignIn, heard: Cast) -> None:
    client = signed_in("registry")
    seats = {seat.role: seat for seat in Assignment.objects.filter(hearing=heard.hearing, recused_at=None)}
    ends = reverse("hearings:assignment-end", args=[heard.hearing.pk, seats["assistant"].pk])
    recuses = reverse("hearings:assignment-recuse", args=[heard.hearing.pk, seats["presiding"].pk])
    assert client.post(ends).status_code == 302
    assert client.post(recuses, {"reason": "a relative of the party"}).status_code == 302
    for username in ("assistant", "judge"):
        assert signed_in(username).get(f"/hearings/{heard.hearing.pk}/").status_code == 404
    assert client.post(ends).status_code == 404


def test_mandate_of_another_case_is_not_ended_from_here(signed_in: SignIn, heard: Cast) -> None:
    url = reverse("hearings:mandate-end", args=[heard.other_case.pk, Mandate.objects.get().pk])
    assert signed_in("registry").post(url).status_code == 404
    assert Mandate.objects.get().until is None


def test_clerk_of_the_court_takes_over_on_the_day(signed_in: SignIn, cast: Cast) -> None:
    client, url = signed_in("clerk2"), reverse("hearings:take-over", args=[cast.other_hearing.pk])
    upload = reverse("media:upload", args=[cast.other_hearing.pk])
    assert client.get(upload).status_code == 403
    assert client.post(url, {"reason": "the clerk is ill"}).status_code == 302
    assert client.get(upload).status_code == 200


@pytest.mark.parametrize(
    ("events", "state", "status"),
    [
        (["adjourn"], "adjourned", 302),
        (["adjourn", "reschedule"], "scheduled", 302),
        (["cancel"], "cancelled", 302),
        (["reschedule"], "scheduled", 422),
        (["cancel", "adjourn"], "cancelled", 422),
    ],
)
def test_events_move_the_hearing_from_its_page(
    signed_in: SignIn, cast: Cast, events: list[str], state: str, status: int
) -> None:
    client = signed_in("clerk")
    urls = [reverse("hearings:event", args=[cast.hearing.pk, name]) for name in events]
    answers = [client.post(url).status_code for url in urls]
    cast.hearing.refresh_from_db()
    assert (answers[-1], cast.hearing.state) == (status, state)
