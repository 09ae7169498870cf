"""Compile every .po of the repository into the .mo beside it, with the standard library only.

A fresh machine has no msgfmt, and starting the portal must not need a system package. Fuzzy and empty entries
are left out, so gettext falls back to the source text.
"""

import ast
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPPED_DIRECTORIES = {".venv", "node_modules", "var", ".git"}
MO_MAGIC = 0x950412DE
HEADER_BYTES = 28


@dataclass
class Entry:
    """One message as the .po spells it; `parts` is keyed by keyword, `msgstr[1]` included."""

    parts: dict[str, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """msgctxt, msgid and plural joined the way the .mo format wants them."""
        key = self.parts["msgid"]
        if "msgid_plural" in self.parts:
            key += "\0" + self.parts["msgid_plural"]
        return f"{self.parts['msgctxt']}\x04{key}" if "msgctxt" in self.parts else key

    @property
    def value(self) -> str:
        """The translation, plural forms joined by NUL; empty when nothing is translated."""
        forms = [text for name, text in sorted(self.parts.items()) if name.startswith("msgstr")]
        return "\0".join(forms) if all(forms) else ""


def _split(line: str) -> tuple[str, str]:
    """Keyword and quoted text of a line; a continuation line has an empty keyword."""
    keyword, quote, _ = line.partition('"')
    text = line[len(keyword) :]
    return keyword.strip(), ast.literal_eval(text) if quote else ""


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            block.append(line.strip())
        elif block:
            yield block
            block = []


def _entry(block: list[str]) -> Entry:
    entry, current = Entry(), ""
    for line in block:
        if line.startswith("#"):
            entry.fuzzy = entry.fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        keyword, text = _split(line)
        current = keyword or current
        entry.parts[current] = entry.parts.get(current, "") + text
    return entry


def read_po(text: str) -> dict[str, str]:
    """Key to translation of every usable message; the header has the key ''."""
    entries = [_entry(block) for block in _blocks(text)]
    return {e.key: e.value for e in entries if "msgid" in e.parts and e.value and not (e.fuzzy and e.key)}


def mo_bytes(messages: dict[str, str]) -> bytes:
    """The .mo file (GNU gettext, little endian, no hash table) of sorted messages."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    count = len(pairs)
    offset = HEADER_BYTES + 16 * count
    tables: list[bytes] = []
    data = b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<2I", len(pair[column]), offset + len(data)))
            data += pair[column] + b"\0"
    header = struct.pack("<7I", MO_MAGIC, 0, count, HEADER_BYTES, HEADER_BYTES + 8 * count, 0, offset)
    return header + b"".join(tables) + data


def catalogues(root: Path) -> list[Path]:
    """Every .po of the repository outside installed and generated folders."""
    found = root.rglob("*.po")
    return sorted(path for path in found if not SKIPPED_DIRECTORIES & set(path.relative_to(root).parts))


def main() -> int:
    """Compile what is there; the exit code is 0 also when there is nothing yet."""
    for path in catalogues(ROOT):
        messages = read_po(path.read_text(encoding="utf-8"))
        path.with_suffix(".mo").write_bytes(mo_bytes(messages))
        print(f"messages: {path.relative_to(ROOT)} {len(messages)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
