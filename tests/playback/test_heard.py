"""What the gate sends is on record: noted before it goes, in the log once, whatever dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from custody.models import LogEntry, OutboxRow
from custody.services.sequencer import sequence_due
from foundation.clock import utc_now
from hearings.models import Hearing
from playback.models import GatheredNotes, Play
from playback.services.heard import Notes, gather_heard, notes
from tests.playback.test_media import base_of, body_of, opened, parts_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def after_the_slot(settings: Settings) -> time_machine.travel:
    return time_machine.travel(utc_now() + timedelta(seconds=settings.HEARD_SLOT_S + 3))


def heard() -> list[list[list[int]]]:
    return [row.private["ranges"] for row in OutboxRow.objects.filter(action="play.heard").order_by("seq")]


def files(settings: Settings) -> list[Path]:
    return sorted(Path(settings.HEARD_DIR).glob("*"))


def test_parts_that_were_sent_are_in_the_log(
    signed_in: SignIn, recorded: Hearing, settings: Settings
) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    for name in parts_of(client, play, "v0"):
        body_of(client, f"{base_of(play)}/{name}")
    assert gather_heard() == 0  # the slot is not over
    with after_the_slot(settings):
        assert (gather_heard(), gather_heard()) == (1, 0)
    (ranges,) = heard()
    assert len(ranges) == 1
    assert ranges[0][0] == 0
    assert play["duration_ms"] - 500 <= ranges[0][1] <= play["duration_ms"]
    row = OutboxRow.objects.get(action="play.heard")
    shown = Play.objects.get()
    assert (row.object, row.person, row.private["play"]) == (recorded.pk, shown.viewer, shown.pk)
    assert not files(settings)


def test_only_what_was_sent_counts(signed_in: SignIn, recorded: Hearing, settings: Settings) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    first, *_others = [name for name in parts_of(client, play, "a0") if name.endswith(".m4s")]
    for name in ("master.m3u8", "a0/i0.mp4"):
        body_of(client, f"{base_of(play)}/{name}")
    client.head(f"{base_of(play)}/{first}")
    client.get(f"{base_of(play)}/v0/9999.m4s")
    signed_in("lawyer").get(f"{base_of(play)}/{first}")  # another's credential
    assert not files(settings)
    body_of(client, f"{base_of(play)}/{first}")
    with after_the_slot(settings):
        assert gather_heard() == 1
    ((start, end),) = heard()[0]
    assert (start, end > 1000, end < play["duration_ms"] / 2) == (0, True, True)


def refuse(*_arguments: object, **_options: object) -> None:
    raise OSError


def test_file_is_counted_once_though_the_round_died(
    signed_in: SignIn, recorded: Hearing, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = opened(signed_in("party"), recorded)
    notes.add(play["playlist"].split("/")[2], ((0, 4000),))
    with after_the_slot(settings):
        with monkeypatch.context() as patch:
            patch.setattr(Path, "unlink", refuse)
            with pytest.raises(OSError):
                gather_heard()
        assert (len(files(settings)), gather_heard(), len(files(settings))) == (1, 0, 0)
    assert heard() == [[[0, 4000]]]


def test_notes_that_are_torn_or_of_nothing_are_passed_over(recorded: Hearing, settings: Settings) -> None:
    play = Play.objects.create(hearing=recorded, viewer="v" * 26, credential="c", ends_at=utc_now())
    notes.add(play.pk, ())
    assert not files(settings)
    notes.add(play.pk, ((9000, 12_000), (0, 4000)))
    notes.add(play.pk, ((4500, 6000),))
    notes.add("x" * 26, ((0, 1),))
    with files(settings)[0].open("ab") as file:
        file.write(b'["' + play.pk.encode())
    (Path(settings.HEARD_DIR) / "stray.heard").write_text("of nobody")
    with after_the_slot(settings):
        assert gather_heard() == 1
    assert heard() == [[[0, 6000], [9000, 12_000]]]


def test_each_slot_has_a_file_and_a_row(recorded: Hearing, settings: Settings) -> None:
    play = Play.objects.create(hearing=recorded, viewer="v" * 26, credential="c", ends_at=utc_now())
    own = Notes()
    with time_machine.travel("2026-03-02T05:00:00Z", tick=False) as clock:
        for _ in range(2):
            own.add(play.pk, ((0, 4000),))
            clock.shift(settings.HEARD_SLOT_S)
        assert len(files(settings)) == 2
        clock.shift(3)
        assert gather_heard() == 2
        clock.shift(2 * 86_400)
        gather_heard()
    assert not GatheredNotes.objects.exists()
    own.close()


def test_full_disk_stops_nobody_from_listening(recorded: Hearing, settings: Settings, tmp_path: Path) -> None:
    settings.HEARD_DIR = tmp_path / "file"
    settings.HEARD_DIR.write_text("")
    Notes().add("x" * 26, ((0, 1),))


NOTE_AND_WAIT = """
import sys, time, django
django.setup()
from django.conf import settings
from pathlib import Path
settings.HEARD_DIR = Path(sys.argv[1])
from playback.services.heard import Notes
Notes().add(sys.argv[2], ((1000, 5000),))
print("noted", flush=True)
time.sleep(60)
"""


def test_note_outlives_a_killed_process(recorded: Hearing, settings: Settings) -> None:
    play = Play.objects.create(hearing=recorded, viewer="v" * 26, credential="c", ends_at=utc_now())
    argv = [sys.executable, "-c", NOTE_AND_WAIT, str(settings.HEARD_DIR), play.pk]
    with subprocess.Popen(
        argv, stdout=subprocess.PIPE, env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"noted\n"
        child.send_signal(signal.SIGKILL)
    with after_the_slot(settings):
        assert gather_heard() == 1
        sequence_due()
    assert heard() == [[[1000, 5000]]]
    assert LogEntry.objects.get(row__action="play.heard").seq is not None
    # at the latest: the slot, its grace, the round, the sequencer's round
    assert settings.HEARD_SLOT_S + 2 + 10 + 5 < 60
