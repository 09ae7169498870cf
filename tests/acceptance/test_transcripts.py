"""The defects of real transcripts, each as the rows that are sent."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.transcripts import CaseFile, read_cases

SPEAKER = {"ID": 7, "name": "A. Advocate"}
CASE = {
    "term": "1970",
    "docket_number": "18",
    "name": "In re Example",
    "first_party": "Example",
    "second_party": None,
    "advocates": [{"advocate": SPEAKER}, None],
}


def _read(folder: Path, transcript: dict[str, Any] | None) -> CaseFile:
    (folder / "1970.18.json").write_text(json.dumps(CASE))
    (folder / "1970.18-t01.json").write_text(json.dumps({"title": "Argument", "transcript": transcript}))
    return next(read_cases(folder))


def _transcript(start: float, stop: float, speaker: dict[str, Any] | None = SPEAKER) -> dict[str, Any]:
    turn = {"speaker": speaker, "text_blocks": [{"start": start, "stop": stop, "text": "Words."}]}
    return {"duration": None, "sections": [{"turns": [turn]}, {"turns": None}]}


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [(1.2345, 2.0, (1234, 2000)), (5.0, 5.0, (5000, None)), (5.0, 3.0, (5000, None)), (0, 0, (0, None))],
)
def test_row_of_an_interval_drops_only_an_end_that_is_none(
    tmp_path: Path, start: float, stop: float, expected: tuple[int, int | None]
) -> None:
    row = _read(tmp_path, _transcript(start, stop)).sittings[0].rows[0]
    assert (row["offset_ms"], row.get("end_offset_ms")) == expected


def test_row_of_a_known_speaker_names_the_participant(tmp_path: Path) -> None:
    case = _read(tmp_path, _transcript(0, 1))
    assert [person["name"] for person in case.people] == ["Example", "A. Advocate"]
    assert case.sittings[0].rows[0]["participant"] == "7"


def test_row_without_a_speaker_is_kept(tmp_path: Path) -> None:
    row = _read(tmp_path, _transcript(0, 1, None)).sittings[0].rows[0]
    assert row["speaker"] == ""
    assert "participant" not in row


def test_hearing_without_a_transcript_has_no_rows(tmp_path: Path) -> None:
    sitting = _read(tmp_path, None).sittings[0]
    assert (sitting.rows, sitting.length_ms) == ([], 0)


def test_hearing_whose_text_ends_after_its_duration_is_as_long_as_its_text(tmp_path: Path) -> None:
    sitting = _read(tmp_path, _transcript(0, 9) | {"duration": 3.5}).sittings[0]
    assert sitting.length_ms == 9000
