"""File-name grammars of recorders: a pattern of literal text, strftime directives, ``{camera}``, ``{piece}`` and ``*``.

Patterns are data that people type. Each becomes a regular expression without unbounded backtracking: what stands
between two ``*`` is a run of fields of bounded length, and the first place where such a run fits is never given up
again (atomic groups), as globs do it. Matching costs at most (runs x letters of the name x a constant).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PATTERN_MAX = 200
STARS_MAX = 6
_TWO = r"\d{2}"
_ONE_OR_TWO = r"\d{1,2}"
_WORD = r"[^\W\d_]{3,12}"

FIELDS: Mapping[str, tuple[str, str]] = {
    "%Y": ("year", r"\d{4}"),
    "%y": ("short_year", _TWO),
    "%m": ("month", _TWO),
    "%-m": ("month", _ONE_OR_TWO),
    "%b": ("month_name", _WORD),
    "%B": ("month_name", _WORD),
    "%d": ("day", _TWO),
    "%-d": ("day", _ONE_OR_TWO),
    "%j": ("day_of_year", r"\d{3}"),
    "%H": ("hour", _TWO),
    "%-H": ("hour", _ONE_OR_TWO),
    "%I": ("half_hour", _TWO),
    "%p": ("half", r"[AaPp]\.?[Mm]\.?"),
    "%M": ("minute", _TWO),
    "%S": ("second", _TWO),
    "%f": ("fraction", r"\d{1,6}"),
    "%z": ("zone", r"[Zz]|[+-]\d{2}:?\d{2}"),
    "{camera}": ("camera", r"[^\W_]{1,20}"),
    "{piece}": ("piece", r"\d{1,6}"),
    "{piece0}": ("piece0", r"\d{1,6}"),
}
"""What may stand in a pattern: (what it gives, the letters that it takes)."""
_TOKEN = re.compile(r"%%|%-?[A-Za-z]|%|\{[^{}]{0,20}\}|[{}]|\*|[^%{}*]+", re.DOTALL)
NEEDS: Mapping[str, tuple[frozenset[str], Promise | str]] = {
    "half_hour": (frozenset({"half"}), _("%I needs %p.")),
    "half": (frozenset({"half_hour"}), _("%p needs %I.")),
    "day_of_year": (frozenset({"year", "short_year"}), _("%j needs a year.")),
    "month": (frozenset({"day"}), _("A month needs a day.")),
    "month_name": (frozenset({"day"}), _("A month needs a day.")),
    "day": (frozenset({"month", "month_name"}), _("A day needs a month.")),
    "minute": (frozenset({"hour", "half_hour"}), _("Minutes need an hour.")),
    "second": (frozenset({"minute"}), _("Seconds need minutes.")),
    "fraction": (frozenset({"second"}), _("Parts of a second need seconds.")),
    "zone": (frozenset({"hour", "half_hour"}), _("A zone needs an hour.")),
    "piece": (frozenset({"hour", "half_hour"}), _("A piece is counted from a time: the pattern has none.")),
    "piece0": (frozenset({"hour", "half_hour"}), _("A piece is counted from a time: the pattern has none.")),
}
"""Which field needs one of which others, and what its author is told."""


class GrammarInvalid(ValueError):
    """The pattern cannot be used; its text says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """A pattern ready to be matched."""

    pattern: str
    expression: re.Pattern[str]

    def match(self, text: str) -> dict[str, str] | None:
        """Return what each field took of a whole text, or None when it does not fit."""
        found = self.expression.fullmatch(text)
        return {key: value for key, value in found.groupdict().items() if value} if found else None


@lru_cache(maxsize=512)
def compile_grammar(pattern: str) -> Grammar:
    """Return the grammar of a pattern. Raises GrammarInvalid with a reason."""
    if not 0 < len(pattern) <= PATTERN_MAX:
        raise GrammarInvalid(_("A pattern has from 1 to %(most)d characters.") % {"most": PATTERN_MAX})
    runs = _runs(pattern)
    _check([name for run in runs for name, _text in run if name])
    # Each run but the last takes the first place where it fits; the last one must reach the end of the name.
    first, *others = ["".join(text for _name, text in run) for run in runs]
    middle = "".join(f"(?>.*?{run})" for run in others[:-1])
    last = f".*{others[-1]}" if others else ""
    return Grammar(pattern, re.compile(f"{first}{middle}{last}", re.IGNORECASE | re.DOTALL))


def _runs(pattern: str) -> list[list[tuple[str, str]]]:
    """Return what stands between the stars, as (field or "", expression)."""
    runs: list[list[tuple[str, str]]] = [[]]
    for word in _TOKEN.findall(pattern):
        if word == "*":
            runs.append([])
        else:
            runs[-1].append(_piece(word))
    if len(runs) - 1 > STARS_MAX:
        raise GrammarInvalid(_("At most %(most)d times *.") % {"most": STARS_MAX})
    return runs


def _piece(word: str) -> tuple[str, str]:
    if word in FIELDS:
        name, letters = FIELDS[word]
        return name, f"(?P<{name}>{letters})"
    if word == "%%":
        return "", "%"
    if word[0] in "%{}":
        raise GrammarInvalid(_("%(word)s is not known here.") % {"word": word})
    return "", re.escape(word)


def _check(names: list[str]) -> None:
    for name in sorted(set(names)):
        if names.count(name) > 1:
            raise GrammarInvalid(_("The same field stands in the pattern twice."))
        needed, words = NEEDS.get(name, (frozenset({name}), ""))
        if needed.isdisjoint(names):
            raise GrammarInvalid(str(words))
    if not names:
        raise GrammarInvalid(_("The pattern reads nothing: it has no time and no camera."))
    if len({"hour", "half_hour"} & set(names)) > 1 or len({"piece", "piece0"} & set(names)) > 1:
        raise GrammarInvalid(_("The same field stands in the pattern twice."))
    if len({"month", "month_name", "day_of_year"} & set(names)) > 1 or {"year", "short_year"} <= set(names):
        raise GrammarInvalid(_("The same field stands in the pattern twice."))


def problems(patterns: list[str]) -> Iterator[tuple[str, str]]:
    """Return (pattern, why not) for each pattern that cannot be used."""
    for pattern in patterns:
        try:
            compile_grammar(pattern)
        except GrammarInvalid as error:
            yield pattern, str(error)
