"""Pack the agent into the one file that goes to a recorder's PC.

python -m tools.build_agent FILE   writes FILE, which any Python from 3.8 on runs
"""

import shutil
import sys
import tempfile
import zipapp
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "agent"


def build(target: Path) -> None:
    """Write the file; folders above it are made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(
            ROOT / PACKAGE, Path(folder, PACKAGE), ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
        )
        zipapp.create_archive(folder, target, main=f"{PACKAGE}.program:run", compressed=True)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
    print(f"agent: {sys.argv[1]}")
