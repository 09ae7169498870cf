"""The filters of the pages: what a person reads of times, sizes and lengths, and what TypeScript reads of words."""

import json
from datetime import UTC, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from foundation.templatetags import courtrec

NOON = datetime(2026, 3, 12, 7, 30, 2, 999_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0:00:00.0"),
        (723_499, "0:12:03.4"),  # cut, not rounded: the entry has begun at what is shown
        (36_061_050, "10:01:01.0"),
        (-1_500, "−0:00:01.5"),  # an entry from before the session
        (None, ""),
    ],
)
def test_offset_ms_of_media_time_returns_clock_like_words(value: int | None, words: str) -> None:
    assert courtrec.offset_ms(value) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Almaty", "12:30:02"),
        ("Asia/Kathmandu", "13:15:02"),  # not every zone differs by whole hours
        ("", "07:30:02"),
        (None, "07:30:02"),
    ],
)
def test_clock_in_zone_returns_time_of_day(zone: str | None, words: str) -> None:
    assert courtrec.clock(NOON, zone) == words


def test_clock_of_nothing_returns_nothing() -> None:
    assert courtrec.clock(None, "Asia/Almaty") == ""
    assert courtrec.iso_utc(None) == ""


def test_iso_utc_of_a_moment_keeps_milliseconds() -> None:
    assert courtrec.iso_utc(NOON) == "2026-03-12T07:30:02.999+00:00"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (59_999, "under 1 min"),
        (60_000, "1 min"),
        (3_599_999, "59 min"),
        (3_900_000, "1 h 05 min"),
        (-5, "under 1 min"),
    ],
)
def test_duration_of_milliseconds_returns_whole_minutes(value: int | None, words: str) -> None:
    with override("en"):
        assert courtrec.duration(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (1, "1 byte"),
        (1_023, "1023 bytes"),
        (1_024, "1 KB"),  # no decimal that says nothing
        (1_536, "1.5 KB"),
        (1_785_000_000, "1.7 GB"),
        (5 * 1_024**5, "5120 TB"),
    ],
)
def test_size_of_bytes_returns_the_nearest_unit(value: int | None, words: str) -> None:
    with override("en"):
        assert courtrec.size(value).replace(",", "") == words


def test_size_in_russian_uses_its_decimal_comma() -> None:
    with override("ru"):
        assert courtrec.size(1_536).startswith("1,5")


@pytest.mark.parametrize(
    "words", ["plain", 'quote " and \\', "</script><script>", "Қазақша & Русский", "line\nbreak", "'"]
)
def test_json_string_of_any_words_is_json_and_ends_no_script(words: str) -> None:
    literal = courtrec.json_string(words)
    assert json.loads(literal) == words
    assert not set("<>&") & set(literal)


class Fields(forms.Form):
    """One field of each drawing."""

    name = forms.CharField(label="Name", help_text="As on the card")
    agreed = forms.BooleanField(label="Agreed", required=False)
    days = forms.MultipleChoiceField(
        label="Days", choices=[("1", "Monday")], widget=forms.CheckboxSelectMultiple
    )


@pytest.mark.parametrize(
    ("name", "checkbox", "group"), [("name", False, False), ("agreed", True, False), ("days", False, True)]
)
def test_is_checkbox_and_is_group_of_a_field_tell_how_to_draw_it(
    name: str, checkbox: bool, group: bool
) -> None:
    field = Fields()[name]
    assert (courtrec.is_checkbox(field), courtrec.is_group(field)) == (checkbox, group)


def test_field_partial_with_error_ties_help_and_error_to_the_input() -> None:
    html = Template('{% include "components/field.html" %}').render(Context({"field": Fields({})["name"]}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert '<label class="field__label" for="id_name">' in html
