"""The transcripts as cases, hearings and entries: imported over REST, read again, opened, searched."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.acceptance.report import Report
from tests.acceptance.stage import API, Stage
from tests.acceptance.transcripts import SOURCE, CaseFile, Sitting, read_cases

ROWS_AT_ONCE = 2000
WORD = re.compile(r"[A-Za-z]{9,}")
ENTRY_IN_PAGE = re.compile(r"data-entry=")


@dataclass(frozen=True, slots=True)
class Imported:
    """A hearing with what was sent into it."""

    id: str
    sitting: Sitting


def run(folder: Path, stage: Stage, report: Report) -> None:
    """Import every case file, then look at the longest hearing and search."""
    done: list[Imported] = []
    for case in read_cases(folder):
        done += _import_case(stage, report, case)
    longest = max(done, key=lambda each: each.sitting.length_ms)
    _open_page(stage, report, longest)
    _refuses(stage, report, longest)
    _search(stage, report, longest)


def _import_case(stage: Stage, report: Report, case: CaseFile) -> list[Imported]:
    external = {"source": SOURCE, "id": case.key}
    body = {"title": case.title, "external_id": external, "participants": case.people}
    made = stage.new_case(case.number, **body)
    names = sorted(person["name"] for person in made["participants"])
    wanted = sorted(_nfc(person["name"]) for person in case.people)
    report.same(f"oyez {case.key}: people", wanted, names, f"{len(wanted)} names")
    again = stage.new_case(case.number, **body)
    report.same(f"oyez {case.key}: sent twice", [made["id"], wanted], _card(again), "one case, same people")
    return [_import_sitting(stage, report, made["id"], sitting) for sitting in case.sittings]


def _import_sitting(stage: Stage, report: Report, case_id: str, sitting: Sitting) -> Imported:
    external = {"source": SOURCE, "id": sitting.key}
    hearing = stage.new_hearing(case_id, external_id=external)
    if sitting.length_ms:
        stage.mark_session(hearing, sitting.length_ms)
    imported = Imported(hearing["id"], sitting)
    for number, chunk in enumerate(_chunks(sitting.rows)):
        _import_twice(stage, report, imported, number, chunk)
    _read_back(stage, report, imported)
    return imported


def _import_twice(
    stage: Stage, report: Report, imported: Imported, number: int, chunk: list[dict[str, Any]]
) -> None:
    """The same key again, as after a lost answer: the same answer, and nothing new."""
    key = {"Idempotency-Key": f"{imported.sitting.key}-{number}"}
    where = f"{API}/hearings/{imported.id}/entries/"
    answers = [stage.clerk.post(where, json={"entries": chunk}, headers=key) for _ in range(2)]
    name = f"oyez {imported.sitting.key}: import of {len(chunk)} entries, twice"
    statuses = [answer.status_code for answer in answers]
    said = [answer.json() for answer in answers]
    imported_once = statuses == [201, 201] and said[0] == said[1] and said[0]["imported"] == len(chunk)
    report.check(name, "imported once", "imported once" if imported_once else f"{statuses} {said[1]}")


def _read_back(stage: Stage, report: Report, imported: Imported) -> None:
    sent = sorted(imported.sitting.rows, key=lambda row: int(row["offset_ms"]))
    answer = stage.clerk.get(f"{API}/hearings/{imported.id}/entries/").raise_for_status()
    rows: list[dict[str, Any]] = answer.json()["results"]
    name = f"oyez {imported.sitting.key}: read again"
    report.same(
        name, [_as_sent(row) for row in sent], [_as_read(row) for row in rows], f"{len(sent)} entries"
    )


def _as_sent(row: dict[str, Any]) -> tuple[Any, ...]:
    text = row["text"].strip()
    return row["external_id"]["id"], row["offset_ms"], row.get("end_offset_ms"), row["speaker"], text


def _as_read(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["external_id"]["id"], row["offset_ms"], row["end_offset_ms"], row["speaker"], row["text"]


def _open_page(stage: Stage, report: Report, longest: Imported) -> None:
    """The longest hearing's page, whole, for the judge."""
    page = stage.judge.get(f"/hearings/{longest.id}/")
    shown = len(ENTRY_IN_PAGE.findall(page.text))
    wanted = len(longest.sitting.rows)
    minutes = longest.sitting.length_ms // 60_000
    name = f"oyez page of the longest hearing ({minutes} min)"
    report.check(name, f"200, {wanted} entries", f"{page.status_code}, {shown} entries")


def _refuses(stage: Stage, report: Report, imported: Imported) -> None:
    """One bad row imports nothing and is named; too many rows are told; a key stands for one body."""
    where = f"{API}/hearings/{imported.id}/entries/"
    good = {"offset_ms": 0, "text": "A row too many."}
    before = len(stage.clerk.get(where).json()["results"])
    bad = stage.clerk.post(where, json={"entries": [good, {"offset_ms": 5}]})
    errors = [(error["row"], error["field"]) for error in bad.json().get("errors", [])]
    report.check("oyez import with one bad row", "4xx [(1, 'text')]", f"{bad.status_code // 100}xx {errors}")
    many = stage.clerk.post(where, json={"entries": [good] * (ROWS_AT_ONCE + 1)})
    report.check("oyez import of too many rows", "4xx", f"{many.status_code // 100}xx")
    key = {"Idempotency-Key": f"{imported.sitting.key}-0"}
    reused = stage.clerk.post(where, json={"entries": [good]}, headers=key)
    report.check("oyez same key, other rows", "4xx", f"{reused.status_code // 100}xx")
    after = len(stage.clerk.get(where).json()["results"])
    report.check("oyez entries after the refusals", before, after)


def _search(stage: Stage, report: Report, imported: Imported) -> None:
    """A rare word of the transcript is found by the judge of the case and by nobody else."""
    for word in _rare_words(imported.sitting.rows):
        query = f"{API}/search/"
        found = stage.judge.get(query, params={"q": word}).raise_for_status().json()["results"]
        texts = {hit["text"] for hit in found if hit["hearing"] == imported.id}
        wanted = {row["text"].strip() for row in imported.sitting.rows if word in row["text"].lower()}
        found_by = f"{len(wanted)} found"
        report.same(f"oyez search {word!r} by the judge", sorted(wanted), sorted(texts), found_by)
        hits = stage.outsider.get(query, params={"q": word}).raise_for_status().json()["results"]
        report.check(f"oyez search {word!r} by an outsider", 0, len(hits))


def _rare_words(rows: list[dict[str, Any]]) -> list[str]:
    """Return three words that few rows hold."""
    counts: dict[str, int] = {}
    for row in rows:
        for word in {found.lower() for found in WORD.findall(row["text"])}:
            counts[word] = counts.get(word, 0) + 1
    return sorted(word for word, count in counts.items() if count == 1)[:3]


def _chunks(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [rows[at : at + ROWS_AT_ONCE] for at in range(0, len(rows), ROWS_AT_ONCE)]


def _card(case: dict[str, Any]) -> list[Any]:
    return [case["id"], sorted(person["name"] for person in case["participants"])]


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
