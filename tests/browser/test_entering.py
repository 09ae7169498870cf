"""A paper from the desk: printed by the clerk, typed by its holder, who is in afterwards."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage
from tests.browser.test_pages import faults_of
from tests.browser.visits import NARROW, Visits

pytestmark = pytest.mark.browser
PASSWORD = "Quiet-harbour-19"


def newcomer(stage: Stage) -> str:
    """A party without an account in a case of its own; returns the address of the desk's page about it."""
    case = stage.card(stage.hearing())["cases"][0]["id"]
    person = {"kind": "party", "side": "claimant", "name": "Новиков Н. Н."}
    made = stage.of("registry").post(f"/api/v1/cases/{case}/participants/", json=person).raise_for_status()
    return f"/cases/{case}/participants/{made.json()['id']}/entry/"


def slip(page: Page) -> str:
    """Give a code on the desk's page; returns how it is written on the slip."""
    page.get_by_label("identity card").check()
    page.get_by_label("I have seen the document").check()
    page.get_by_role("button", name="Give a code").click()
    expect(page.get_by_role("heading", name="Code on paper")).to_be_visible()
    return page.locator(".slip__code").inner_text()


def test_desk_prints_a_slip_and_nothing_else(visits: Visits, stage: Stage) -> None:
    page = visits.as_("registry", newcomer(stage))
    assert faults_of(page) == []
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", slip(page))
    assert faults_of(page) == []
    page.emulate_media(media="print")
    seen = page.locator("body").inner_text().splitlines()
    assert [line for line in seen if line.strip()] == [
        line for line in page.locator(".slip").inner_text().splitlines() if line.strip()
    ]


def test_holder_of_a_slip_makes_an_account_and_is_in(visits: Visits, stage: Stage) -> None:
    code = slip(visits.as_("registry", newcomer(stage)))
    page = visits.as_("", "/accounts/login/", size=NARROW)
    page.get_by_role("link", name="I have a code on paper").click()
    assert faults_of(page) == []
    page.get_by_label("Code from the paper").fill(code[:-1] + ("2" if code[-1] != "2" else "3"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("slip of the pen")
    assert faults_of(page) == []
    page.get_by_label("Code from the paper").fill(code.lower().replace("-", " "))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="A new account")).to_be_visible()
    assert faults_of(page) == []
    name = page.get_by_label("Sign-in name").input_value()
    page.get_by_label("New password").fill("short")
    page.get_by_label("The same again").fill("short")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator(".masthead")).to_contain_text(name)
    page.goto("/cases/")
    expect(page.locator("main")).to_contain_text(re.compile(r"9/\d{4}"))


def test_holder_with_an_account_uses_the_slip_for_it(visits: Visits, stage: Stage) -> None:
    code = slip(visits.as_("registry", newcomer(stage)))
    page = visits.as_("outsider", "/code/")
    page.get_by_label("Code from the paper").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Use the code for this account")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Use the code for this account").click()
    expect(page.locator("#messages-area")).to_contain_text("Your account now has")


def enter(page: Page, code: str) -> str:
    """Type a code and make an account with the name that is proposed; returns the name."""
    page.get_by_label("Code from the paper").fill(code)
    page.keyboard.press("Enter")
    name = page.get_by_label("Sign-in name").input_value()
    for label in ("New password", "The same again"):
        page.get_by_label(label).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator(".masthead")).to_contain_text(name)
    return name


def test_desk_helps_who_has_forgotten_the_password(visits: Visits, stage: Stage) -> None:
    desk = newcomer(stage)
    page = visits.as_("", "/code/", size=NARROW)
    name = enter(page, slip(visits.as_("registry", desk)))

    registry = visits.as_("registry", desk)
    registry.get_by_role("link", name="Give a code for a new password").click()
    assert faults_of(registry) == []
    registry.get_by_label("Remove the second factor too").check()
    registry.get_by_label("passport").check()
    registry.get_by_label("I have seen the document").check()
    registry.get_by_role("button", name="Give a code").click()
    expect(registry.get_by_role("alert")).to_contain_text("Say why")
    assert faults_of(registry) == []
    registry.get_by_label("Remove the second factor too").uncheck()
    registry.get_by_role("button", name="Give a code").click()
    code = registry.locator(".slip__code").inner_text()

    other = visits.as_("", "/code/", size=NARROW, locale="kk")
    other.locator("[name=code]").fill(code)
    other.keyboard.press("Enter")
    expect(other.locator("main")).to_contain_text(name)
    assert faults_of(other) == []
    for field in ("password", "again"):
        other.locator(f"[name={field}]").fill(PASSWORD + "0")
    other.keyboard.press("Enter")
    expect(other.locator("[name=login]")).to_be_visible()
    page.goto("/hearings/")  # the sign-in from before has ended
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD + "0")
    page.keyboard.press("Enter")
    expect(page.locator("#messages-area")).to_contain_text("a new password was set with a code on paper")
    page.goto("/accounts/sessions/")
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    assert faults_of(page) == []
