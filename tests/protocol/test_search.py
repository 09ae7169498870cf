"""Search: within what the viewer may read, whatever the letters, alike on both databases."""

from collections.abc import Callable

import pytest
from django.test import Client

from foundation.texts import fold
from hearings.models import AssignmentRole, Hearing, HearingCase
from hearings.services.assignments import assign
from protocol.models import Entry, EntryState
from tests.cast import HEARD_AT, RULE, Cast, mark, write_and_publish

SignIn = Callable[[str], Client]
pytestmark = pytest.mark.db


def say(hearing: Hearing, text: str) -> Entry:
    columns = {"state": EntryState.PUBLISHED, "text": text, "search_text": fold(text)}
    return Entry.objects.create(hearing=hearing, started_at=HEARD_AT, **columns)


def found(client: Client, query: str) -> list[str]:
    answer = client.get("/api/v1/search/", {"q": query})
    assert answer.status_code == 200
    return [row["text"] for row in answer.json()["results"]]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Свидетель Орёл пришёл", "орел"),
        ("Свидетель Орел пришел", "ОРЁЛ пришёл"),
        ("ӘДІЛЕТ ҚАЛАСЫ", "әділет қаласы"),
        ("ғылым өнер ұлт үміт һәм", "ҒЫЛЫМ ӨНЕР ҰЛТ ҮМІТ ҺӘМ"),
        ("Іс қаралды, Еңбек", "іс ЕҢБЕК"),
        ("Ми\u0306 decomposed", "мй"),
        ("The ROAD was empty", "road Empty"),
        ("Straße 5", "STRASSE"),
        ("costs 100% of a_b", "100%"),
        ("costs 100% of a_b", "a_b"),
        ("back\\slash", "k\\s"),
        ("many   spaces\nand lines", "spaces and lines"),
    ],
)
def test_search_finds_the_same_letters(signed_in: SignIn, heard: Cast, text: str, query: str) -> None:
    say(heard.hearing, text)
    assert found(signed_in("party"), query) == [text]


@pytest.mark.parametrize("query", ["", " ", "x", "%", "_", "бісёк", "100_", "\ud83d", "bicycle roof"])
def test_search_finds_nothing_else(signed_in: SignIn, heard: Cast, query: str) -> None:
    assert found(signed_in("judge"), query.encode("utf-8", "replace").decode()) == []


def test_search_wants_all_words_in_one_entry(signed_in: SignIn, heard: Cast) -> None:
    assert len(found(signed_in("party"), "bicycle fence")) == 1
    assert found(signed_in("party"), "bicycle street") == []


@pytest.mark.parametrize(
    ("username", "hits"),
    [
        ("judge", 1),
        ("clerk", 1),
        ("party", 1),
        ("lawyer", 1),
        ("chair", 1),
        ("judge2", 0),  # without a stated purpose
        ("witness", 0),
        ("expert", 0),
        ("registry", 0),
        ("clerk2", 0),
        ("outsider", 0),
        ("observer", 0),
        ("admin", 0),
    ],
)
def test_search_stays_within_what_the_viewer_reads(
    signed_in: SignIn, heard: Cast, username: str, hits: int
) -> None:
    assert len(found(signed_in(username), "bicycle")) == hits


def test_judge_of_another_case_finds_with_a_purpose(signed_in: SignIn, heard: Cast) -> None:
    answer = signed_in("judge2").get("/api/v1/search/?q=bicycle&purpose=a+comparison")
    assert len(answer.json()["results"]) == 1


def test_hit_names_hearing_case_and_offset(signed_in: SignIn, heard: Cast) -> None:
    hit = signed_in("party").get("/api/v1/search/?q=bicycle").json()["results"][0]
    assert (hit["hearing"], hit["cases"], hit["offset_ms"]) == (heard.hearing.pk, ["1/101"], 3_000)


def test_own_hearing_is_found_behind_a_hundred_unreadable_ones(signed_in: SignIn, cast: Cast) -> None:
    mark(cast)
    write_and_publish(cast)
    for day in range(1, 111):
        hearing = Hearing.objects.create(
            court=cast.courts["city"], scheduled_at=HEARD_AT.replace(year=2027, month=1 + day % 12)
        )
        HearingCase.objects.create(hearing=hearing, case=cast.other_case)
        say(hearing, "Another bicycle")
    by = cast.caller("registry")
    assign(cast.hearing, cast.people["judge2"], AssignmentRole.PANEL, by, RULE)
    assert found(signed_in("judge2"), "bicycle fence") == ["I saw the bicycle beside the fence."]


def test_search_is_bounded(signed_in: SignIn, heard: Cast) -> None:
    Entry.objects.bulk_create(
        Entry(hearing=heard.hearing, started_at=HEARD_AT, state="published", text="echo", search_text="echo")
        for _ in range(150)
    )
    assert len(found(signed_in("party"), "echo")) == 100


@pytest.mark.parametrize("query", ["bicycle", "", "б", "<i>", "x" * 500])
def test_search_page_answers_every_query(signed_in: SignIn, heard: Cast, query: str) -> None:
    page = signed_in("party").get("/search/", {"q": query})
    assert page.status_code == 200
    assert "<i>" not in page.content.decode()
