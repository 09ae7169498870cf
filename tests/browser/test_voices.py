"""A judge who chooses a voice hears each of them, on a telephone too."""

import os

import pytest

from tests.browser.test_pages import faults_of
from tests.browser.visits import NARROW, Visits, until

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_samples_play_in_the_language_of_the_page(visits: Visits, language: str) -> None:
    page = visits.as_("judge", "/voices/", size=NARROW, locale=language)
    assert faults_of(page) == []
    if folder := os.environ.get("COURTREC_PICTURES"):
        page.screenshot(path=f"{folder}/voices-{language}.png", full_page=True)
    samples = page.locator("audio")
    assert samples.count() == 4
    for number in range(samples.count()):
        # Nothing is fetched before somebody asks for it.
        assert samples.nth(number).evaluate("(sound) => sound.readyState") == 0
        assert f"/voices/{language}-" in str(samples.nth(number).get_attribute("src"))
        samples.nth(number).evaluate("(sound) => { sound.muted = true; return sound.play(); }")
        until(page, "(place) => document.querySelectorAll('audio')[place].currentTime > 0.2", number)
        assert 5 <= samples.nth(number).evaluate("(sound) => sound.duration") <= 8
