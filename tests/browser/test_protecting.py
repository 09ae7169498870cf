"""From the order that protects a person to the page that says who it is, as a judge walks there; every page sound."""

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage
from tests.browser.test_pages import faults_of
from tests.browser.visits import NARROW, PATIENCE_MS, WIDE, Visits

pytestmark = pytest.mark.browser
NAME = "Тестов А. А."
PASSWORD = "courtrec-demo"


def _seen(page: Page, name: str) -> None:
    """Check the page, and keep a picture of it where somebody wants to look."""
    if folder := os.environ.get("COURTREC_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert faults_of(page) == []


def _protect(page: Page, hearing: str) -> None:
    page.goto(f"/hearings/{hearing}/restrictions/new/")
    page.locator("select[name=kind]").select_option("protected")
    page.locator("input[name=where][value=person]").check()
    page.locator("select[name=participant]").select_option(index=1)
    page.locator("textarea[name=ground]").fill(f"{NAME} was threatened")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/restrictions/")


@pytest.mark.parametrize(
    ("language", "theme", "size", "word"),
    [
        ("en", "light", WIDE, "Party"),
        ("ru", "dark", NARROW, "Сторона"),
        ("kk", "light", NARROW, "Тарап"),
    ],
)
def test_judge_protects_a_person_and_reads_who_it_is_after_signing_in_again(
    visits: Visits, stage: Stage, language: str, theme: str, size: tuple[int, int], word: str
) -> None:
    hearing = stage.hearing()
    visits.sessions.pop("judge", None)  # a session that has not been confirmed yet
    page = visits.as_("judge", size=size, color_scheme=theme, locale=language)
    _protect(page, hearing)
    text = page.locator("main").inner_text()
    assert word in text
    assert "Тестов" not in text
    _seen(page, f"orders-{language}")
    page.goto(f"/hearings/{hearing}/")
    _seen(page, f"hearing-{language}")
    page.locator("a[href$='/identity/']").first.click()
    expect(page).to_have_url(f"{visits.url}/accounts/step-up/?next=%2Fhearings%2F{hearing}%2Fparticipants%2F"
                             f"{_participant(stage, hearing)}%2Fidentity%2F")  # fmt: skip
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible(timeout=PATIENCE_MS)
    _seen(page, f"refused-{language}")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/identity/")
    expect(page.locator("main")).not_to_contain_text("Тестов")
    _seen(page, f"asking-{language}")
    page.locator("main form button[type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(NAME, timeout=PATIENCE_MS)
    assert "Тестов" not in page.title()
    _seen(page, f"identity-{language}")


def _participant(stage: Stage, hearing: str) -> str:
    rows = stage.of("clerk").get(f"/api/v1/hearings/{hearing}/participants/").raise_for_status().json()
    (person,) = [row for row in rows["results"] if row["protected"]]
    return str(person["id"])
