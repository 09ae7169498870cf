"""Real media of many recorders, and speech: what plays, plays in its true length; the rest is kept."""

from dataclasses import replace
from pathlib import Path

from tests.acceptance.decoding import decoded_ms
from tests.acceptance.expecting import Expectation, outcomes, plays_at_once, tolerance_ms
from tests.acceptance.manifest import Row, rows
from tests.acceptance.media import MediaTrial
from tests.acceptance.report import Report
from tests.acceptance.stage import Stage

REFUSED_BY_NOTE = "must be refused"
SPEECH_OF_EACH_FOLDER = 3


def run(folder: Path, stage: Stage, report: Report) -> None:
    """Upload every clip; ``folder`` holds them, the manifest lies above it."""
    trial = MediaTrial.open(stage, report, "ACC-CLIPS")
    for row in rows(folder):
        _upload(trial, folder, row)


def run_speech(folder: Path, stage: Stage, report: Report) -> None:
    """Upload some speech of every language folder."""
    trial = MediaTrial.open(stage, report, "ACC-SPEECH")
    sounds = [row for row in rows(folder) if row.streams and (folder.parent / row.file).stat().st_size]
    rooms = sorted({row.file.split("/")[1] for row in sounds})
    for room in rooms:
        for row in [row for row in sounds if row.file.split("/")[1] == room][:SPEECH_OF_EACH_FOLDER]:
            _upload(trial, folder, row)
    for row in sounds:
        if row.file.endswith("p001.mp4"):
            _upload(trial, folder, row)


def _upload(trial: MediaTrial, folder: Path, row: Row) -> None:
    path = folder.parent / row.file
    data = path.read_bytes()
    name = row.file.rsplit("/", 1)[-1]
    expected = expectation(row, data)
    if not expected.plays_now:
        expected = replace(expected, decoded_ms=decoded_ms(path))
    trial.run(row.file, name.rpartition("__")[2], data, expected)


def expectation(row: Row, data: bytes) -> Expectation:
    """Return what the manifest promises; a note that a file must be refused allows the refusal."""
    allowed = outcomes(row.expect)
    if REFUSED_BY_NOTE in row.notes:
        allowed |= {"reject"}
    return Expectation(allowed, plays_at_once(data, row.streams), row.duration_ms, tolerance_ms(row.streams))
