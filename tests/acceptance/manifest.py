"""``MANIFEST.tsv`` of a data folder."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

MEDIA_NOTE = re.compile(r"\| (?P<codec>[a-z0-9_]+),(?P<rate>\d+),.*dur=(?P<seconds>[0-9.]+)")


@dataclass(frozen=True, slots=True)
class Row:
    """One file: ``expect``, ``duration_s`` and ``streams`` are empty where the manifest says nothing."""

    file: str
    notes: str
    expect: str
    duration_s: str
    streams: str

    @property
    def duration_ms(self) -> int | None:
        """The length by a full decode, None where unknown."""
        try:
            return round(float(self.duration_s) * 1000)
        except ValueError:
            return None


def rows(folder: Path) -> list[Row]:
    """Return the rows of one sub-folder of a data folder, in the manifest's order."""
    with (folder.parent / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [_row(line) for line in table if line["file"].startswith(f"{folder.name}/")]


def _row(line: dict[str, str | None]) -> Row:
    read = {
        name: (line.get(name) or "").strip() for name in ("file", "notes", "expect", "duration_s", "streams")
    }
    if not read["streams"] and (found := MEDIA_NOTE.search(read["notes"])):
        # Speech rows tell codec and length in their note.
        read |= {
            "streams": f"a:{found['codec']} {found['rate']}Hz",
            "duration_s": found["seconds"],
            "expect": "accept",
        }
    return Row(**read)
