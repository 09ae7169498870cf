"""Who listened: for the presiding judge alone, and of others only what R14 lets be told."""

from collections.abc import Callable
from itertools import product

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Membership
from custody.services.erasing import erase_person
from custody.services.outbox import SYSTEM, Actor, record
from hearings.models import Assignment, Hearing
from hearings.services.assignments import recuse
from playback.policies.listening import Told, told
from tests.cast import RULE, Cast
from tests.playback.test_media import opened
from tests.protecting import protect, pseudonymous

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def listened(cast: Cast, username: str, play: str = "p", at_ms: int = 0) -> None:
    actor, hearing = Actor(cast.people[username].pk), cast.hearing
    with transaction.atomic():
        for action, private in (
            ("play.opened", {"play": play}),
            ("play.heard", {"play": play, "ranges": [[at_ms, at_ms + 2000]]}),
            ("play.heard", {"play": play, "ranges": [[at_ms + 2000, at_ms + 5000]]}),
        ):
            record(action, actor=actor, object_id=hearing.pk, court=hearing.court_id, private=private)


def page(client: Client, cast: Cast) -> str:
    answer = client.get(f"/hearings/{cast.hearing.pk}/listeners/", headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def name(cast: Cast, username: str) -> str:
    return cast.people[username].display_name


@pytest.mark.parametrize(
    ("is_reader", "is_judge", "is_clerk_here", "takes_part"), list(product([False, True], repeat=4))
)
def test_strictest_of_what_a_person_is_decides(
    is_reader: bool, is_judge: bool, is_clerk_here: bool, takes_part: bool
) -> None:
    level = told(is_reader=is_reader, is_judge=is_judge, is_clerk_here=is_clerk_here, takes_part=takes_part)
    assert (level is Told.NOTHING) == (is_judge and not is_reader)
    assert (level is Told.ALL) == (is_reader or (is_clerk_here and not takes_part and not is_judge))


def test_own_plays_and_those_of_clerks_are_shown_with_what_was_sent(heard: Cast, signed_in: SignIn) -> None:
    listened(heard, "judge", at_ms=0)
    listened(heard, "clerk", at_ms=10_000)
    text = page(signed_in("judge"), heard)
    assert name(heard, "judge") in text
    assert name(heard, "clerk") in text
    assert "10:00:00–10:00:05" in text  # the two parts of one play touch
    assert "10:00:10–10:00:15" in text


@pytest.mark.parametrize(
    "username", ["party", "lawyer", "prosecutor", "victim", "witness", "expert", "assistant"]
)
def test_of_others_only_the_day_is_shown(username: str, heard: Cast, signed_in: SignIn) -> None:
    listened(heard, username, at_ms=10_000)
    listened(heard, username, play="q", at_ms=10_000)
    text = page(signed_in("judge"), heard)
    assert name(heard, username) in text
    assert "10:00:1" not in text
    assert text.count("<time") == 1  # two plays of one day are one day, and no hour


def test_who_takes_part_is_called_as_in_the_case(heard: Cast, signed_in: SignIn) -> None:
    heard.parts["party"].name = "Участник № 1"
    heard.parts["party"].save()
    listened(heard, "party")
    text = page(signed_in("judge"), heard)
    assert "Участник № 1" in text
    assert name(heard, "party") not in text


@pytest.mark.parametrize("username", ["judge2", "chair", "appeal"])
def test_of_another_judge_nothing_is_shown(username: str, heard: Cast, signed_in: SignIn) -> None:
    listened(heard, username)
    text = page(signed_in("judge"), heard)
    assert name(heard, username) not in text
    assert "was not disclosed to anybody else" in text


def test_judge_who_was_recused_or_left_the_office_stays_hidden(heard: Cast, signed_in: SignIn) -> None:
    listened(heard, "recused")
    listened(heard, "judge2")
    Membership.objects.filter(user=heard.people["judge2"]).update(until="2100-01-01T00:00:00Z")
    text = page(signed_in("judge"), heard)
    assert name(heard, "recused") not in text
    assert name(heard, "judge2") not in text


def test_erased_person_is_not_counted(heard: Cast, signed_in: SignIn) -> None:
    listened(heard, "party")
    erase_person(heard.people["party"].pk, actor=SYSTEM, reason="a decision of the court")
    assert "was not disclosed to anybody else" in page(signed_in("judge"), heard)


def test_other_hearings_are_not_mixed_in(heard: Cast, signed_in: SignIn) -> None:
    with transaction.atomic():
        record("play.opened", actor=Actor(heard.people["party"].pk), object_id=heard.other_hearing.pk)
    assert "was not disclosed to anybody else" in page(signed_in("judge"), heard)


def test_page_is_linked_for_the_presiding_judge_only(heard: Cast, signed_in: SignIn) -> None:
    url = f"/hearings/{heard.hearing.pk}/listeners/"
    assert url in signed_in("judge").get(f"/hearings/{heard.hearing.pk}/").content.decode()
    for username in ("clerk", "chair", "party", "judge2"):
        assert url not in signed_in(username).get(f"/hearings/{heard.hearing.pk}/").content.decode()


def test_presiding_judge_who_was_recused_reads_it_no_more(heard: Cast, signed_in: SignIn) -> None:
    seat = Assignment.objects.get(hearing=heard.hearing, role="presiding")
    recuse(seat, heard.caller("registry"), RULE, "a reason")
    assert signed_in("judge").get(f"/hearings/{heard.hearing.pk}/listeners/").status_code in {403, 404}


def test_judge_of_the_panel_does_not_read_it(heard: Cast, signed_in: SignIn) -> None:
    Assignment.objects.filter(hearing=heard.hearing, role="presiding").update(role="panel")
    assert signed_in("judge").get(f"/hearings/{heard.hearing.pk}/listeners/").status_code == 403


def test_play_through_the_gate_appears(signed_in: SignIn, recorded: Hearing, cast: Cast) -> None:
    client = signed_in("judge")
    opened(client, recorded)
    assert "none yet" in page(client, cast)


def test_protected_person_is_listed_by_the_pseudonym(
    heard: Cast, signed_in: SignIn, settings: Settings
) -> None:
    settings.EPOCH_READ_EVERY_S = 0
    protect(signed_in("judge"), heard.hearing, heard.parts["witness"])
    listened(heard, "witness")
    text = page(signed_in("judge"), heard)
    assert f"Witness {pseudonymous().pseudonym}" in text
    assert name(heard, "witness") not in text
