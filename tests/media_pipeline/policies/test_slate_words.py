"""The words that were drawn and spoken are those of today's translations."""

import pytest
from django.conf import settings
from PIL import Image

from media_pipeline.ffmpeg.words import DRAWN, PICTURE_SIDES, SPOKEN, languages, picture_of, texts, voice_of
from media_pipeline.policies.slate_words import slate_text

LARGEST = 400_000


def test_words_are_drawn_in_every_language_of_the_portal() -> None:
    assert set(languages()) == {code for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize("language", languages())
def test_words_say_what_the_catalogue_says(language: str) -> None:
    # Another translation wants `manage.py slate_words`.
    assert texts()[language] == {said.code: slate_text(said, language) for said in DRAWN}
    assert len(set(texts()[language].values())) == len(DRAWN)


@pytest.mark.parametrize("language", languages())
def test_words_have_small_files_of_the_agreed_shape(language: str) -> None:
    for said in DRAWN:
        with Image.open(picture_of(said, language)) as picture:
            assert picture.size == PICTURE_SIDES
    files = [picture_of(said, language) for said in DRAWN] + [voice_of(said, language) for said in SPOKEN]
    assert max(file.stat().st_size for file in files) < LARGEST


def test_kazakh_words_have_kazakh_letters() -> None:
    assert set("ұөіқң") & set("".join(texts()["kk"].values()).lower())
