"""Change the code of the policy and of the log in every small way, and see whether a test notices.

    python -m tools.mutation [GOAL]     exit 1 where less than GOAL (0.95) of the changes are noticed

mutmut does the changing, in a copy of what is committed or lies in the tree: nothing is left behind. A change that lets
a test run on and on is noticed. The access table is data, which is read when the product starts: its own changes are
tests/hearings/policy/test_table_mutants.py.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
GOAL = 0.95
NOTICED = {"killed", "timeout", "caught by type check", "segfault"}
ROW = re.compile(r"^\s+(\S+): (.+)$")
CHILDREN = 2


def copied(folder: Path) -> None:
    """Copy the files that git knows of or would."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def results(folder: Path) -> list[tuple[str, str]]:
    """Return each change with what became of it."""
    mutmut = [sys.executable, "-m", "mutmut"]
    subprocess.run([*mutmut, "run", "--max-children", str(CHILDREN)], cwd=folder, stdout=subprocess.DEVNULL)
    told = subprocess.run([*mutmut, "results", "--all", "true"], cwd=folder, capture_output=True, text=True)
    return [(match[1], match[2]) for line in told.stdout.splitlines() if (match := ROW.match(line))]


def main(arguments: list[str]) -> int:
    """Run, then print what was not noticed and the share of what was."""
    goal = float(arguments[0]) if arguments else GOAL
    with TemporaryDirectory(prefix="courtrec-mutation-") as name:
        copied(Path(name))
        found = results(Path(name))
    counts = Counter(ending for _, ending in found)
    noticed = sum(counts[ending] for ending in NOTICED)
    for change, ending in found:
        if ending not in NOTICED:
            print(f"mutation: {ending}: {change}")
    share = noticed / len(found) if found else 0.0
    print(f"mutation: {len(found)} changes, {noticed} noticed ({share:.1%}), goal {goal:.0%}; {dict(counts)}")
    return 0 if share >= goal else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
