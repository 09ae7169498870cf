"""Transcripts of real hearings, read into the rows that a court system would import. Pure: files in, rows out.

Their defects are real: turns without a speaker, intervals that are empty or run backwards, times that go back, all
times 0, no transcript at all. Nothing is repaired but what the import refuses: an end before its beginning is dropped.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = "oyez"
NAMES_AT_MOST = 200
NUMBER_OF_HEARING = re.compile(r"-t(\d+)$")


@dataclass(frozen=True, slots=True)
class Sitting:
    """One hearing: its rows in the order of the transcript, and how long it was (0 when the file does not say)."""

    key: str
    title: str
    rows: list[dict[str, Any]]
    length_ms: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with the people that its file names and its hearings."""

    key: str
    number: str
    title: str
    people: list[dict[str, Any]]
    sittings: list[Sitting]


def read_cases(folder: Path) -> Iterator[CaseFile]:
    """Yield every case file of the folder with its hearings, by name."""
    for path in sorted(folder.glob("*.json")):
        if not NUMBER_OF_HEARING.search(path.stem):
            yield _case(path)


def _case(path: Path) -> CaseFile:
    document = json.loads(path.read_text(encoding="utf-8"))
    people = _people(document)
    known = {person["external_id"]["id"] for person in people}
    hearings = sorted(path.parent.glob(f"{path.stem}-t*.json"))
    return CaseFile(
        key=path.stem,
        number=f"{document['term']} {document['docket_number']}",
        title=str(document["name"])[:300],
        people=people,
        sittings=[_sitting(hearing, known) for hearing in hearings],
    )


def _people(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Parties by what the file calls them, advocates by their own ids; a person is named once."""
    found: dict[str, dict[str, Any]] = {}
    for name, side in (("first_party", "claimant"), ("second_party", "respondent")):
        if document.get(name):
            found[name] = _person(name, document[name], "party", side)
    for place in document.get("advocates") or []:
        if place and (advocate := place.get("advocate")):
            key = str(advocate["ID"])
            found.setdefault(key, _person(key, advocate["name"], "counsel", "none"))
    return list(found.values())


def _person(key: str, name: str, kind: str, side: str) -> dict[str, Any]:
    external = {"source": SOURCE, "id": key}
    return {"external_id": external, "name": name[:NAMES_AT_MOST], "kind": kind, "side": side}


def _sitting(path: Path, known: set[str]) -> Sitting:
    document = json.loads(path.read_text(encoding="utf-8"))
    transcript = document["transcript"] or {"duration": None, "sections": []}
    rows = list(_rows(transcript, path.stem, known))
    ends = [row.get("end_offset_ms", row["offset_ms"]) for row in rows]
    stated = _ms(transcript["duration"] or 0)
    return Sitting(path.stem, str(document["title"]), rows, max([stated, *ends], default=0))


def _rows(transcript: dict[str, Any], key: str, known: set[str]) -> Iterator[dict[str, Any]]:
    number = 0
    for section in transcript["sections"]:
        for turn in section["turns"] or []:
            for block in turn["text_blocks"]:
                yield _row(block, turn["speaker"], f"{key}/{number}", known)
                number += 1


def _row(block: dict[str, Any], speaker: dict[str, Any] | None, key: str, known: set[str]) -> dict[str, Any]:
    start, stop = _ms(block["start"]), _ms(block["stop"])
    row: dict[str, Any] = {
        "external_id": {"source": SOURCE, "id": key},
        "offset_ms": start,
        "text": block["text"],
        "language": "en",
        "speaker": (speaker or {}).get("name", ""),
    }
    if stop > start:
        row["end_offset_ms"] = stop
    if speaker and str(speaker["ID"]) in known:
        row["participant"] = str(speaker["ID"])
    return row


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
