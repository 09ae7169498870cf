"""Without a mouse: from sign-in to hearing a chosen entry, and the keys of the player, by what a screen reader gets."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.player import open_player, shows_frame_of
from tests.browser.visits import Visits, picture_is_loaded, until

pytestmark = pytest.mark.browser

RECORDED = "7512-26-00-1/101"
MOST_STOPS = 60
PAGE_ITSELF = {"none", "RootWebArea", "generic"}
"""What has the focus between the last stop of a page and the first."""
FOCUSED = """(() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
})()"""


class Reader:
    """Presses keys and asks the accessibility tree, through the developer tools, what has the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tools = page.context.new_cdp_session(page)
        self.tools.send("Accessibility.enable")

    def focused(self) -> tuple[str, str]:
        """Return role and name of what has the focus, shadow roots included."""
        at = self.tools.send("Runtime.evaluate", {"expression": FOCUSED})
        where = {"objectId": at["result"]["objectId"], "fetchRelatives": False}
        node = self.tools.send("Accessibility.getPartialAXTree", where)["nodes"][0]
        return str(node["role"]["value"]), str(node.get("name", {}).get("value", ""))

    def tab_to(self, role: str, name: str, key: str = "Tab") -> None:
        """Press Tab until an element of that role and name has the focus; every stop on the way has a name."""
        stops = []
        for _press in range(MOST_STOPS):
            self.press(key)
            stops.append(self.focused())
            if stops[-1][0] in PAGE_ITSELF:
                continue
            assert stops[-1][1].strip(), f"a stop without a name after {stops}"
            if stops[-1][0] == role and re.search(name, stops[-1][1]):
                return
        raise AssertionError(f"no {role} {name!r} within {MOST_STOPS} stops: {stops}")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def fill(self, name: str, words: str) -> None:
        """Go to a field and type."""
        self.tab_to("textbox", name)
        self.page.keyboard.type(words)


def test_judge_hears_a_chosen_entry_by_keyboard_alone(visits: Visits) -> None:
    page = visits.as_("", "/")
    reader = Reader(page)
    reader.fill("Username", "judge")
    reader.fill("Password", "courtrec-demo")
    reader.press("Enter")
    expect(page.get_by_role("heading", level=1, name="My work")).to_be_visible()
    reader.tab_to("link", "^Hearings")
    reader.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Hearings")).to_be_visible()
    reader.fill("Case number", RECORDED)
    reader.press("Enter")
    page.wait_for_url("**/hearings/?*")
    where = (
        page.get_by_role("row").filter(has_text="Can be watched").get_by_role("link").get_attribute("href")
    )
    reader.tab_to("link", RECORDED)
    while page.evaluate("() => document.activeElement.getAttribute('href')") != where:
        reader.tab_to("link", RECORDED)
    reader.press("Enter")
    page.wait_for_url(f"**{where}")
    picture_is_loaded(page)
    reader.tab_to("row", r"^\d\d:\d\d:\d\d, .+, .+")
    reader.press("ArrowDown", "ArrowDown", "ArrowDown")
    _role, name = reader.focused()
    assert name.startswith("10:00:33, ")
    reader.press("Enter")
    until(page, "() => Math.abs(document.querySelector('video').currentTime - 33.5) < 0.1")
    reader.tab_to("button", "^play$", "Shift+Tab")
    reader.press("Space")
    until(page, "() => document.querySelector('video').currentTime > 34")
    assert reader.focused() == ("button", "pause")


def test_keys_act_only_with_the_focus_in_the_player(visits: Visits, played: str) -> None:
    page = open_player(visits, played, query="?t=8")
    page.locator("h1").click()
    for key in ("ArrowRight", "Space", ".", "m", "?"):
        page.keyboard.press(key)
    assert page.evaluate(
        "() => [document.querySelector('video').paused, document.querySelector('video').muted]"
    ) == [
        True,
        False,
    ]
    expect(page.get_by_role("dialog")).to_have_count(0)
    shows_frame_of(page, 8)
    page.get_by_role("region", name="player").focus()
    page.keyboard.press("ArrowRight")
    shows_frame_of(page, 13)
    page.keyboard.press("Shift+ArrowLeft")
    shows_frame_of(page, 0)


# (keys, the moment after them when the player stood at 8 s)
@pytest.mark.parametrize(
    ("keys", "seconds"),
    [
        (["ArrowLeft"], 3.0),
        ([".", "."], 8.08),
        ([",", ".", ","], 7.96),
        (["]"], 12.0),
        (["["], 4.0),
        (["]", "]", "]"], 16.0),
    ],
)
def test_keys_of_the_player_move_by_seconds_pictures_and_entries(
    visits: Visits, played: str, keys: list[str], seconds: float
) -> None:
    page = open_player(visits, played, query="?t=8")
    page.get_by_role("region", name="player").focus()
    for key in keys:
        page.keyboard.press(key)
    shows_frame_of(page, seconds)


def test_keys_work_on_a_cyrillic_layout(visits: Visits, played: str) -> None:
    page = open_player(visits, played)
    page.get_by_role("region", name="player").focus()
    pressed = {"type": "keyDown", "key": "ь", "code": "KeyM", "windowsVirtualKeyCode": 77}
    page.context.new_cdp_session(page).send("Input.dispatchKeyEvent", pressed)
    until(page, "() => document.querySelector('video').muted")


def test_keys_work_everywhere_when_switched_on_and_are_remembered(visits: Visits, played: str) -> None:
    page = open_player(visits, played, query="?t=2")
    page.get_by_role("region", name="player").focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    assert findings(page) == []
    dialog.get_by_label("Use these keys everywhere").check()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    picture_is_loaded(page)
    page.keyboard.press("ArrowRight")
    shows_frame_of(page, 7)
    page.get_by_role("searchbox", name="Filter the entries").fill("m,.")
    page.keyboard.press("m")
    assert page.evaluate("() => document.querySelector('video').muted") is False
