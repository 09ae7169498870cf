"""Through another system and back, in Chromium under the portal's content security policy."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.portal import Portal, running_portal
from tests.accounts.oidc_provider import Provider, running_provider
from tests.browser.stage import Stage
from tests.browser.test_entering import newcomer
from tests.browser.test_pages import faults_of
from tests.browser.visits import NARROW, Visits

pytestmark = pytest.mark.browser
IIN = "900101300123"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        running.person = {"sub": "u-17", "iin": IIN}
        yield running


@pytest.fixture(scope="module")
def recognising(provider: Provider) -> Iterator[Portal]:
    """A portal of its own that names the provider."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        names = {"kk": "ЭЦҚ", "ru": "ЭЦП", "en": "digital signature"}
        patch.setenv("OIDC_PROVIDERS", json.dumps([provider.settings(name=names)]))
        yield stack.enter_context(running_portal())


@pytest.fixture
def visits(recognising: Portal, browser: Browser) -> Iterator[Visits]:
    opened = Visits(recognising.url, browser, {})
    yield opened
    opened.close()


def test_person_whom_the_desk_has_named_is_let_in_and_others_are_not(
    visits: Visits, recognising: Portal
) -> None:
    page = visits.as_("", "/accounts/login/?lang=ru", size=NARROW)
    assert faults_of(page) == []
    page.get_by_role("button", name="ЭЦП").click()
    expect(page).to_have_url(f"{recognising.url}/accounts/identities/not-recognised/")
    assert faults_of(page) == []

    stage = Stage(recognising.url)
    desk = visits.as_("registry", newcomer(stage))
    stage.close()
    desk.get_by_role("link", name="Enter the national id").click()
    assert faults_of(desk) == []
    desk.get_by_label("National id").fill(IIN)
    desk.get_by_label("The same again").fill("900101300124")
    desk.get_by_label("I have seen the document").check()
    desk.get_by_role("button", name="Keep it").click()
    expect(desk.get_by_role("alert")).to_contain_text("differ")
    assert faults_of(desk) == []
    desk.get_by_label("The same again").fill("900101-300-123")
    desk.get_by_role("button", name="Keep it").click()
    expect(desk.locator("main")).to_contain_text("named on")
    assert faults_of(desk) == []

    page.goto("/accounts/login/?lang=en")
    page.get_by_role("button", name="digital signature").click()
    expect(page.get_by_role("heading", name="Sign in")).to_have_count(0)
    page.goto("/cases/")
    expect(page.locator("main")).to_contain_text("9/")
    page.goto("/accounts/identities/")
    expect(page.locator("table")).to_contain_text("digital signature")
    assert faults_of(page) == []
    page.get_by_role("button", name="Disconnect").click()
    expect(page.locator("#messages-area")).to_contain_text("Add another way to sign in first")
    assert faults_of(page) == []
