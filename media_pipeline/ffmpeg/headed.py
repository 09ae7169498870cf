"""A headed file: one line of JSON that says what follows, then bytes. The form of what measuring leaves behind."""

import json
import shutil
from pathlib import Path
from typing import Any

HEADER_MAX = 8 * 1024 * 1024
"""A storyboard names each of its tiles there."""


def write_headed(target: Path, header: dict[str, Any], body: Path | None) -> None:
    """Write a header and, behind it, the bytes of another file."""
    with target.open("wb") as out:
        out.write(json.dumps(header, separators=(",", ":")).encode() + b"\n")
        if body is not None:
            with body.open("rb") as source:
                shutil.copyfileobj(source, out)


def read_header(path: Path) -> tuple[dict[str, Any], int]:
    """Return the header and where the bytes begin. Raises ValueError, OSError."""
    with path.open("rb") as file:
        line = file.readline(HEADER_MAX)
    return dict(json.loads(line)), len(line)
