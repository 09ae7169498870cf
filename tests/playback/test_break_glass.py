"""Break-glass under running players, and inquiries into who listened."""

import time
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from custody.models import OutboxRow
from foundation.clock import utc_now
from hearings.models import AccessOrder, BreakGlass, Hearing
from hearings.services.break_glass import approve, ask
from hearings.services.sealing import seal
from notices.models import Notice
from tests.cast import RULE, Cast
from tests.playback.test_listeners import listened, name, page
from tests.playback.test_media import base_of, opened
from tests.restrictions import restrict

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
REASON = "A complaint about this hearing must be answered today."


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


def break_glass(cast: Cast, kind: str = "content") -> BreakGlass:
    asked = ask(cast.case, cast.hearing, kind, REASON, cast.caller("chair"), RULE)
    return approve(asked, cast.caller("judge2"), RULE)


def test_player_opened_by_break_glass_stops_when_the_hour_is_over(
    recorded: Hearing, heard: Cast, signed_in: SignIn, settings: Settings
) -> None:
    assert settings.VERDICT_MAX_S <= 10
    settings.VERDICT_MAX_S = 0.2
    restrict(recorded, "closed")
    client = signed_in("chair")
    assert client.get(f"/api/v1/hearings/{recorded.pk}/playback/").status_code == 403
    break_glass(heard)
    play = opened(client, recorded)
    segment = f"{base_of(play)}/v0/0.m4s"
    assert client.get(segment).status_code == 200
    AccessOrder.objects.filter(kind="break-glass").update(until=utc_now())  # nobody does anything
    time.sleep(0.3)
    assert client.get(segment).status_code == 404
    assert OutboxRow.objects.filter(action="play.opened").latest("seq").rule == "T-order-closed"


def test_inquiry_shows_everybodys_parts_and_tells_them(heard: Cast, signed_in: SignIn) -> None:
    people = ("judge", "party", "expert", "clerk")
    for at, who in enumerate(people):
        listened(heard, who, play=who, at_ms=at * 5_000)
    chair = signed_in("chair")
    address = f"/hearings/{heard.hearing.pk}/listeners/"
    assert chair.get(address).status_code == 403
    asked = break_glass(heard, "inquiry")
    text = page(chair, heard)
    assert [who for who in people if name(heard, who) not in text] == []
    assert "10:00:05–10:00:10" in text  # the party's part, which the judge of the case does not see
    told = Notice.objects.filter(kind="inquiry")
    assert {row.recipient for row in told} == {heard.people[who].pk for who in people}
    logged = OutboxRow.objects.get(action="listening.inquired")
    assert logged.private["break_glass"] == asked.pk
    assert set(logged.private["about"]) == {heard.people[who].pk for who in people}
    page(chair, heard)
    assert told.count() == len(people)  # once each
    assert OutboxRow.objects.filter(action="listening.inquired").count() == 2


def test_inquiry_opens_neither_content_nor_anything_after_its_hour(
    recorded: Hearing, heard: Cast, signed_in: SignIn
) -> None:
    restrict(recorded, "closed")
    break_glass(heard, "inquiry")
    chair = signed_in("chair")
    assert chair.get(f"/api/v1/hearings/{recorded.pk}/playback/").status_code == 403
    assert chair.get(f"/hearings/{recorded.pk}/listeners/").status_code == 200
    AccessOrder.objects.filter(kind="break-glass").update(until=utc_now())
    assert chair.get(f"/hearings/{recorded.pk}/listeners/").status_code == 403


def test_content_is_no_inquiry(heard: Cast, signed_in: SignIn) -> None:
    break_glass(heard)
    assert signed_in("chair").get(f"/hearings/{heard.hearing.pk}/listeners/").status_code == 403


def test_inquiry_into_a_sealed_hearing_names_no_case(heard: Cast, signed_in: SignIn) -> None:
    seal(heard.case, [], heard.caller("judge"), RULE)
    listened(heard, "party")
    break_glass(heard, "inquiry")
    assert "1/101" not in page(signed_in("chair"), heard)


def test_presiding_judge_still_sees_no_more_while_an_inquiry_runs(heard: Cast, signed_in: SignIn) -> None:
    listened(heard, "party", at_ms=5_000)
    break_glass(heard, "inquiry")
    text = page(signed_in("judge"), heard)
    assert name(heard, "party") in text
    assert "10:00:05" not in text
    assert not OutboxRow.objects.filter(action="listening.inquired").exists()


def test_person_who_listened_reads_the_notice_without_the_case(heard: Cast, signed_in: SignIn) -> None:
    listened(heard, "outsider")
    break_glass(heard, "inquiry")
    page(signed_in("chair"), heard)
    told = Notice.objects.get(kind="inquiry")
    shown = signed_in("outsider").get(f"/notices/{told.pk}/").content.decode()
    assert [word for word in ("1/101", heard.hearing.pk, REASON) if word in shown] == []
