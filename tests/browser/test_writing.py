"""The clerk keeps the protocol on the page of the hearing: written, changed, undone, withdrawn, published."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import findings
from tests.browser.player import ENTRY, open_player
from tests.browser.stage import Stage
from tests.browser.visits import Visits

pytestmark = pytest.mark.browser


def row(page: Page, text: str) -> Locator:
    """Return the entry with this text."""
    return page.locator(ENTRY).filter(has_text=text)


def save(page: Page, text: str, speaker: str = "") -> None:
    """Fill in the open form and save it."""
    form = page.locator("form.editor__form")
    form.get_by_label("Text").fill(text)
    if speaker:
        form.get_by_label("Speaker").fill(speaker)
    form.get_by_role("button", name="Save").click()


@pytest.fixture
def draft(stage: Stage) -> str:
    """A hearing of this test's own with two draft entries, at 0 and 8 s, and no recording."""
    hearing = stage.hearing()
    stage.mark(hearing)
    stage.write(hearing, ["The session is opened", "The session is closed"], every_ms=8_000)
    return hearing


def test_entry_at_the_players_moment_can_be_changed_undone_and_withdrawn(
    visits: Visits, stage: Stage, draft: str, short_media: Path
) -> None:
    stage.record(draft, short_media)
    page = open_player(visits, draft, "clerk", "?t=5.2")
    page.get_by_role("link", name="Entry at this moment").click()
    expect(page.get_by_label("Speaker")).to_be_focused()
    assert findings(page) == []
    save(page, "Written at the moment", "Тестов А. А.")
    written = row(page, "Written at the moment")
    assert 5_200 <= int(written.get_attribute("data-offset-ms") or 0) < 5_240
    # Between the two that were there, and the focus is where writing began.
    expect(page.locator(ENTRY).nth(1)).to_contain_text("Written at the moment")
    expect(page.get_by_role("link", name="Entry at this moment")).to_be_focused()
    expect(page.locator("#entry-status")).to_contain_text("saved")

    written.get_by_role("link", name="Edit").click()
    save(page, "Changed words")
    expect(row(page, "Changed words")).to_have_count(1)
    expect(row(page, "Written at the moment")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Written at the moment")).to_have_count(1)

    row(page, "Written at the moment").get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Withdraw this entry").click()
    expect(row(page, "Written at the moment")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Written at the moment")).to_have_count(1)
    expect(page.locator(ENTRY)).to_have_count(3)


def test_escape_leaves_the_form_and_gives_the_focus_back(visits: Visits, draft: str) -> None:
    page = visits.as_("clerk", f"/hearings/{draft}/")
    edit = row(page, "opened").get_by_role("link", name="Edit")
    edit.click()
    page.get_by_label("Text").fill("Not kept")
    page.keyboard.press("Escape")
    expect(page.locator("form.editor__form")).to_have_count(0)
    expect(edit).to_be_focused()
    expect(row(page, "The session is opened")).to_have_count(1)


def test_first_entry_is_written_in_place_without_a_recording(visits: Visits, stage: Stage) -> None:
    page = visits.as_("clerk", f"/hearings/{stage.hearing()}/")
    expect(page.get_by_text("There are no entries yet.")).to_be_visible()
    for text in ("First of all", "Second of all"):
        page.get_by_role("link", name="New entry").click()
        save(page, text)
        expect(row(page, text)).to_be_visible()
    expect(page.get_by_text("There are no entries yet.")).to_be_hidden()


def test_wrong_time_is_said_beside_the_field_and_nothing_is_lost(visits: Visits, draft: str) -> None:
    page = visits.as_("clerk", f"/hearings/{draft}/")
    page.get_by_role("link", name="New entry").click()
    page.get_by_label("Time of day").fill("noon")
    save(page, "Words to keep")
    expect(page.get_by_role("alert")).to_contain_text("10:15:00")
    expect(page.get_by_label("Text")).to_have_value("Words to keep")
    page.get_by_label("Time of day").fill("9:00")
    page.get_by_role("button", name="Save").click()
    expect(row(page, "Words to keep")).to_have_count(1)


def test_two_clerks_on_one_entry_see_both_versions_and_lose_neither(
    visits: Visits, stage: Stage, draft: str
) -> None:
    mine = visits.as_("clerk", f"/hearings/{draft}/")
    row(mine, "opened").get_by_role("link", name="Edit").click()
    theirs = visits.as_("judge", f"/hearings/{draft}/")
    row(theirs, "opened").get_by_role("link", name="Edit").click()
    save(theirs, "Opened, says the judge")
    expect(row(theirs, "says the judge")).to_have_count(1)
    save(mine, "Opened, says the clerk")
    expect(mine.get_by_role("alert")).to_contain_text("Somebody else changed this entry")
    expect(mine.get_by_role("region", name="Saved meanwhile")).to_contain_text("says the judge")
    expect(mine.get_by_role("region", name="Yours")).to_contain_text("says the clerk")
    expect(mine.get_by_label("Text")).to_have_value("Opened, says the clerk")
    assert findings(mine) == []
    save(mine, "Opened, say both")
    expect(row(mine, "Opened, say both")).to_have_count(1)
    entry = row(mine, "Opened, say both").get_attribute("data-entry")
    revisions = stage.of("clerk").get(f"/api/v1/entries/{entry}/revisions/").json()["results"]
    assert [revision["text"] for revision in revisions] == [
        "The session is opened",
        "Opened, says the judge",
        "Opened, say both",
    ]


def test_protocol_is_kept_without_scripts(visits: Visits, draft: str) -> None:
    page = visits.as_("clerk", f"/hearings/{draft}/", java_script_enabled=False)
    page.get_by_role("link", name="New entry").click()
    save(page, "Written by plain forms")
    expect(row(page, "Written by plain forms")).to_be_visible()
    row(page, "Written by plain forms").get_by_role("link", name="Edit").click()
    save(page, "Changed by plain forms")
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Written by plain forms")).to_be_visible()
    row(page, "Written by plain forms").get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Withdraw this entry").click()
    expect(row(page, "plain forms")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Written by plain forms")).to_be_visible()


def test_conflict_without_scripts_shows_both_versions(visits: Visits, draft: str) -> None:
    page = visits.as_("clerk", f"/hearings/{draft}/", java_script_enabled=False)
    other = visits.as_("judge", f"/hearings/{draft}/", java_script_enabled=False)
    for visitor in (page, other):
        row(visitor, "opened").get_by_role("link", name="Edit").click()
    save(other, "Quicker")
    save(page, "Slower")
    expect(page.get_by_role("region", name="Saved meanwhile")).to_contain_text("Quicker")
    expect(page.get_by_role("region", name="Yours")).to_contain_text("Slower")
    save(page, "Both")
    expect(row(page, "Both")).to_be_visible()


def test_published_protocol_is_read_by_the_party(visits: Visits, draft: str) -> None:
    page = visits.as_("clerk", f"/hearings/{draft}/")
    expect(page.locator(".protocol").get_by_text("Draft", exact=True)).to_be_visible()
    page.get_by_role("link", name="Publish the protocol").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The protocol is published.")).to_be_visible()
    expect(page.get_by_role("link", name="Publish the protocol")).to_have_count(0)
    reader = visits.as_("party", f"/hearings/{draft}/")
    expect(reader.locator(ENTRY)).to_have_count(2)
    expect(reader.get_by_role("link", name="Edit")).to_have_count(0)
