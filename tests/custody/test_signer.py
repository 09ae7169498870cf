"""The signer: signs what continues its last signature, refuses everything else, and changes keys with an overlap."""

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from pytest_django.fixtures import Settings

from custody.log.checkpoint import Checkpoint
from custody.log.errors import LogError
from custody.log.merkle import root as tree_root
from custody.log.note import read, sign
from custody.log.tiles import grow as grown
from custody.services.checkpoints import open_checkpoint
from custody.services.logfiles import write_file
from custody.services.sequencer import sequence_due
from custody.services.signer import Round, sign_due
from custody.services.signing_keys import KeyRing, published_keys
from foundation.clock import utc_now
from tests.custody.logs import files, head, keys, published, say, the_log, write_rows

pytestmark = pytest.mark.django_db


def grow(count: int) -> None:
    write_rows(count)
    sequence_due()


def newest() -> Checkpoint:
    return open_checkpoint(note(), the_log().origin, keys())


def note() -> bytes:
    found = published().note()
    assert found is not None
    return found


def test_first_head_is_signed_at_once_and_the_next_after_its_time(settings: Settings) -> None:
    assert sign_due().signed == 0
    with time_machine.travel(utc_now(), tick=False) as clock:
        grow(3)
        assert (sign_due().signed, sign_due().signed) == (1, 0)
        assert (newest().size, newest().root.hex()) == (3, the_log().root)
        grow(1)
        clock.shift(timedelta(seconds=settings.AUDIT_CHECKPOINT_S) - timedelta(seconds=1))
        assert sign_due().signed == 0
        clock.shift(1)
        assert sign_due().signed == 1
        assert newest().size == 4
        clock.shift(timedelta(seconds=settings.AUDIT_CHECKPOINT_S))
        assert sign_due().signed == 0  # nothing new to say


def test_many_leaves_are_signed_before_their_time(settings: Settings) -> None:
    settings.AUDIT_CHECKPOINT_LEAVES = 10
    grow(1)
    sign_due()
    grow(9)
    assert sign_due().signed == 0
    grow(1)
    assert sign_due().signed == 1


def test_key_and_memory_are_for_the_signer_alone(settings: Settings) -> None:
    grow(1)
    sign_due()
    folder = Path(settings.AUDIT_SIGNER_DIR)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.*") if path.suffix} == {
        "1.key": 0o600,
        "state.json": 0o600,
    }
    seed = json.loads((folder / "1.key").read_text())["seed"]
    shown = [path for path in Path(settings.AUDIT_CHECKPOINT_DIR).rglob("*") if path.is_file()]
    assert shown
    assert not any(seed in path.read_text() for path in shown)


def shorter() -> None:
    say(Checkpoint(head().origin, 2, head().root))


def other_root() -> None:
    say(Checkpoint(head().origin, head().size, bytes(32)))


def other_name() -> None:
    say(Checkpoint("courtrec/another", head().size, head().root))


def other_leaves() -> None:
    """A log that was written anew: right in itself."""
    for tile, data in grown(0, {}, [b'{"forged":%d}' % n for n in range(6)]).items():
        write_file(files().root / tile.path, data)
    say(Checkpoint(head().origin, 6, tree_root(6, files().reader(6).node)))


def gone() -> None:
    (files().root / "head").unlink()


def torn() -> None:
    (files().root / "head").write_bytes(b"\xff")


def tile_gone() -> None:
    (files().root / "tile/0/000.p/5").unlink()
    other_root()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (shorter, "2 leaves; 5 were signed"),
        (other_root, "root"),
        (other_leaves, "continue"),
        (other_name, "called"),
        (gone, "gone"),
        (torn, "not a checkpoint"),
        (tile_gone, "cannot be read"),
    ],
)
def test_head_that_does_not_continue_the_last_one_is_refused(
    change: object, why: str, settings: Settings
) -> None:
    grow(5)
    sign_due()
    before = published().note()
    assert callable(change)
    change()
    settings.AUDIT_CHECKPOINT_S = 0
    assert (sign_due().refused, sign_due().signed) == (1, 0)
    assert published().note() == before
    refusal = published().refusal()
    assert refusal is not None
    assert why in refusal[0]


def test_shorter_log_that_is_right_in_itself_is_refused_with_both_lengths() -> None:
    grow(3)
    before = head()
    grow(2)
    sign_due()
    say(before)
    assert sign_due().refused == 1
    refusal = published().refusal()
    assert refusal is not None
    assert "3 leaves; 5 were signed" in refusal[0]


def test_refusal_ends_when_the_log_is_right_again() -> None:
    grow(5)
    sign_due()
    before = head()
    other_root()
    sign_due()
    since = published().refusal()
    sign_due()
    assert published().refusal() == since  # when it began stays
    say(before)
    assert sign_due().refused == 0
    assert published().refusal() is None


def test_name_of_another_log_is_refused() -> None:
    grow(2)
    sign_due()
    write_rows(2, court="other")
    sequence_due()
    state = head("other")
    say(Checkpoint(the_log().origin, state.size, state.root), "other")
    assert sign_due().refused == 1
    refusal = published("other").refusal()
    assert refusal is not None
    assert "another log" in refusal[0]


def test_checkpoint_that_was_lost_is_published_again() -> None:
    grow(2)
    sign_due()
    (published().root / "checkpoint").unlink()
    assert sign_due().signed == 1
    assert newest().size == 2


def test_signer_without_its_memory_does_not_go_on(settings: Settings) -> None:
    grow(2)
    sign_due()
    (Path(settings.AUDIT_SIGNER_DIR) / "state.json").write_text("")
    with pytest.raises(ValueError):
        sign_due()


def test_head_that_moves_on_while_it_is_read_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    grow(2)
    first = head()
    grow(1)

    def late(place: str, *_arguments: object) -> None:
        raise FileNotFoundError(place)

    heads = iter([first, head()])
    monkeypatch.setattr("custody.services.signer._require_continuation", late)
    monkeypatch.setattr("custody.services.signer.LogFiles.head", lambda _self: next(heads))
    assert (sign_due(), published().refusal()) == (Round(0, 0), None)


def test_day_keeps_its_last_checkpoint(settings: Settings) -> None:
    settings.AUDIT_CHECKPOINT_S = 0
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False) as clock:
        for day in (1, 1, 2):
            clock.move_to(f"2026-05-0{day}T10:00:00Z")
            grow(1)
            sign_due()
    sizes = {
        day: open_checkpoint(data, the_log().origin, keys()).size for day, data in published().days().items()
    }
    assert sizes == {"2026-05-01": 2, "2026-05-02": 3}


def test_new_key_signs_beside_the_old_one_for_its_time(settings: Settings) -> None:
    settings.AUDIT_CHECKPOINT_S = 0
    with time_machine.travel(utc_now(), tick=False) as clock:
        grow(1)
        sign_due()
        KeyRing(Path(settings.AUDIT_SIGNER_DIR)).rotate()
        signers = []
        for wait in (1, settings.AUDIT_KEY_OVERLAP_DAYS * 86_400 - 2, 1):
            clock.shift(wait)
            grow(1)
            sign_due()
            signers.append([key.public for key in read(note()).by(keys())])
        old, new = (key.public for key in published_keys())
        assert signers == [[old, new], [old, new], [new]]


def test_checkpoint_of_a_stranger_is_not_opened() -> None:
    grow(1)
    sign_due()
    state = newest()
    for data in (
        sign(state.text(), state.origin, [bytes(32)]),
        sign("x\n", state.origin, [bytes(32)]),
        b"nothing",
    ):
        with pytest.raises(LogError):
            open_checkpoint(data, the_log().origin, keys())
    with pytest.raises(LogError):
        open_checkpoint(note(), "courtrec/another", keys())
