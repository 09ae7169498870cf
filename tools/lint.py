"""Run every check of `make lint`, two at a time, and say what failed and how long each took.

python -m tools.lint [NAME...]   all checks, or only the named ones
"""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.floors import packages

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# The longest (mypy) keeps one core busy; the others share the second.
AT_ONCE = 2


@dataclass(frozen=True)
class Check:
    """A named command; `needs` is a path without which there is nothing to check yet."""

    name: str
    argv: Callable[[], list[str]]
    needs: str = "."


@dataclass(frozen=True)
class Outcome:
    """Result of one check; `output` is what it printed on both streams."""

    name: str
    passed: bool
    seconds: float
    output: str


def _python_targets() -> list[str]:
    tests = ["tests"] if (ROOT / "tests").is_dir() else []
    return [*sorted(packages(ROOT)), *tests, "tools"]


def _tool(name: str, *arguments: str) -> Callable[[], list[str]]:
    return lambda: [str(BIN / name), *arguments]


def _own(name: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "-m", f"tools.{name}"]


def _node(name: str, *arguments: str) -> Callable[[], list[str]]:
    return lambda: [f"node_modules/.bin/{name}", *arguments]


CHECKS = (
    Check("mypy", lambda: [str(BIN / "mypy"), *_python_targets()]),
    Check("eslint", _node("eslint", "--max-warnings", "0", "static", "eslint.config.js", "vitest.config.js")),
    Check("ruff format", _tool("ruff", "format", "--check", ".")),
    Check("ruff", _tool("ruff", "check", ".")),
    Check("floors", _own("floors")),
    Check("house", _own("house")),
    Check("tsc", _node("tsc", "--noEmit")),
    Check("prettier", lambda: ["npm", "run", "--silent", "format:check"]),
    Check("djlint format", _tool("djlint", "--quiet", "--check", "templates"), "templates"),
    Check("djlint", _tool("djlint", "--quiet", "--lint", "templates"), "templates"),
    Check(
        "compose", _tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    ),
    Check("addresses", _own("forbidden_text")),
    Check("catalogues", _own("catalogues")),
)


def run(check: Check) -> Outcome:
    """Run one check from the repository root."""
    started = time.monotonic()
    if not (ROOT / check.needs).exists():
        return Outcome(check.name, True, 0.0, f"{check.needs} does not exist yet")
    done = subprocess.run(check.argv(), cwd=ROOT, capture_output=True, text=True)
    return Outcome(check.name, done.returncode == 0, time.monotonic() - started, done.stdout + done.stderr)


def main(names: list[str]) -> int:
    """Print one line per check, the output of those that failed, and exit 1 if there is one."""
    chosen = [check for check in CHECKS if not names or check.name in names]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(run, chosen))
    for outcome in outcomes:
        print(f"lint: {outcome.name:<14} {'ok' if outcome.passed else 'FAILED'} {outcome.seconds:5.1f} s")
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"\n--- {outcome.name}\n{outcome.output.strip()}")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
