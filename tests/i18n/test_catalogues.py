"""The catalogues are whole: nothing uncollected, untranslated, guessed, or with a lost placeholder."""

import pytest
from django.utils.translation import override

from tests.i18n.messages import (
    LANGUAGES,
    catalogue,
    marked_in_sources,
    own_messages,
    package_messages,
    translated,
    unmarked_messages,
)
from tools.catalogues import problem
from tools.package_messages import OVERRIDE, Message, gaps

CATALOGUES = [
    ("locale", "kk", "django"),
    ("locale", "ru", "django"),
    ("locale_packages", "kk", "django"),
    ("locale_packages", "kk", "djangojs"),
    ("locale_packages", "ru", "django"),
]
# Words that are written the same in the language, with the reason.
SAME_EVERYWHERE = {
    ":",  # punctuation after a label
    ":?.!",  # the characters after which no colon is put
    ", ",  # between the items of a list
    "…",  # omission
    "%(truncated_text)s…",
    "IPv4",  # names of protocols and formats
    "IPv6",
    "URL",
}
SAME = {
    "kk": SAME_EVERYWHERE,
    "ru": SAME_EVERYWHERE | {"%(class_name)s %(instance)s"},  # two names side by side
}


def unchanged(messages: frozenset[Message], language: str) -> list[str]:
    """Return the messages that a reader of the language would see in English."""
    return sorted(
        message.text
        for message in messages
        if message.text not in SAME[language]
        and {message.text, message.plural} & set(translated(message, language))
    )


@pytest.mark.parametrize(("folder", "language", "domain"), CATALOGUES)
def test_catalogue_each_entry_is_translated_with_its_placeholders(
    folder: str, language: str, domain: str
) -> None:
    entries = catalogue(folder, language, domain)
    assert len(entries) > 0
    assert [f"{problem(e)}: {e.msgid}" for e in entries if problem(e)] == []


def test_catalogue_english_gives_the_source_back() -> None:
    with override("en"):
        assert [m.text for m in own_messages() if m.text not in translated(m, "en")] == []


def test_catalogues_hold_every_marked_string() -> None:
    marked = marked_in_sources()
    assert len(marked) > 500
    assert sorted(marked - {message.text for message in own_messages()}) == [], "run `make messages`"


def test_messages_of_errors_are_all_marked() -> None:
    assert unmarked_messages() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_messages_are_shown_in_the_readers_language(language: str) -> None:
    assert unchanged(own_messages(), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_package_messages_are_shown_in_the_readers_language(language: str) -> None:
    assert len(package_messages()) > 500
    assert unchanged(package_messages(), language) == []


@pytest.mark.parametrize(("folder", "language", "domain"), [row for row in CATALOGUES if row[0] != "locale"])
def test_package_catalogue_holds_the_gaps_and_no_leftovers(folder: str, language: str, domain: str) -> None:
    entries = {
        Message(e.msgid, e.msgid_plural or "", e.msgctxt or ""): e.tcomment == OVERRIDE
        for e in catalogue(folder, language, domain)
    }
    wanted = set(gaps(language, domain))
    assert wanted - set(entries) == set(), "run python -m tools.package_messages"
    assert [m.text for m, overrides in entries.items() if not overrides and m not in wanted] == []


def test_catalogues_of_the_languages_hold_the_same_messages() -> None:
    texts = [{(e.msgctxt, e.msgid) for e in catalogue("locale", language)} for language in ("kk", "ru", "en")]
    assert texts[0] == texts[1] == texts[2]
