"""Nobody meets a word in another language than the chosen one, on any page that links lead to."""

import re
from collections.abc import Callable, Iterable
from functools import cache

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from hearings.models import Hearing
from tests.i18n.messages import own_messages, package_messages, translated
from tests.i18n.pages import data, walk

# What stands untranslated is English: a page in English is asked only for words of the other two.
LANGUAGES = ("kk", "ru", pytest.param("en", marks=pytest.mark.soak))
WALKERS = ("judge", "clerk", "party", "registry", "courtadmin", "admin", "outsider", "")
LATIN = re.compile(r"[A-Za-z]{3,}")
CYRILLIC = re.compile(r"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]{2,}")
# Written in Latin letters in every language.
NAMES = {
    "SHA",  # SHA-256
    "UTC",
    "MOV",
    "JavaScript",
    "Enter",  # keys
    "Shift",
    "Control",
    "Command",
    "OAuth",
    "JSON",
    "Mac",
    "LDAP",
    "HTTPS",
    "PIN",
    "DELETE",  # a method of HTTP
    "tus",  # the protocol of uploads, and what its requests carry
    "application",
    "offset",
    "octet",
    "stream",
    "Idempotency",
    "Key",
    "adjourn",  # words of the API
    "cancel",
    "reschedule",
}
OWN_NAMES = ["Қазақша", "Русский", "English"]  # a language is called by its own name everywhere
PLACEHOLDER = re.compile(r"\{[A-Za-z_]+\}|%\([a-z_]+\)s")


@cache
def english(language: str) -> frozenset[str]:
    """Return the messages whose translation differs: none of them may be seen."""
    messages = own_messages() | package_messages()
    return frozenset(m.text for m in messages if m.text not in translated(m, language))


class Judge:
    """Tells which texts are not in the language, with names and other data taken out."""

    def __init__(self, language: str, known: list[str]) -> None:
        self.language = language
        self.known = set(known)
        self._data = re.compile("|".join(rf"(?<!\w){re.escape(value)}(?!\w)" for value in known))
        self._fine: set[str] = set()

    def leftovers(self, texts: Iterable[str]) -> set[str]:
        """Return what a reader of the language should not have met."""
        unknown = set(texts) - self._fine
        wrong = {text for text in unknown if self._is_foreign(text)}
        self._fine |= unknown - wrong
        return wrong

    def _is_foreign(self, text: str) -> bool:
        if text in self.known:
            return False
        bare = self._data.sub("", PLACEHOLDER.sub("", text))
        if self.language == "en":
            return CYRILLIC.search(bare) is not None
        return text in english(self.language) or bool(set(LATIN.findall(bare)) - NAMES)


def findings(client: Client, judge: Judge) -> dict[str, set[str]]:
    """Walk as one person; return what is wrong by address."""
    pages = walk(client, judge.language, ["/", "/help/", "/nothing-here/", "/accounts/login/"])
    assert len(pages) >= 3
    assert {page.language for page in pages.values()} == {judge.language}
    found = {address: judge.leftovers(page.texts) for address, page in pages.items()}
    return {address: texts for address, texts in found.items() if texts}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_walked_by_links_speak_one_language(
    language: str, recorded: Hearing, signed_in: Callable[[str], Client], settings: Settings
) -> None:
    settings.DEMO = True
    judge = Judge(language, data() + OWN_NAMES)
    found = {name or "nobody": findings(signed_in(name), judge) for name in WALKERS}
    wrong = [
        f"{name} {address}: {sorted(texts)}"
        for name, pages in found.items()
        for address, texts in pages.items()
    ]
    assert wrong == []
