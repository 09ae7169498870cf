"""Names taken out of a text, in whatever case of the grammar and in whichever letters they stand. Pure.

Rather a word too many than a name: whoever shares a first name with somebody protected is masked as well.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

SHORTEST: Final = 3
"""Shorter words are particles or initials unless they begin with a capital letter."""
ENDING: Final = 2
"""So many letters at the end of a name change with its grammatical case."""
SUFFIXES: Final = 6
"""So many letters a Kazakh or Russian ending adds to the stem of a short name at most."""
MASK: Final = "[…]"
BESIDE: Final = re.compile(rf"(?:\b[^\W\d_]\.\s?)*{re.escape(MASK)}(?:\s?\b[^\W\d_]\.)*")
"""A mask with the initials before and after it."""
VOWELS: Final = "аәеёиіоөуұүыэюяaeiouy"
SOFT: Final = f"{VOWELS}йь"
CAPITAL: Final = "(?-i:[А-ЯЁӘІҢҒҮҰҚӨҺA-Z])"
# The same name as a Russian protocol, a Kazakh one and one in Latin letters write it.
SPELLINGS: Final = {
    "а": "а|ә|a",
    "ә": "ә|а|a",
    "б": "б|b",
    "в": "в|v|w",
    "г": "г|ғ|g|gh",
    "ғ": "ғ|г|gh|g",
    "д": "д|d",
    "е": "е|ё|yo|ye|io|ie|e",
    "ё": "е|ё|yo|ye|io|ie|e",
    "ж": "ж|zh|j",
    "з": "з|z|s",
    "и": "и|і|ы|i|y|ee",
    "і": "і|и|ы|i|y",
    "й": "й|и|y|i|j",
    "к": "к|қ|k|q|c",
    "қ": "қ|к|k|q|kh",
    "л": "л|l",
    "м": "м|m",
    "н": "н|ң|n",
    "ң": "ң|н|нг|ng|n",
    "о": "о|ө|o",
    "ө": "ө|о|o",
    "п": "п|p",
    "р": "р|r",
    "с": "с|s",
    "т": "т|t",
    "у": "у|ұ|ү|u|w|ou",
    "ұ": "ұ|у|ү|u",
    "ү": "ү|у|ұ|u",
    "ф": "ф|f|ph",
    "х": "х|һ|kh|h|x",
    "һ": "һ|х|h|kh",
    "ц": "ц|ts|c|tz",
    "ч": "ч|ch",
    "ш": "ш|sh",
    "щ": "щ|shch|sch|sh",
    "ъ": "ъ|",
    "ы": "ы|и|і|y|i",
    "ь": "ь|ъ|",
    "э": "э|е|e",
    "ю": "ю|yu|iu|ju|u",
    "я": "я|ya|ia|ja|a",
}


def mask(text: str, names: Iterable[str]) -> str:
    """Return the text with each word that may be a form of a name replaced, initials beside it included."""
    pattern = _pattern(tuple(sorted(set(names))))
    if pattern is None:
        return text
    plain = unicodedata.normalize("NFC", text)
    if pattern.search(plain) is None:
        return text
    return BESIDE.sub(MASK, pattern.sub(MASK, plain))


def mentions(text: str, names: Iterable[str]) -> bool:
    """Tell whether any word may be a form of a name."""
    pattern = _pattern(tuple(sorted(set(names))))
    return pattern is not None and pattern.search(unicodedata.normalize("NFC", text)) is not None


@lru_cache(maxsize=256)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    composed = (unicodedata.normalize("NFC", name) for name in names)
    words = {word for name in composed for word in re.findall(r"[^\W\d_]+", name)}
    forms = sorted({form for word in words for form in _forms(word)}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(forms)})", re.IGNORECASE) if forms else None


def _forms(word: str) -> Iterable[str]:
    """Return what all cases of a word have in common, as patterns; none for an initial."""
    if len(word) < SHORTEST:
        return [rf"(?={CAPITAL}){spelled(word)}\b"] if len(word) > 1 else []
    return [_with_ending(stem) for stem in stems(word.lower())]


def stems(word: str) -> set[str]:
    """Return the beginnings that the cases of a word in small letters have."""
    stems = {word[: max(len(word) - ENDING, min(len(word), SHORTEST + 1))]}
    if word[-1] in SOFT:
        # Анна, Анны; Илья, Ильи; Цой, Цоя: the last letter goes however short the name is.
        stems.add(word[:-1])
    if word[-2] in "еёои" and word[-1] not in VOWELS:
        # Павел, Павла; Лев, Льва; Заяц has none: a vowel that comes and goes.
        stems.update((f"{word[:-2]}{word[-1]}", f"{word[:-2]}ь{word[-1]}", f"{word[:-2]}й{word[-1]}"))
    return {stem for stem in stems if len(stem) > 1}


def _with_ending(stem: str) -> str:
    if len(stem) >= SHORTEST:
        return rf"{spelled(stem)}\w*"
    # So short a stem is found in many words: a name has a capital letter, and an ending has its length.
    return rf"(?={CAPITAL}){spelled(stem)}\w{{0,{SUFFIXES}}}\b"


def spelled(word: str) -> str:
    """Return a pattern of a word in all spellings."""
    return "".join(map(_letter, word.lower()))


@cache
def _letter(letter: str) -> str:
    """Return a pattern of all spellings of a letter, the single letters as one set: that is tried at once."""
    ways = SPELLINGS.get(letter, letter).split("|")
    single = re.escape("".join(way for way in ways if len(way) == 1))
    longer = [re.escape(way) for way in ways if len(way) > 1]
    either = "|".join([*longer, f"[{single}]"])
    return f"(?:{either})?" if "" in ways else f"(?:{either})" if longer else f"[{single}]"
