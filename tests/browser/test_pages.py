"""Every page for every role: axe finds nothing, nothing sticks out sideways, no script fails.

The administration's pages are Django's own and are left to their makers.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.stage import Stage
from tests.browser.visits import NARROW, WIDE, Visits, picture_is_loaded

pytestmark = pytest.mark.browser

DESK = ("/",)
READING = (
    "/hearings/",
    "/hearings/?q=nothing-like-it",
    "/cases/",
    "/search/?q=the",
    "/help/",
    "/voices/",
    "/hearings/{demo}/disguises/",
    "/accounts/sessions/",
    "/accounts/confirm/",
    "/accounts/password/",
    "/accounts/second-factor/",
    "/accounts/passkeys/",
    "/cases/x/",
    "/cases/{case}/",
    "/hearings/{demo}/listeners/",
    "/cases/{case}/seal/",
    "/hearings/{demo}/why/?user=party&at=5",
)
CLERK = (
    "/jobs/",
    "/hearings/{new}/",
    "/hearings/{new}/upload/",
    "/hearings/{demo}/session/",
    "/hearings/{demo}/restrictions/",
    "/hearings/{demo}/restrictions/new/?from_ms=4000&to_ms=9000",
    "/hearings/{demo}/entries/new/",
    "/recordings/{recording}/",
    "/recordings/{recording}/move/",
    "/recordings/{recording}/withdraw/",
    "/recordings/{recording}/clock/",
    "/inbox/",
    "/courts/{court}/recorder-profiles/",
    "/recorder-profiles/{profile}/",
)
REGISTRY = (
    "/cases/new/",
    "/cases/{case}/participants/new/",
    "/cases/{case}/participants/{participant}/entry/",
    "/hearings/{demo}/people/new/",
    "/cases/{case}/",
)
PARTY = ("/hearings/", "/cases/{case}/")


def paths_of(stage: Stage, username: str) -> list[str]:
    """Return the pages to walk through: one's own, the judge's stand for all; the hearing that plays comes last."""
    demo = stage.demo_hearing()
    card = stage.card(demo)
    recording = stage.of("clerk").get("/api/v1/recordings/").json()["results"][-1]["id"]
    profiles = stage.of("clerk").get(f"/api/v1/courts/{card['court']}/recorder-profiles/").json()
    places = {"court": card["court"], "profile": profiles[0]["id"]}
    people = stage.of("registry").get(f"/api/v1/cases/{card['cases'][0]['id']}/").json()["participants"]
    names = places | {
        "participant": people[0]["id"],
        "demo": demo,
        "case": card["cases"][0]["id"],
        "recording": recording,
        "new": stage.hearing(),
    }
    own = {"clerk": CLERK, "registry": REGISTRY, "judge": READING, "party": PARTY}[username]
    return [path.format(**names) for path in (*DESK, *own, "/hearings/{demo}/")]


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands."""
    faults = findings(page)
    beyond = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    if beyond > 0:
        faults.append(f"the page is {beyond} px wider than the screen")
    if (count := page.locator("h1").count()) != 1:
        faults.append(f"{count} headings of the first level")
    return faults


# Together each pair of language, theme and width, but for one that the long form has.
@pytest.mark.parametrize(
    ("username", "language", "theme", "size"),
    [
        ("judge", "en", "light", WIDE),
        pytest.param("judge", "kk", "dark", NARROW, marks=pytest.mark.soak),
        ("clerk", "ru", "dark", WIDE),
        ("clerk", "kk", "light", NARROW),
        ("party", "ru", "light", NARROW),
        ("registry", "en", "dark", NARROW),
    ],
)
def test_pages_have_no_faults(
    visits: Visits, stage: Stage, username: str, language: str, theme: str, size: tuple[int, int]
) -> None:
    page = visits.as_(username, size=size, color_scheme=theme, locale=language)
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    faults = {}
    for path in paths_of(stage, username):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == (404 if path == "/cases/x/" else 200), path
        expect(page.locator("html")).to_have_attribute("lang", language)
        if page.locator("[data-controller=player]").count():
            picture_is_loaded(page)
        if found := faults_of(page):
            faults[path] = found
    assert faults == {}
    assert failed == []


def test_sign_in_and_its_refusal_have_no_faults(visits: Visits) -> None:
    page = visits.as_("", "/accounts/login/")
    assert faults_of(page) == []
    page.get_by_label("Username").fill("judge")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults_of(page) == []


def test_switching_the_second_factor_on_has_no_faults(visits: Visits) -> None:
    page = visits.as_("judge", "/accounts/second-factor/on/", size=NARROW)
    page.get_by_label("Password").fill("courtrec-demo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Switch the second factor on")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("Authenticator code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults_of(page) == []


# A page, and what is filled in wrongly.
@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/hearings/{demo}/entries/new/", {"Time of day": "noon"}),
        ("/hearings/{demo}/session/", {"Session opened": "2020-01-02T10:00:00"}),
        ("/recordings/{recording}/withdraw/", {"Reason": "x"}),
    ],
)
def test_forms_with_errors_say_so_and_have_no_faults(
    visits: Visits, stage: Stage, path: str, wrong: dict[str, str]
) -> None:
    recording = stage.of("clerk").get("/api/v1/recordings/").json()["results"][-1]["id"]
    page = visits.as_("clerk", path.format(demo=stage.demo_hearing(), recording=recording))
    # The browser's own check would stop the form before the server's answer.
    page.evaluate(
        "() => document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; })"
    )
    for label, value in wrong.items():
        page.get_by_label(label).fill(value)
    page.locator("main form").get_by_role("button").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Please correct the following")
    assert faults_of(page) == []
