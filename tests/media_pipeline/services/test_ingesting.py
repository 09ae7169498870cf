"""``manage.py ingest``: files and folders of this machine, through the same steps as an upload."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from custody.models import Original, OutboxRow
from jobs.models import Job
from jobs.services.lease import claim
from media_pipeline.models import HearingRange, Recording, Upload
from media_pipeline.services import declaring, ingesting
from media_pipeline.services.parts import part_path
from tests.cast import ABSENT, Cast
from tests.media import SECONDS, media_file
from tests.media_pipeline.uploads.tus import media

Ingest = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def ingest(stores: Path, cast: Cast) -> Ingest:
    """Run the command for case 1's hearing; returns its exit code and its lines."""

    def run(*arguments: object, place: tuple[str, str] | None = None) -> tuple[int, list[dict[str, Any]]]:
        out = StringIO()
        code = 0
        try:
            call_command(
                "ingest", *map(str, arguments), *(place or ("--hearing", cast.hearing.pk)), stdout=out
            )
        except SystemExit as end:
            code = int(end.code or 0)
        return code, [json.loads(line) for line in out.getvalue().splitlines()]

    return run


def test_ingest_of_a_recording_makes_it_playable(ingest: Ingest, tmp_path: Path) -> None:
    source = tmp_path / "Сот.mp4"
    source.write_bytes(media_file().read_bytes())
    before = source.stat()
    code, (line,) = ingest(source, "--camera", 2, "--channels", "judge, witness")
    recording = Recording.objects.get()
    assert code == 0
    assert set(line) == {"file", "outcome", "recording", "job", "state", "problem"}
    assert (line["file"], line["outcome"], line["state"]) == (str(source), "accept", "done")
    assert (line["recording"], line["job"], line["problem"]) == (
        recording.pk,
        Job.objects.get(kind="index").pk,
        None,
    )
    assert (recording.state, recording.camera, recording.channels) == ("ready", 2, ["judge", "witness"])
    assert HearingRange.objects.get().recording == recording
    after = source.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_mode) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_mode,
    )
    assert not list(part_path("x").parent.glob("*.part"))
    assert OutboxRow.objects.get(action="original.stored").actor == "operator"


def test_ingest_of_a_folder_goes_by_name_and_leaves_hidden_files(ingest: Ingest, tmp_path: Path) -> None:
    for number, name in enumerate(["b.mp4", "a.mp4", "sub/c.mp4", ".hidden.mp4", ".dir/d.mp4"]):
        path = tmp_path / "room" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(media(6000, seed=70 + number))
    code, lines = ingest(tmp_path / "room", "--started-at", "2026-03-02T10:00:00+05:00")
    assert [Path(line["file"]).name for line in lines] == ["a.mp4", "b.mp4", "c.mp4"]
    assert code == 0
    assert {line["outcome"] for line in lines} == {"keep"}  # begin like MP4 and are none
    assert all(line["problem"] for line in lines)


def test_ingest_of_segments_lets_each_follow_the_one_before(ingest: Ingest, tmp_path: Path) -> None:
    for name, tone in (("1.mp4", 440), ("2.mp4", 550)):
        (tmp_path / name).write_bytes(media_file(tone).read_bytes())
    ingest(tmp_path / "1.mp4", tmp_path / "2.mp4", "--started-at", "2026-03-02T10:00:00+05:00")
    first, second = Recording.objects.order_by("started_at")
    gap_s = (second.started_at - first.started_at).total_seconds()
    assert gap_s == pytest.approx(SECONDS, abs=0.1)


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"", "upload-empty"), (b"a text\n" * 2000, "upload-not-media"), (None, "file-unreadable")],
)
def test_ingest_refuses_what_an_upload_would_and_goes_on(
    ingest: Ingest, tmp_path: Path, data: bytes | None, problem: str
) -> None:
    wrong, right = tmp_path / "a.mp4", tmp_path / "b.mp4"
    if data is not None:
        wrong.write_bytes(data)
    right.write_bytes(media(6000, seed=80))
    code, (first, second) = ingest(wrong, right)
    assert code == 1
    assert (first["outcome"], first["problem"], first["recording"]) == ("reject", problem, None)
    assert second["outcome"] == "keep"
    assert Recording.objects.count() == 1


def test_ingest_of_the_same_file_again_is_the_same_recording(ingest: Ingest, tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    source.write_bytes(media(6000, seed=81))
    lines = [ingest(source)[1][0] for _ in range(2)]
    assert lines[0] == lines[1]
    assert (Original.objects.count(), Recording.objects.count()) == (1, 1)


def test_ingest_of_a_file_that_shrinks_while_it_is_read_is_refused(
    ingest: Ingest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a.mp4"
    source.write_bytes(media(6000))
    plain = declaring.begin

    def shrunk(*arguments: Any) -> Upload:
        upload = plain(*arguments)
        source.write_bytes(media(5000))
        return upload

    monkeypatch.setattr(ingesting, "begin", shrunk)
    code, (line,) = ingest(source)
    assert (code, line["problem"]) == (1, "file-unreadable")
    assert Upload.objects.get().state == "expired"
    assert not Original.objects.exists()


def test_ingest_while_another_process_has_the_job_tells_the_state(
    ingest: Ingest, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INGEST_WAIT_S = 0
    monkeypatch.setattr(ingesting, "run_job", lambda job, owner: claim(job, "elsewhere"))
    source = tmp_path / "a.mp4"
    source.write_bytes(media(6000))
    code, (line,) = ingest(source)
    assert (code, line["outcome"], line["state"]) == (0, "", "running")


def test_ingest_for_a_courtroom_is_a_deposit(ingest: Ingest, cast: Cast, tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    source.write_bytes(media(6000))
    code, _lines = ingest(source, place=("--courtroom", cast.room.pk))
    recording = Recording.objects.get()
    assert (code, recording.courtroom, HearingRange.objects.count()) == (0, cast.room, 0)
    assert (recording.clock_source, recording.waits) == ("received", "no-hearing")


def _pieces(folder: Path) -> None:
    """Write what a recorder leaves: five-minute pieces of camera 1, one-minute pieces of camera 2, and disorder."""
    names = [f"cam1/20260302_{10 + minute // 60}{minute % 60:02}00.mp4" for minute in (0, 5, 10)]
    names += [f"cam2/2026-03-02 10.{minute:02}.00.mp4" for minute in range(4)]
    for seed, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(media(6000, seed=200 + seed))
    (folder / "cam2" / "Copy of 2026-03-02 10.02.00.mp4").write_bytes(
        (folder / "cam2" / "2026-03-02 10.02.00.mp4").read_bytes()
    )
    (folder / "cam1" / "index.txt").write_bytes(b"piece;start\n" * 1000)


def test_ingest_of_a_recorders_folder_reads_each_name_and_doubles_nothing(
    ingest: Ingest, cast: Cast, tmp_path: Path
) -> None:
    _pieces(tmp_path / "room")
    for _ in range(2):  # the second run finds what the first one made
        code, lines = ingest(tmp_path / "room", place=("--courtroom", cast.room.pk))
        refused = [line for line in lines if line["problem"] == "upload-not-media"]
        assert (code, len(lines), len(refused)) == (1, 9, 1)
        rows = Recording.objects.order_by("camera", "started_at")
        told = [(row.camera, row.started_at.strftime("%H:%M")) for row in rows]
        assert told == [
            *((1, f"05:{minute:02}") for minute in (0, 5, 10)),
            *((2, f"05:{minute:02}") for minute in range(4)),
        ]
        assert {row.clock_source for row in rows} == {"name"}
        assert (Original.objects.count(), HearingRange.objects.filter(withdrawn_at=None).count()) == (7, 7)
        assert set(HearingRange.objects.values_list("hearing", flat=True)) == {cast.hearing.pk}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--hearing", ABSENT),
        ("--courtroom", ABSENT),
        (),
        ("--hearing", ABSENT, "--courtroom", ABSENT),
        ("--hearing", ABSENT, "--started-at", "2026-03-02"),
        ("--hearing", ABSENT, "--started-at", "2026-03-02T10:00:00"),
    ],
)
def test_ingest_without_one_right_place_and_time_is_an_error(
    arguments: tuple[str, ...], tmp_path: Path, db: None
) -> None:
    with pytest.raises(CommandError):
        call_command("ingest", str(tmp_path), *arguments)
