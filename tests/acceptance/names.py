"""Names of people, courts and universities: they come back letter by letter, and no page lets them act as markup."""

import csv
import html
import json
import unicodedata
from pathlib import Path
from typing import Any

from tests.acceptance.report import Mark, Report
from tests.acceptance.stage import API, Stage

PEOPLE_AT_ONCE = 150
PEOPLE_AT_MOST = 450
# Not in any list, and at home in every court: quotes, angle brackets, an ampersand, a decomposed letter.
OWN = ("O'Brien & <b>Sons</b>", '«Алға» "ЖШС"', "Сергеи\u0306 Ёлкин", "Қ" * 200)


def run(folder: Path, stage: Stage, report: Report) -> None:
    """Create participants with every kind of name of the folder, read them by API and page."""
    people = _people(folder)
    names = [*OWN, *_institutions(folder), *people[:: max(1, len(people) // PEOPLE_AT_MOST)]]
    for number, at in enumerate(range(0, len(names), PEOPLE_AT_ONCE)):
        _round_trip(stage, report, f"ACC-NAMES-{number}", names[at : at + PEOPLE_AT_ONCE])


def _round_trip(stage: Stage, report: Report, number: str, names: list[str]) -> None:
    people = [{"kind": "party", "side": "none", "name": name} for name in names]
    made = stage.new_case(number, title=names[0], participants=people)
    stage.new_hearing(made["id"])
    read: dict[str, Any] = stage.clerk.get(f"{API}/cases/{made['id']}/").raise_for_status().json()
    wanted = sorted(unicodedata.normalize("NFC", name) for name in names)
    got = sorted(person["name"] for person in read["participants"])
    report.same(f"names {number}: by API", wanted, got, f"{len(names)} names")
    page = stage.clerk.get(f"/cases/{made['id']}/").text
    missing = [name for name in wanted if name not in html.unescape(page)]
    acting = [name for name in wanted if "<" in name and name in page]
    faults = [f"{len(missing)} not shown: {missing[:1]}"] * bool(missing) + [f"unescaped: {acting}"] * bool(
        acting
    )
    report.add(
        Mark.DIFF if faults else Mark.OK,
        f"names {number}: in the page",
        "escaped",
        "; ".join(faults) or "escaped",
    )


def _people(folder: Path) -> list[str]:
    """Return full names: every surname once, with given names in turn."""
    found: list[str] = []
    for path in sorted(folder.glob("*_person.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for gender, surnames in _by_gender(document["surnames"]):
            given = document["names"][gender]
            found += [f"{surname} {given[at % len(given)]}" for at, surname in enumerate(surnames)]
        found += document.get("university", [])
    return found


def _by_gender(surnames: Any) -> list[tuple[str, list[str]]]:
    return list(surnames.items()) if isinstance(surnames, dict) else [("female", surnames)]


def _institutions(folder: Path) -> list[str]:
    """Return the names of courts and regions."""
    found: list[str] = []
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                found += [value.strip() for value in row.values() if value and value.strip()]
    for path in sorted(folder.glob("*court*.json")):
        entries = json.loads(path.read_text(encoding="utf-8"))["entries"]
        found += [entry["court"] for entry in entries]
    return list(dict.fromkeys(found))
