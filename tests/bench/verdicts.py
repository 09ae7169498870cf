"""Figures that need no portal: one verdict's time, and the house's own measures."""

import re
import subprocess
import sys

from hearings.policy.bench import BUDGET_US, microseconds_per_verdict
from tests.acceptance.portal import ROOT
from tests.bench.figures import Figure, bounded

REPEATS = 7
HOUSE_LIMITS = {
    "median file": (r"file lines +median (\d+)", 80.0, "lines"),
    "longest file": (r"file lines .*max (\d+)", 400.0, "lines"),
    "median function": (r"function lines +median (\d+)", 10.0, "lines"),
    "longest function": (r"function lines .*max (\d+)", 50.0, "lines"),
}


def verdict() -> list[Figure]:
    """CPU time of `decide()` on a hearing with 50 restrictions."""
    value = microseconds_per_verdict(rounds=2000, repeats=REPEATS)
    return [bounded("decide() with 50 restrictions", value, BUDGET_US, "us", REPEATS)]


def house() -> list[Figure]:
    """The lengths of files and functions, as `tools.house` counts them."""
    command = [sys.executable, "-m", "tools.house", "--figures"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    print(said.rstrip())
    found = {name: re.search(pattern, said) for name, (pattern, _, _) in HOUSE_LIMITS.items()}
    return [
        bounded(f"house: {name}", float(match[1]), HOUSE_LIMITS[name][1], HOUSE_LIMITS[name][2], 1)
        for name, match in found.items()
        if match
    ]
