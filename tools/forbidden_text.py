"""Fail when a committed file holds an address of a package registry or mirror, or a path of one machine.

A clone must install from wherever its user's own configuration points; a lock that names an index breaks
that.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Written in pieces, so that this file does not contain what it looks for.
REGISTRY_HOSTS = (
    r"pypi\." + "org",
    r"pythonhosted\." + "org",
    r"registry\." + r"(npmjs|yarnpkg)\." + "(org|com)",
    r"npmmirror\." + "com",
    "arti" + "factory",
    "nexus" + "-repository",
)
PATTERNS = {
    "registry address": re.compile("|".join(REGISTRY_HOSTS)),
    "index option": re.compile(
        r"^\s*--?(extra-)?" + r"index-url\b|^\s*--find" + r"-links\b|^registry\s*=", re.MULTILINE
    ),
    "resolved address in a lock": re.compile(r'"resolved"' + r":\s*\"https?:"),
    "path of one machine": re.compile(r"(?<![\w./-])/(work|root|home/[a-z]+)/[a-zA-Z.]"),
}
# The container's own home, and folders named in documentation of a server, are not a developer's machine.
ALLOWED_PATHS = {"Dockerfile", "docker-compose.yml"}


def committed(root: Path) -> list[Path]:
    """Files that git tracks or would add, ignored ones left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=True)
    names = done.stdout.decode().split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def faults(path: Path, text: str) -> list[str]:
    """One line `path:line: what` for each forbidden text."""
    found = []
    for what, pattern in PATTERNS.items():
        if what == "path of one machine" and path.name in ALLOWED_PATHS:
            continue
        found += [f"{path}:{text.count(chr(10), 0, m.start()) + 1}: {what}" for m in pattern.finditer(text)]
    return found


def main() -> int:
    """Print each fault; exit 1 if there is one."""
    found = [fault for path in committed(ROOT) for fault in faults(path.relative_to(ROOT), _text(path))]
    print("\n".join(found) or "addresses: none")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
