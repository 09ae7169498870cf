"""Section ``voices``: Kazakh and Russian speech through the disguise and its gate, as ``manage.py disguise`` has it."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.acceptance.report import Mark, Report
from tests.acceptance.stage import Stage

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("kk", "ru")
OF_EACH = 5
LEAK, DELAY_MS = 0.12, 5


def run(folder: Path, _stage: Stage, report: Report) -> None:
    """Disguise some files of each language, and compare what was measured with the bounds."""
    with TemporaryDirectory(prefix="acceptance-") as made:
        for language in LANGUAGES:
            for path in sorted((folder / language).iterdir())[:OF_EACH]:
                told = _disguised(path, Path(made) / f"{language}-{path.stem}.mka")
                mark = Mark.OK if _is_within(told) else Mark.DIFF
                report.add(mark, f"voices/{language}/{path.name}", "disguised, nothing left", told)


def _is_within(told: str) -> bool:
    try:
        found = json.loads(told)
    except ValueError:
        return False
    return bool(found["leak"] < LEAK and abs(found["delay_ms"] or 0) <= DELAY_MS)


def _disguised(path: Path, target: Path) -> str:
    """Return the one line that the command prints, or why it refused."""
    argv = [sys.executable, "manage.py", "disguise", str(path), str(target)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip()[-300:]
