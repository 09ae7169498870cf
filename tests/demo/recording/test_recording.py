"""The committed recording is what its documents, its script and the demo court promise."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from demo.recording import check
from demo.recording.cast import CAST, LANGUAGES, MICROPHONES
from demo.recording.script import SCRIPT, read_script
from demo.services import cast as demo_court

FOLDER = SCRIPT.parent
MEDIA = FOLDER / "hearing.mp4"
MAX_BYTES = 12_000_000
FRAME_MS = 40


def document(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return loaded


ENTRIES = document("protocol.json")["entries"]


def test_recording_matches_its_documents_and_levels() -> None:
    assert list(check.faults(FOLDER)) == []


def test_protocol_entries_are_the_script_in_order() -> None:
    spoken = [
        (line.who, line.kind, line.language, line.text) for line in read_script(SCRIPT.read_text("utf-8"))
    ]
    assert [
        (entry["participant"], entry["kind"], entry["language"], entry["text"]) for entry in ENTRIES
    ] == spoken


def test_cast_bears_the_names_of_the_users_of_the_demo_court() -> None:
    users = {f"{person.last_name} {person.first_name}" for person in demo_court.CAST}
    strangers = {key for key, person in CAST.items() if person.names["ru"] not in users}
    # The interpreter signs in nowhere.
    assert strangers == {"interpreter"}


def test_protocol_times_ascend_without_overlap_inside_the_recording() -> None:
    times = [moment for entry in ENTRIES for moment in (entry["start_ms"], entry["end_ms"])]
    assert times == sorted(set(times))
    assert times[-1] < document("manifest.json")["duration_ms"]


def test_manifest_names_every_channel_in_three_languages() -> None:
    channels = document("manifest.json")["channels"]
    assert [(channel["index"], channel["key"]) for channel in channels] == list(
        enumerate(microphone.key for microphone in MICROPHONES)
    )
    assert all(set(channel["names"]) == set(LANGUAGES) for channel in channels)


def test_media_tracks_have_form_and_equal_length() -> None:
    assert MEDIA.stat().st_size < MAX_BYTES
    with av.open(str(MEDIA), "r") as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.width, video.height) == ("h264", 960, 540)
        assert video.average_rate is not None
        assert float(video.average_rate) == 25
        assert (audio.codec_context.name, audio.channels, audio.layout.name) == ("aac", 4, "4.0")
        lengths_ms = [
            float(track.duration * track.time_base) * 1000
            for track in (video, audio)
            if track.duration is not None and track.time_base is not None
        ]
    assert lengths_ms[0] >= 600_000
    assert lengths_ms == pytest.approx([document("manifest.json")["duration_ms"]] * 2, abs=FRAME_MS)


def test_media_key_frames_stand_every_two_seconds() -> None:
    with av.open(str(MEDIA), "r") as container:
        track = container.streams.video[0]
        keys = [
            packet.pts for packet in container.demux(track) if packet.is_keyframe and packet.pts is not None
        ]
        assert track.time_base is not None
        steps = {float((after - before) * track.time_base) for before, after in pairwise(keys)}
    assert steps == {2.0}


@pytest.fixture
def shifted(tmp_path: Path) -> Path:
    """The recording with a protocol that is a second late."""
    for name in ("manifest.json", "hearing.mp4"):
        (tmp_path / name).symlink_to(FOLDER / name)
    moved = [
        {**entry, "start_ms": entry["start_ms"] + 1000, "end_ms": entry["end_ms"] + 1000} for entry in ENTRIES
    ]
    (tmp_path / "protocol.json").write_text(json.dumps({"entries": moved}), encoding="utf-8")
    return tmp_path


def test_check_late_protocol_is_caught(shifted: Path) -> None:
    assert any("pause" in fault for fault in check.faults(shifted))


def test_entry_levels_foreign_speech_on_own_microphone_is_seen() -> None:
    sound = np.zeros((check.MEASURE_RATE, 4), dtype=np.float32)
    sound[:, 1] = 0.1
    (levels,) = check.entry_levels(sound, [{"participant": "judge", "start_ms": 0, "end_ms": 1000}])
    assert levels.own_db < levels.other_db == pytest.approx(-20, abs=0.1)
