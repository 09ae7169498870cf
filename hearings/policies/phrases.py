"""Words that a person chose to cover, found wherever they stand in a text. Pure.

Letter case, white space, punctuation and endings may differ; numbers may not.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from hearings.policies.masking import MASK, SHORTEST, spelled, stems

TOKENS: Final = re.compile(r"\d+|[^\W\d_]+")
BETWEEN: Final = r"[^\w\[\]]{1,4}"
"""What may stand between two words: white space, a comma, quotation marks; never a mask."""
JOINT: Final = r"[^\w\[\]]{0,4}"
"""The same between a number and a letter: `15а`, `123 ABC 02`."""
IN_NUMBER: Final = r"[\s().-]{0,3}"
SHORTEST_NUMBER: Final = 7
NATIONAL_DIGITS: Final = 10
"""A telephone number without what a country or a trunk call puts before it."""
ENDING: Final = r"\w{0,3}"
Span = tuple[int, int]


def cover_phrases(text: str, phrases: Iterable[str]) -> str:
    """Return the text with each of the phrases replaced."""
    plain = unicodedata.normalize("NFC", text)
    found = spans_of_all(plain, phrases)
    if not found:
        return text
    edges = [0, *(edge for span in found for edge in span), len(plain)]
    return MASK.join(plain[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def phrases_in(text: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """Return those of the phrases that stand in the text."""
    plain = unicodedata.normalize("NFC", text)
    return tuple(each for each in phrases if _is_in(plain, each))


def spans_of(text: str, phrase: str) -> list[Span]:
    """Return where a phrase stands in a text of composed letters (NFC)."""
    pattern = _all_of((phrase,))
    return [match.span() for match in pattern.finditer(text)] if pattern is not None else []


def spans_of_all(text: str, phrases: Iterable[str]) -> list[Span]:
    """Return where any of the phrases stands, in order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(span for phrase in set(phrases) for span in spans_of(text, phrase)):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _is_in(plain: str, phrase: str) -> bool:
    pattern = _all_of((phrase,))
    return pattern is not None and pattern.search(plain) is not None


@lru_cache(maxsize=512)
def _all_of(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    patterns = [found for phrase in sorted(phrases, key=len, reverse=True) if (found := _pattern(phrase))]
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None


def _pattern(phrase: str) -> str:
    plain = unicodedata.normalize("NFC", phrase)
    if _is_number(plain):
        return _number(re.sub(r"\D", "", plain))
    tokens = list(TOKENS.finditer(plain))
    if not tokens:
        return ""
    parts = []
    for index, token in enumerate(tokens):
        if index:
            same = tokens[index - 1][0].isdigit() == token[0].isdigit()
            parts.append(BETWEEN if same else JOINT)
        parts.append(_token(token[0], last=index == len(tokens) - 1))
    return rf"(?<!\w){''.join(parts)}"


def _token(token: str, *, last: bool) -> str:
    if token.isdigit():
        return rf"{token}(?!\d)"
    word = token.lower()
    if len(word) > SHORTEST:
        return rf"(?:{'|'.join(sorted(map(spelled, stems(word))))})\w*"
    ending = ENDING if last and len(word) == SHORTEST else ""
    return rf"{spelled(word)}{ending}(?![^\W\d])"


def _is_number(phrase: str) -> bool:
    """Tell whether it is a number that may be written in several groups."""
    digits = re.sub(r"\D", "", phrase)
    return len(digits) >= SHORTEST_NUMBER and not re.search(r"[^\W\d]", phrase)


def _number(digits: str) -> str:
    """Return a pattern of a number in whatever groups; of a telephone, with 8, +7 or nothing before it."""
    before = ""
    if len(digits) == NATIONAL_DIGITS + 1 and digits[0] in "78":
        digits = digits[1:]
    if len(digits) == NATIONAL_DIGITS:
        before = rf"(?:(?:\+?7|8){IN_NUMBER})?"
    return rf"(?<!\d){before}{IN_NUMBER.join(digits)}(?!\d)"
