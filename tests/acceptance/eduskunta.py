"""A sitting of a parliament in Finnish: words with times, paragraphs with speakers and without."""

import re
from pathlib import Path
from typing import Any

from tests.acceptance.report import Report
from tests.acceptance.stage import API, Stage

ENCODING = "latin-1"
SPEAKER = re.compile(r"^SPEAKER: (?P<name>.+?):?$")
TURN = "PMPVUORO"


def run(folder: Path, stage: Stage, report: Report) -> None:
    """Import every transcript of the folder that has word times, then read it again."""
    for path in sorted(folder.glob("*.transcript")):
        times = _word_times(path.with_suffix(".asr"))
        rows = rows_of(path.read_text(encoding=ENCODING), times)
        case = stage.new_case(f"ACC-{path.stem}")
        hearing = stage.new_hearing(case["id"])
        where = f"{API}/hearings/{hearing['id']}/entries/"
        answer = stage.clerk.post(where, json={"entries": rows})
        report.check(f"eduskunta {path.stem}: import of {len(rows)} paragraphs", 201, answer.status_code)
        read = stage.clerk.get(where).raise_for_status().json()["results"]
        sent = [(row["offset_ms"], row["speaker"], row["text"]) for row in rows]
        got = [(row["offset_ms"], row["speaker"], row["text"]) for row in read]
        report.same(f"eduskunta {path.stem}: read again", sent, got, f"{len(sent)} entries")


def rows_of(transcript: str, times: list[int]) -> list[dict[str, Any]]:
    """Return one row for each paragraph, placed among the words' times by how much text came before it."""
    paragraphs = list(_paragraphs(transcript))
    total = max(1, sum(len(text.split()) for _, text in paragraphs))
    rows: list[dict[str, Any]] = []
    spoken = 0
    for speaker, text in paragraphs:
        at = times[min(len(times) - 1, spoken * len(times) // total)] if times else 0
        rows.append({"offset_ms": at, "speaker": speaker, "language": "fi", "text": text})
        spoken += len(text.split())
    return rows


def _paragraphs(transcript: str) -> list[tuple[str, str]]:
    """Return (speaker, text); the speaker holds until the next turn."""
    found: list[tuple[str, str]] = []
    speaker = ""
    for block in re.split(r"\n\s*\n", transcript):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        for line in [line for line in lines if SPEAKER.match(line) or line == TURN]:
            match = SPEAKER.match(line)
            speaker = match["name"] if match else ""
        text = " ".join(line for line in lines if not SPEAKER.match(line) and line != TURN)
        if text:
            found.append((speaker, text))
    return found


def _word_times(path: Path) -> list[int]:
    if not path.exists():
        return []
    starts = [line.split("\t")[0] for line in path.read_text(encoding=ENCODING).splitlines() if line]
    return [round(float(start) * 1000) for start in starts]
