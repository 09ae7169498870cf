"""What a reader chooses is kept: language, theme; and the protocol on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import ENTRY
from tests.browser.stage import Stage
from tests.browser.visits import Visits, picture_is_loaded, until

pytestmark = pytest.mark.browser

BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"


def shows(page: Page, *, dark: bool) -> None:
    """Wait until the background of the page is dark, or light."""
    until(
        page,
        f"""(dark) => {{
      const [red, green, blue] = ({BACKGROUND})().match(/[\\d.]+/g).map(Number);
      return (red + green + blue < 3 * 128) === dark;
    }}""",
        dark,
    )


@pytest.mark.parametrize(
    ("language", "name", "heading"),
    [("kk", "Қазақша", "Менің жұмысым"), ("ru", "Русский", "Моя работа")],
)
def test_language_is_switched_where_one_stands_and_remembered(
    visits: Visits, language: str, name: str, heading: str
) -> None:
    page = visits.as_("judge", "/hearings/?q=1/101")
    page.get_by_role("link", name=name).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("row").filter(has_text="1/101").first).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def test_theme_is_remembered_and_may_follow_the_device(visits: Visits) -> None:
    page = visits.as_("judge", "/", color_scheme="light")
    shows(page, dark=False)
    page.locator("summary").filter(has_text="Туманова").click()
    page.get_by_label("Dark").check()
    shows(page, dark=True)
    page.goto("/hearings/")
    shows(page, dark=True)
    page.locator("summary").filter(has_text="Туманова").click()
    expect(page.get_by_label("Dark")).to_be_checked()
    page.get_by_label("As the device").check()
    shows(page, dark=False)
    page.emulate_media(color_scheme="dark")
    shows(page, dark=True)


def test_printed_protocol_is_whole_and_without_the_tools_of_the_page(visits: Visits, stage: Stage) -> None:
    page = visits.as_("judge", f"/hearings/{stage.demo_hearing()}/", color_scheme="dark")
    picture_is_loaded(page)
    page.emulate_media(media="print", color_scheme="light")
    for gone in (page.get_by_role("navigation"), page.locator(".player"), page.get_by_role("searchbox")):
        assert not any(gone.nth(place).is_visible() for place in range(gone.count()))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    last = page.locator(ENTRY).last
    expect(last).to_be_visible()
    # Nothing is left behind in a box that scrolls: the page is as long as its last entry needs.
    assert page.evaluate(
        "(row) => row.getBoundingClientRect().bottom <= document.documentElement.scrollHeight - scrollY",
        last.element_handle(),
    )
    shows(page, dark=False)
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    assert 3 <= pages <= 12
