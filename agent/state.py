"""What the agent remembers between two starts: which files were sent, refused or begun. Written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import time
from typing import Any, Dict

from agent.source import Found

KEPT_S = 400 * 24 * 3600
"""How long a file that has gone is remembered: its copy is not sent again."""
SENDING, DONE, REFUSED = "sending", "done", "refused"
REPLACE_TRIES = 20
Entry = Dict[str, Any]


def write_whole(path: str, value: Any) -> None:
    """Replace a JSON file so that at any moment the old one or the new one is there."""
    with open(path + ".new", "w", encoding="ascii") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    for _ in range(REPLACE_TRIES):
        with contextlib.suppress(PermissionError):
            os.replace(path + ".new", path)
            return
        time.sleep(0.1)  # Windows: a virus scanner or --status reads the old one just now
    os.replace(path + ".new", path)


def read_whole(path: str) -> Entry:
    """Return what was written, or nothing; a file that a dying disk has damaged is put aside."""
    try:
        with open(path, encoding="ascii") as file:
            return dict(json.load(file))
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError):
        os.replace(path, path + ".damaged")
        return {}


class State:
    """One entry a file: ``{size, mtime_ns, sha256, courtroom, status, at}``, and ``url``, ``recording`` or ``reason``.

    ``again`` counts how often it was sent once more after it had arrived damaged.
    """

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, "state.json")
        self.progress_path = os.path.join(folder, "progress.json")
        self.files: dict[str, Entry] = read_whole(self.path)

    def of(self, found: Found) -> Entry | None:
        """Return the entry of a file as it is now; a file that has changed has none."""
        entry = self.files.get(found.path)
        return entry if entry and (entry["size"], entry["mtime_ns"]) == found.stamp else None

    def put(self, found: Found, status: str, sha256: str, **more: Any) -> Entry:
        """Write the entry of a file."""
        entry = {"size": found.size, "mtime_ns": found.mtime_ns, "sha256": sha256, "status": status}
        entry.update(courtroom=found.folder.fields["courtroom"], at=time.time(), **more)
        self.files[found.path] = entry
        self.save()
        return entry

    def drop(self, path: str) -> None:
        """Forget a file."""
        if self.files.pop(path, None):
            self.save()

    def save(self) -> None:
        """Make it last."""
        write_whole(self.path, self.files)

    def is_sent(self, sha256: str, courtroom: str) -> bool:
        """Tell whether these bytes have gone to this courtroom, under whatever name."""
        wanted = (DONE, sha256, courtroom)
        return any((e["status"], e["sha256"], e["courtroom"]) == wanted for e in self.files.values())

    def begun(self, found: Found, sha256: str) -> Entry:
        """Return the unfinished upload of these bytes under this path, or nothing: only the file's time has changed."""
        entry = self.files.get(found.path, {})
        known = entry.get("sha256"), entry.get("courtroom")
        if known != (sha256, found.folder.fields["courtroom"]) or not entry.get("url"):
            return {}
        return {"url": entry["url"], "again": entry.get("again", 0)}

    def tidy(self) -> None:
        """Forget what has long gone; a drive that is only unplugged comes back sooner."""
        old = time.time() - KEPT_S
        gone = [path for path, entry in self.files.items() if entry["at"] < old and not os.path.exists(path)]
        for path in gone:
            del self.files[path]
        if gone:
            self.save()

    def retry_refused(self) -> None:
        """Forget all refusals: the files are offered again."""
        self.files = {path: entry for path, entry in self.files.items() if entry["status"] != REFUSED}
        self.save()
