"""Names in a text: found in every case, in Kazakh, Russian and Latin letters, and however short they are."""

import unicodedata

import pytest

from hearings.policies.masking import MASK, mask, mentions


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Иванов Иван Иванович", "Иванова Иванову Ивановым Ивановых Иван Ивана Иваныч ИВАНОВ иванов"),
        ("Павел Лев", "Павла Павлом Павлу Льва Львом"),  # a vowel that comes and goes
        ("Анна", "Анна Анны Анне Анну Анной АННЫ"),
        ("Илья Зоя", "Илья Ильи Илье Ильёй Зоя Зои Зою"),
        ("Цой", "Цой Цоя Цоем Цою Цойға"),
        ("Ли", "Ли ЛИ"),
        ("Пётр Фёдоров", "Петр Пётр Петра Федорова Фёдорову"),
        ("Ахметов Айдар", "Ахметовтың Ахметовқа Ахметовпен Айдардың Айдармен"),
        ("Құдайберген Әлия", "Құдайбергеннің Кудайбергена Кудайберген Алия Алии Әлияның"),
        ("Юлия Щукина", "Yulia Iulia Shchukina Юлии Щукиной"),
        ("Хасенова Жанар", "Khasenova Hasenova Zhanar Janar"),
        ("Ivanov Petr", "Ivanov Ivanov's Petr Petra"),
        ("Özgür Çelik", "Özgür Çelik'in"),
    ],
)
def test_mask_takes_every_form_of_a_name(name: str, forms: str) -> None:
    for form in forms.split():
        text = f"Then {form}, she said, left."
        assert mask(text, [name]).startswith(f"Then {MASK}"), form
        assert form not in mask(text, [name])
        assert mentions(text, [name])
        assert mentions(unicodedata.normalize("NFD", text), [name])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ли Анна", "Знаете ли вы, что было потом?"),
        ("Зоя", "Это жилая зона."),
        ("Цой", "Он живёт на цокольном этаже."),
        ("И. П. Сидоров", "И потом П."),  # initials are no names
        ("Иванов", "Он стоял у дивана."),
        ("", "Nothing at all."),
    ],
)
def test_mask_leaves_what_is_no_name(name: str, text: str) -> None:
    assert mask(text, [name]) == text
    assert not mentions(text, [name])


@pytest.mark.parametrize(
    "text", ["Хейл Т. was there.", "Т. П. Хейл was there.", "Т.П.Хейл was there.", "Хейла Т.П. was there."]
)
def test_mask_takes_the_initials_beside_a_name(text: str) -> None:
    assert mask(text, ["Хейл Т. П."]) == f"{MASK} was there."


def test_mask_of_several_names_takes_each_and_keeps_the_rest() -> None:
    text = "Айгүл saw Болат near the bridge; Айгүл's brother saw nobody."
    assert (
        mask(text, ["Айгүл", "Болат"]) == f"{MASK} saw {MASK} near the bridge; {MASK}'s brother saw nobody."
    )
