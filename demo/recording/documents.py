"""Writes what belongs to the recording: the protocol in media time, and the manifest."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from demo.recording.cast import CAST, MICROPHONES
from demo.recording.mux import FRAMES_PER_S, GOP_MS, LAYOUT
from demo.recording.overlay import TITLE, ZONE, wall_clock
from demo.recording.palette import HEIGHT, WIDTH
from demo.recording.room import Utterance
from demo.recording.speech import SAMPLE_RATE
from media_pipeline.ffmpeg.binary import Binary
from media_pipeline.ffmpeg.limits import Limits
from media_pipeline.ffmpeg.runner import run

COMMAND: Final = "python -m demo.recording.make OUT_DIR"

Document = Mapping[str, object]


def protocol(utterances: Sequence[Utterance]) -> Document:
    """Return participants and entries; times are ms of the recording, first to last audible sample."""
    return {
        "participants": [
            {
                "participant": key,
                "speaker_role": person.role,
                "names": person.names,
                "roles": person.roles,
                "channel": person.microphone,
            }
            for key, person in CAST.items()
        ],
        "entries": [_entry(utterance) for utterance in utterances],
    }


def manifest(media: Path, total_ms: int, entries: int, ffmpeg: Binary) -> Document:
    """Return what the recording is, how it was made, and the hash that proves it."""
    return {
        "title": TITLE,
        "media": media.name,
        "bytes": media.stat().st_size,
        "sha256": hashlib.sha256(media.read_bytes()).hexdigest(),
        "duration_ms": total_ms,
        "clock": {"first_frame": wall_clock(0), "zone": ZONE},
        "video": {"codec": "h264", "width": WIDTH, "height": HEIGHT, "fps": FRAMES_PER_S, "gop_ms": GOP_MS},
        "audio": {"codec": "aac", "sample_rate": SAMPLE_RATE, "layout": LAYOUT},
        "channels": [
            {"index": index, "key": microphone.key, "names": microphone.names}
            for index, microphone in enumerate(MICROPHONES)
        ],
        "entries": entries,
        "made": {"command": COMMAND, "ffmpeg": ffmpeg.release, "espeak_ng": espeak_version()},
    }


def write(path: Path, document: Document) -> None:
    """Write a document as readable JSON."""
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def espeak_version() -> str:
    """Return the release of espeak-ng, "" if it does not tell."""
    program = shutil.which("espeak-ng")
    if program is None:
        return ""
    answer = run([str(Path(program).absolute()), "--version"], Limits(wall_s=10))
    return answer.stdout.decode("utf-8", "replace").partition(": ")[2].partition(" ")[0]


def _entry(utterance: Utterance) -> Document:
    line = utterance.line
    return {
        "start_ms": utterance.start_ms,
        "end_ms": utterance.end_ms,
        "participant": line.who,
        "speaker_role": CAST[line.who].role,
        "kind": line.kind,
        "language": line.language,
        "text": line.text,
    }
