"""Texts as they are stored."""

import unicodedata
from typing import Any


def composed(value: Any) -> Any:
    """Return a text in composed letters (NFC): one name is one name, however it was typed. Other values as they are."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


_SAME = str.maketrans({"ё": "е"})


def fold(text: str) -> str:
    """Return the text in the form in which it is searched: NFC, case folded, ё as е, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().translate(_SAME).split())
