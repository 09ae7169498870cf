"""Measure the figures to reach.

    python -m tests.bench [NAME...]   all measures, or the named ones

Takes about forty minutes and 9 GB below ``var/bench/media``. Prints one table; ``var/bench/latest.json`` keeps the last
value of each figure. Exit 1 when a goal is missed or a measure fails; the others are taken all the same. Smaller sizes
for a quick look: BENCH_UPLOAD_HOURS, BENCH_PLAYABLE_N, BENCH_PLAYABLE_LONG_N, BENCH_PLAYABLE_SCALE, BENCH_SEEKS,
BENCH_SEEK_HOURS, BENCH_GATE_SECONDS, BENCH_ALIKE_PAIRS, BENCH_MEASURE_HOURS, BENCH_MEASURE_LONG_HOURS.
"""

import sys
import time
import traceback
from collections.abc import Callable, Mapping

from tests.acceptance.portal import ROOT, end_on_term
from tests.bench import (
    alike,
    audit_log,
    converting,
    gating,
    measuring,
    pages,
    protecting,
    seams,
    seeking,
    starting,
    uploading,
    verdicts,
)
from tests.bench.figures import Figure, save, table
from tests.bench.machine import describe

LATEST = ROOT / "var" / "bench" / "latest.json"
MEASURES: Mapping[str, Callable[[], list[Figure]]] = {
    "verdict": verdicts.verdict,
    "house": verdicts.house,
    "alike": alike.alike,
    "log": audit_log.audit_log,
    "page": pages.hearing_page,
    "gate": gating.gate,
    "seek": seeking.seeks,
    "seams": seams.seams,
    "upload": uploading.throughput,
    "playable": uploading.playable,
    "copy": converting.copying,
    "index": converting.indexing,
    "sound": converting.sounding,
    "ladder": converting.ladder,
    "first": converting.first_picture,
    "measuring": measuring.measuring,
    "masks": protecting.masks,
    "voice": protecting.voice,
    "start": starting.start,
}


def main(names: list[str]) -> int:
    """Measure one after the other: two at once would disturb each other."""
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(MEASURES)}", file=sys.stderr)
        return 2
    print(f"bench: {describe()}", flush=True)
    figures: list[Figure] = []
    failed: list[str] = []
    for name in names or MEASURES:
        measured = _measured(name)
        figures += measured
        failed += [] if measured else [name]
    print(f"\n{table(figures)}\n\nbench: {describe()}\nbench: written to {LATEST.relative_to(ROOT)}")
    if failed:
        print(f"bench: FAILED, no figure: {', '.join(failed)}")
    return 1 if failed or any(figure.verdict == "MISSES" for figure in figures) else 0


def _measured(name: str) -> list[Figure]:
    """Take one measure and print it; an hour of others is not lost with one that fails."""
    began = time.monotonic()
    print(f"bench: python -m tests.bench {name}", flush=True)
    try:
        measured = MEASURES[name]()
    except Exception:  # noqa: BLE001  whatever it is: it is printed, and the last line tells of it
        traceback.print_exc()
        return []
    save(LATEST, measured)
    print(f"bench: {name} took {time.monotonic() - began:.0f} s", flush=True)
    print(table(measured), flush=True)
    return measured


if __name__ == "__main__":
    end_on_term()
    sys.exit(main(sys.argv[1:]))
