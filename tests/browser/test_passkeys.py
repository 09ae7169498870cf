"""Passkeys in Chromium, with the virtual device of its developer tools: added, used, asked for, removed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.acceptance.portal import Portal
from tests.browser.stage import Stage
from tests.browser.test_entering import newcomer, slip
from tests.browser.test_pages import faults_of
from tests.browser.visits import NARROW, Visits

pytestmark = pytest.mark.browser
PASSWORD = "courtrec-demo"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """The virtual device of one page."""

    def __init__(self, page: Page) -> None:
        self.tools: CDPSession = page.context.new_cdp_session(page)
        self.tools.send("WebAuthn.enable")
        self.id = self.tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def refuse(self, refuses: bool) -> None:
        """Let the person fail to show finger, face or PIN."""
        self.tools.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": not refuses}
        )

    def count(self) -> int:
        """How many passkeys it keeps."""
        return len(self.tools.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"])


@pytest.fixture
def named(portal: Portal, browser: Browser) -> Iterator[Visits]:
    """Visits by the name localhost: a passkey belongs to a name, an address of numbers has none."""
    opened = Visits(portal.url.replace("127.0.0.1", "localhost"), browser, {})
    yield opened
    opened.close()


def entered(named: Visits, stage: Stage) -> tuple[Page, Device, str]:
    """A page with a device, signed in to a new account that a slip gave; returns the sign-in name, too."""
    written = slip(named.as_("registry", newcomer(stage)))
    page = named.as_("", "/code/", size=NARROW)
    page.get_by_label("Code from the paper").fill(written)
    page.keyboard.press("Enter")
    name = page.get_by_label("Sign-in name").input_value()
    for label in ("New password", "The same again"):
        page.get_by_label(label).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator(".masthead")).to_contain_text(name)
    return page, Device(page), name


def add(page: Page, name: str) -> None:
    page.goto("/accounts/passkeys/new/")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Name of the passkey").fill(name)
    assert faults_of(page) == []
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()


def test_passkey_is_added_signs_in_and_is_a_second_factor(named: Visits, stage: Stage) -> None:
    page, device, name = entered(named, stage)
    add(page, "telephone")
    assert device.count() == 1
    page.goto("/accounts/passkeys/")
    expect(page.locator("table")).to_contain_text("telephone")
    assert faults_of(page) == []
    page.goto("/accounts/second-factor/")
    expect(page.locator("main")).to_contain_text("It is on.")
    assert faults_of(page) == []

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".masthead")).to_contain_text(name)

    sign_out(page)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".masthead")).to_contain_text(name)


def test_refused_passkey_is_said_and_lets_nobody_in(named: Visits, stage: Stage) -> None:
    page, device, _name = entered(named, stage)
    add(page, "telephone")
    sign_out(page)
    device.refuse(True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was confirmed")
    assert faults_of(page) == []
    page.goto("/hearings/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()


def test_same_device_is_not_added_twice_and_a_passkey_is_renamed_and_removed(
    named: Visits, stage: Stage
) -> None:
    page, device, _name = entered(named, stage)
    add(page, "telephone")
    page.goto("/accounts/passkeys/new/")  # the password was given a moment ago
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("has a passkey for your account already")
    assert device.count() == 1
    page.goto("/accounts/passkeys/")
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Name of the passkey").fill("Планшет")
    assert faults_of(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("table")).to_contain_text("Планшет")
    page.get_by_role("link", name="Remove").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("main")).to_contain_text("You have no passkey yet")
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()  # the device still has it
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator("#messages-area")).to_contain_text("does not know this passkey")


def test_account_from_paper_begins_with_a_passkey(named: Visits, stage: Stage) -> None:
    written = slip(named.as_("registry", newcomer(stage)))
    page = named.as_("", "/code/", size=NARROW, locale="kk")
    device = Device(page)
    page.locator("[name=code]").fill(written)
    page.keyboard.press("Enter")
    page.locator("a[href='/enter/passkey/']").click()
    assert faults_of(page) == []
    name = page.locator("main b").inner_text()
    page.locator("[data-passkey-go]").click()
    expect(page.locator(".masthead")).to_contain_text(name)
    assert device.count() == 1


def test_address_of_numbers_says_that_passkeys_need_a_name(visits: Visits) -> None:
    page = visits.as_("", "/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("do not work at this address")
