"""Names taken out of a text, in whatever case of the grammar they stand. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

SHORTEST = 3
"""Shorter parts of a name are initials."""
ENDING = 2
"""So many letters at the end of a name change with its grammatical case."""
MASK = "[…]"


def mask(text: str, names: Iterable[str], mask_with: str = MASK) -> str:
    """Return the text with each word that may be a form of a name replaced. Rather a word too many than a name."""
    pattern = _pattern(tuple(sorted(set(names))))
    return pattern.sub(lambda _: mask_with, text) if pattern is not None else text


def mentions(text: str, names: Iterable[str]) -> bool:
    """Tell whether any word may be a form of a name."""
    pattern = _pattern(tuple(sorted(set(names))))
    return pattern is not None and pattern.search(text) is not None


@lru_cache(maxsize=256)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    words = {word for name in names for word in re.findall(r"[^\W\d_]+", name) if len(word) >= SHORTEST}
    if not words:
        return None
    stems = "|".join(sorted((_stem(word) for word in words), key=len, reverse=True))
    return re.compile(rf"\b(?:{stems})\w*", re.IGNORECASE)


def _stem(word: str) -> str:
    kept = word[: max(len(word) - ENDING, min(len(word), SHORTEST + 1))]
    return "".join("[её]" if letter in "еёЕЁ" else re.escape(letter) for letter in kept)
