"""The page of voices: what the form offers is told there, with a sample or the reason why there is none."""

import re
from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils.translation import override

from hearings.models import VoiceProfile
from hearings.web.voices import CHOICES
from tests.cast import Cast

SAMPLE = re.compile(r'<audio controls\s+preload="none"\s+src="/static/([^"]+)"\s+aria-label="([^"]+)"')


def test_every_voice_of_the_form_is_told_and_has_a_sample_or_says_why_not() -> None:
    assert {choice.voice for choice in CHOICES} == set(VoiceProfile)
    with override("en"):
        assert [choice for choice in CHOICES if bool(choice.sample) == bool(choice.unsampled)] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "I saw a bicycle"), ("ru", "я видел велосипед"), ("kk", "велосипед көрдім")],
)
def test_samples_of_the_page_are_in_its_language(
    language: str, said: str, signed_in: Callable[[str], Client], cast: Cast
) -> None:
    page = signed_in("judge").get("/voices/", headers={"Accept-Language": language}).content.decode()
    samples = SAMPLE.findall(page)
    assert [name.partition(".")[0] for name, _label in samples] == [
        f"voices/{language}-{voice}" for voice in ("undisguised", "strong", "clear", "maximum")
    ]
    assert len({label for _name, label in samples}) == len(samples)
    assert all(finders.find(name) for name, _label in samples)
    assert said in page
