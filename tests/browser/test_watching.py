"""The demonstration hearing as it is delivered: it plays, and everybody sees of it what is theirs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.player import ENTRY, now_s, open_player
from tests.browser.stage import Stage
from tests.browser.visits import Visits, until

pytestmark = pytest.mark.browser


def test_demo_hearing_plays_and_marks_the_current_entry(visits: Visits, stage: Stage) -> None:
    page = open_player(visits, stage.demo_hearing())
    assert page.locator(ENTRY).count() >= 60
    page.locator(ENTRY).nth(4).click()
    page.get_by_role("button", name=re.compile("^play", re.IGNORECASE)).first.click()
    until(page, "(from) => document.querySelector('video').currentTime > from + 1", now_s(page))
    expect(page.locator(f"{ENTRY}[aria-current=true]")).to_have_count(1)
    assert page.evaluate("() => document.querySelector('video').videoWidth") == 960


def test_witness_reads_no_protocol(visits: Visits, stage: Stage) -> None:
    page = visits.as_("witness", f"/hearings/{stage.demo_hearing()}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1/101")
    expect(page.locator(ENTRY)).to_have_count(0)


@pytest.mark.parametrize(("username", "status"), [("outsider", 404), ("clerk3", 404), ("party", 200)])
def test_hearing_page_exists_only_for_those_who_may_know_of_it(
    visits: Visits, stage: Stage, username: str, status: int
) -> None:
    answer = visits.as_(username).goto(f"/hearings/{stage.demo_hearing()}/")
    assert answer is not None
    assert answer.status == status
