"""Words that were chosen to be covered: found whatever their endings, letter case and white space; numbers exactly."""

import unicodedata

import pytest

from hearings.policies.masking import MASK
from hearings.policies.phrases import cover_phrases, phrases_in, spans_of, spans_of_all


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        (
            "улице Абая, дом 15",
            ("улице Абая, дом 15", "УЛИЦЕ  АБАЯ,\nДОМ 15", "улица Абая дом 15", "улицы Абая, дом 15"),
        ),
        ("Абай көшесі 15", ("Абай көшесі 15", "Абай көшесі, 15", "Абай көшесінде 15", "Абая көшесі 15")),
        (
            "моя сестра Айгуль",
            ("моя сестра Айгуль", "моя сестра Айгүл", "моя сестра Aigul", "моя сестре Айгулі"),
        ),
        ("школе № 5", ("школе № 5", "школа №5", "школы 5")),
        ("15 Abay Street", ("15 Abay Street", "15 abay street", "15 Abay Streets")),
        ("22а", ("22а", "22 а", "22А")),
        ("87011234567", ("87011234567", "8 701 123-45-67", "+7 (701) 123 45 67", "701 123 45 67")),
        ("8 (701) 123-45-67", ("+77011234567",)),
        ("701 123 45 67", ("701 123 45 67", "87011234567", "+7 701 123-45-67")),
        ("123 ABC 02", ("123 ABC 02", "123ABC02", "123 abc 02")),
        ("a.b@mail.kz", ("a.b@mail.kz", "A.B@mail.kz")),
        ("дед", ("дед", "деда", "деду", "дедом")),
        ("әкем", ("әкем", "әкемнің", "Әкемді")),
    ],
)
def test_chosen_words_are_covered_in_every_form(phrase: str, forms: tuple[str, ...]) -> None:
    for form in forms:
        text = f"Then {form}, she said."
        assert cover_phrases(text, [phrase]) == f"Then {MASK}, she said.", form
        assert phrases_in(unicodedata.normalize("NFD", text), [phrase]) == (phrase,)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("улице Абая, дом 15", "улице Абая, дом 150"),
        ("улице Абая, дом 15", "улице Абая, дом 5"),
        ("улице Абая, дом 15", "улице Абая. Потом дом 15"),
        ("дом 15", "дом 115"),
        ("87011234567", "Тогда 870112345678 было"),
        ("87011234567", "1870112345671"),
        ("дед", "победа"),
        ("дом", "домашние"),
        ("№", "№ 5"),
        ("", "Nothing."),
        ("15", "1500"),
    ],
)
def test_what_is_another_thing_stays(phrase: str, text: str) -> None:
    assert cover_phrases(text, [phrase]) == text
    assert spans_of(text, phrase) == []


def test_longer_words_are_covered_before_those_that_are_part_of_them() -> None:
    assert cover_phrases("моя сестра Айгуль", ["Айгуль", "моя сестра Айгуль"]) == MASK


def test_nothing_is_covered_across_a_mask() -> None:
    text = f"сестра {MASK} Айгуль"
    assert cover_phrases(text, ["сестра Айгуль"]) == text


def test_phrases_that_overlap_are_covered_as_one() -> None:
    text = "Улице Абая, дом 15, красный забор."
    chosen = ["улице Абая, дом 15", "дом 15, красный забор"]
    assert cover_phrases(text, chosen) == f"{MASK}."
    assert spans_of_all(text, chosen) == [(0, len(text) - 1)]


def test_phrases_beside_each_other_stay_two() -> None:
    assert cover_phrases("дом 15 школа 5", ["дом 15", "школа 5"]) == f"{MASK} {MASK}"
