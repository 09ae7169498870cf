"""Makes the demonstration recording: `python -m demo.recording.make OUT_DIR`.

Writes hearing.mp4, protocol.json and manifest.json. Needs espeak-ng, ffmpeg and the DejaVu fonts; takes some
minutes. The same versions of these tools give the same files.
"""

import argparse
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from demo.recording.documents import manifest, protocol, write
from demo.recording.frames import Hearing, frames
from demo.recording.mux import encode, write_sound
from demo.recording.room import record, schedule
from demo.recording.script import SCRIPT, read_script
from demo.recording.speech import speak
from media_pipeline.ffmpeg.binary import Binary, find_ffmpeg

MEDIA: Final = "hearing.mp4"
SPEAKERS_AT_ONCE: Final = 2


def make(folder: Path) -> Path:
    """Make the recording with its documents in `folder` and return the media file; raises FfmpegError."""
    folder.mkdir(parents=True, exist_ok=True)
    ffmpeg = find_ffmpeg()
    hearing = perform()
    media = folder / MEDIA
    _write_media(ffmpeg, hearing, media)
    write(folder / "protocol.json", protocol(hearing.utterances))
    write(folder / "manifest.json", manifest(media, hearing.total_ms, len(hearing.utterances), ffmpeg))
    return media


def perform() -> Hearing:
    """Speak the script and return the hearing as the room heard it."""
    lines = read_script(SCRIPT.read_text(encoding="utf-8"))
    with ThreadPoolExecutor(SPEAKERS_AT_ONCE) as pool:
        voices = list(pool.map(speak, lines))
    utterances, total_ms = schedule(lines, [len(voice) for voice in voices])
    return Hearing(utterances, record(utterances, voices, total_ms), total_ms)


def _write_media(ffmpeg: Binary, hearing: Hearing, media: Path) -> None:
    # Moved only when finished: a failed run leaves the old file, and nothing half-made beside it.
    with TemporaryDirectory(prefix="recording-") as workdir:
        sound, target = Path(workdir, "sound.wav"), Path(workdir, media.name)
        write_sound(sound, hearing.channels)
        encode(ffmpeg, frames(hearing), sound, target, hearing.total_ms)
        shutil.move(target, media)


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m demo.recording.make", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write the three files")
    media = make(parser.parse_args(arguments).folder.absolute())
    sys.stdout.write(f"{media} ({media.stat().st_size / 1e6:.1f} MB)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
