"""The chosen language is remembered, declared to machines, and writes its own dates, numbers and counts."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import formats, timezone
from django.utils.translation import ngettext, override

from foundation.templatetags.courtrec import long_day, size
from hearings.models import Hearing
from hearings.web.forms import HearingSearch
from tests.cast import Cast
from tests.i18n.pages import read

MOMENT = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
MEGABYTES = 3 * 1024 * 1024 // 2


def sign_in_page(client: Client, address: str = "/accounts/login/", **headers: str) -> HttpResponse:
    """Fetch the page that everybody may see."""
    response: HttpResponse = client.get(address, headers=headers)  # type: ignore[assignment]
    return response


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "shown"),
    [
        ("kk", "kk"),
        ("ru-KZ, kk;q=0.5", "ru"),  # a region falls back to its language
        ("de, ru;q=0.4", "ru"),  # the first one that the portal speaks
        ("de", "en"),  # none: that of the settings
    ],
)
def test_language_of_the_browser_is_used_and_declared(client: Client, accepted: str, shown: str) -> None:
    response = sign_in_page(client, **{"accept-language": accepted})
    assert response.headers["Content-Language"] == shown
    assert read(response.content.decode()).language == shown


@pytest.mark.django_db
def test_language_chosen_by_link_outlives_the_browsers_own(client: Client) -> None:
    sign_in_page(client, "/accounts/login/?lang=kk")
    assert sign_in_page(client, **{"accept-language": "ru"}).headers["Content-Language"] == "kk"


@pytest.mark.django_db
def test_language_unknown_in_the_link_is_ignored(client: Client) -> None:
    response = sign_in_page(client, "/accounts/login/?lang=xx", **{"accept-language": "ru"})
    assert response.headers["Content-Language"] == "ru"
    assert "language" not in response.cookies


@pytest.mark.django_db
def test_language_links_are_named_in_their_own_language(client: Client) -> None:
    page = sign_in_page(client, "/accounts/login/?lang=ru").content.decode()
    for code, name in (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")):
        assert f'lang="{code}"' in page
        assert f'title="{name}"' in page


def test_entry_in_another_language_than_the_page_says_which(
    heard: Cast, signed_in: Callable[[str], Client]
) -> None:
    heard.hearing.entries.update(language="kk")
    page = signed_in("judge").get(f"/hearings/{heard.hearing.pk}/?lang=ru").content.decode()
    assert 'role="cell" lang="kk"' in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "2026 жылғы 20 қараша, жұма"),
        ("ru", "Пятница, 20 ноября 2026 г."),
        ("en", "Friday, 20 November 2026"),
    ],
)
def test_long_day_follows_the_order_of_the_language(language: str, words: str) -> None:
    with override(language), timezone.override("UTC"):
        assert long_day(MOMENT) == words


@pytest.mark.parametrize(
    ("language", "day", "moment", "number"),
    [
        ("kk", "2026 жылғы 20 қараша", "2026 жылғы 20 қараша, 09:05", "1,5"),
        ("ru", "20 ноября 2026 г.", "20 ноября 2026 г., 09:05", "1,5"),
        ("en", "20 November 2026", "20 November 2026, 09:05", "1.5"),
    ],
)
def test_formats_of_each_language(language: str, day: str, moment: str, number: str) -> None:
    with override(language):
        assert formats.date_format(MOMENT, "DATE_FORMAT") == day
        assert formats.date_format(MOMENT, "DATETIME_FORMAT") == moment
        assert formats.localize(1.5) == number


@pytest.mark.parametrize(("language", "words"), [("kk", "1,5 МБ"), ("ru", "1,5 МБ"), ("en", "1.5 MB")])
def test_size_uses_unit_and_comma_of_the_language(language: str, words: str) -> None:
    with override(language):
        assert size(MEGABYTES) == words


@pytest.mark.parametrize(
    ("count", "kazakh", "russian"),
    [
        (1, "1 іс", "1 дело"),
        (2, "2 іс", "2 дела"),
        (5, "5 іс", "5 дел"),
        (11, "11 іс", "11 дел"),
        (21, "21 іс", "21 дело"),
        (112, "112 іс", "112 дел"),
    ],
)
def test_plural_forms_of_each_language(count: int, kazakh: str, russian: str) -> None:
    for language, words in (("kk", kazakh), ("ru", russian)):
        with override(language):
            assert ngettext("%(counter)s case", "%(counter)s cases", count) % {"counter": count} == words


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_date_inputs_keep_the_form_that_browsers_send(language: str) -> None:
    form = HearingSearch({"date_from": "2026-11-20"}, rooms=Hearing.objects.none())
    with override(language):
        assert form.is_valid()
        assert form.cleaned_data["date_from"] == date(2026, 11, 20)
        assert 'value="2026-11-20"' in str(form["date_from"])
