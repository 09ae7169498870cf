"""Hostile and damaged files, each under the name that its sender chose."""

import hashlib
import html
import json
import unicodedata
from pathlib import Path
from typing import Any

from tests.acceptance.expecting import Expectation, outcomes, plays_at_once
from tests.acceptance.media import MediaTrial, Outcome
from tests.acceptance.mp4_facts import streams_inside
from tests.acceptance.report import Mark, Report
from tests.acceptance.stage import Stage

CHECKSUM_MISMATCH = 460
SHOWN_AT_MOST = 200
# What no manifest row carries but every intake must survive: direction marks, control characters, a path.
OWN_NAMES = ("\u202egpj.mp4", "hear\u200fing\u2066.mp4", "a\r\nSet-Cookie: x=1.mp4", "../../etc/passwd.mp4")
HIDDEN = frozenset({"Cf", "Co", "Cs", "Zl", "Zp"})


def run(folder: Path, stage: Stage, report: Report) -> None:
    """Upload every row of the folder's ``manifest.json`` and what the rows leave out."""
    rows: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    trial = MediaTrial.open(stage, report, "ACC-BADMEDIA")
    for row in rows:
        _row(trial, folder, row)
    good = (folder / "ok.mp4").read_bytes()
    for name in OWN_NAMES:
        _named(trial, f"badmedia name {name!r}", name, good, Expectation(frozenset({"accept"}), True))
    _flipped_bit(trial, (folder / "flip1bit.mp4").read_bytes(), good)
    trial.run("badmedia zero bytes", "empty.mp4", b"", Expectation(frozenset({"reject"})))


def _row(trial: MediaTrial, folder: Path, row: dict[str, Any]) -> None:
    data = (folder / row["file"]).read_bytes()
    expected = Expectation(outcomes(row["expect"]), plays_at_once(data, streams_inside(data)))
    name = f"badmedia {row['file']}"
    if row["cls"] == "filename":
        _named(trial, f"{name} as {row['upload_name'][:24]}", row["upload_name"], data, expected)
        return
    trial.run(name, row["upload_name"], data, expected)


def _named(trial: MediaTrial, name: str, filename: str, data: bytes, expected: Expectation) -> None:
    outcome = trial.run(name, filename, data, expected)
    if outcome.recording:
        found = _name_faults(trial.stage, outcome, filename)
        mark = Mark.DIFF if found else Mark.OK
        trial.report.add(mark, f"{name}: shown clean", "clean", ", ".join(found) or "clean")


def _name_faults(stage: Stage, outcome: Outcome, filename: str) -> list[str]:
    """Return what is wrong with how a name leaves: pages, API, and the original's own header."""
    page = stage.clerk.get(f"/recordings/{outcome.recording}/")
    hearing = stage.clerk.get(f"/hearings/{outcome.hearing}/")
    card = stage.clerk.get(f"/api/v1/recordings/{outcome.recording}/")
    original = stage.clerk.get(
        f"/api/v1/recordings/{outcome.recording}/original/", headers={"Range": "bytes=0-9"}
    )
    found = [
        f"{answer.request.url.path} {answer.status_code}"
        for answer in (page, hearing, card)
        if answer.is_error
    ]
    shown = shown_name(filename)
    found += [f"not shown as {shown!r}" for answer in (page,) if shown not in html.unescape(answer.text)]
    found += [
        f"marks in {answer.request.url.path}"
        for answer in (page, hearing, card)
        if _hidden(answer.text, filename)
    ]
    disposition = original.headers.get("content-disposition", "")
    if (
        not disposition.startswith("attachment;")
        or not disposition.isprintable()
        or "/" in disposition.split("''")[0]
    ):
        found.append(f"disposition {disposition!r}")
    if not original.headers.get("content-type", "").startswith("application/octet-stream"):
        found.append(f"type {original.headers.get('content-type')}")
    return found


def shown_name(filename: str) -> str:
    """Return the beginning of a name as a person may meet it: composed letters, no path, nothing invisible."""
    last = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    letters = [x for x in last if unicodedata.category(x) not in HIDDEN | {"Cc"}]
    return " ".join("".join(letters).split())[:SHOWN_AT_MOST]


def _hidden(text: str, filename: str) -> bool:
    """Whether a page carries a control or direction mark of the name (a page's own soft hyphens are its own)."""
    marks = {x for x in filename if unicodedata.category(x) in HIDDEN | {"Cc"}} - {"\n", "\r", "\t"}
    plain = html.unescape(text)
    return any(mark in plain for mark in marks) or "..\\" in plain or "../" in plain.replace("../static", "")


def _flipped_bit(trial: MediaTrial, flipped: bytes, whole: bytes) -> None:
    """A flipped bit raises no error in any decoder: only the sender's own hash tells it."""
    said = hashlib.sha256(whole).hexdigest()
    got = trial.outcome_of("flip1bit.mp4", flipped, sha256=said)
    trial.report.check(
        "badmedia flip1bit.mp4 with the sender's sha256", f"refused {CHECKSUM_MISMATCH}", got.word
    )
    own = hashlib.sha256(flipped).hexdigest()
    expected = Expectation(frozenset({"accept"}), plays_now=True)
    trial.run("badmedia flip1bit.mp4 with its own sha256", "flip1bit.mp4", flipped, expected, sha256=own)
