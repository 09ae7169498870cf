"""Fail when a message catalogue is not whole: untranslated, fuzzy, or with broken placeholders."""

import re
import sys
from pathlib import Path

import polib

from tools.compile_messages import catalogues

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")


def _forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def problem(entry: polib.POEntry) -> str:
    """What is wrong with one message; empty when nothing is."""
    if entry.fuzzy:
        return "fuzzy"
    if not all(_forms(entry)):
        return "untranslated"
    wanted = set(PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
    # A singular form may leave its number out; nothing may name what the source does not have.
    if any(set(PLACEHOLDER.findall(form)) - wanted for form in _forms(entry)):
        return "placeholder that the source does not have"
    if not entry.msgid_plural and set(PLACEHOLDER.findall(entry.msgstr)) != wanted:
        return "placeholders differ"
    return ""


def main() -> int:
    """Print each faulty message with its place, English (the source) left out; exit 1 if there is one."""
    found = []
    for path in catalogues(ROOT):
        if path.relative_to(ROOT).parts[-3:-2] == ("en",):
            continue
        for entry in polib.pofile(str(path)):
            reason = "" if entry.obsolete else problem(entry)
            if reason:
                found.append(f"{path.relative_to(ROOT)}:{entry.linenum}: {reason}: {entry.msgid[:60]!r}")
    print("\n".join(found) or f"catalogues: {len(catalogues(ROOT))} whole")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
