"""How long a file is when it is decoded to its end: many containers only estimate it, or count other tracks."""

import re
import subprocess
from pathlib import Path

from media_pipeline.ffmpeg.binary import find_ffmpeg

OUT_TIME = re.compile(r"^out_time_us=(\d+)$", re.MULTILINE)


def decoded_ms(path: Path) -> int | None:
    """Return the length in milliseconds that ffmpeg counts, None for what it cannot decode."""
    command = [
        str(find_ffmpeg("").path),
        "-nostdin",
        "-v",
        "quiet",
        "-i",
        str(path),
        "-map",
        "0:v?",
        "-map",
        "0:a?",
    ]
    done = subprocess.run(
        [*command, "-f", "null", "-progress", "pipe:1", "-"], capture_output=True, text=True, timeout=300
    )
    times = OUT_TIME.findall(done.stdout)
    return round(int(times[-1]) / 1000) if times and done.returncode == 0 else None
