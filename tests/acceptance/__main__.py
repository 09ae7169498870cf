"""Run the product against a data folder and compare with its manifests.

    python -m tests.acceptance DIR [SECTION...]          a fresh portal, as ``make run`` starts it
    python -m tests.acceptance DIR --at URL [SECTION...]  a demo portal that runs already

Exit 0 when every case is as expected or deferred, 1 when one differs, 2 when the folder is missing.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.acceptance import badmedia, clips, courts, eduskunta, names, oyez, voices
from tests.acceptance.portal import DidNotStart, end_on_term, running_portal
from tests.acceptance.report import Mark, Report
from tests.acceptance.stage import Stage

SECTIONS: dict[str, tuple[str, Callable[[Path, Stage, Report], None]]] = {
    "badmedia": ("badmedia", badmedia.run),
    "clips": ("clips", clips.run),
    "speech": ("speech", clips.run_speech),
    "oyez": ("transcripts/oyez", oyez.run),
    "eduskunta": ("transcripts/eduskunta", eduskunta.run),
    "names": ("vocab", names.run),
    "courts": ("vocab", courts.run),
    "voices": ("speech", voices.run),
}
"""Name -> the sub-folder that it reads, and what it does; media sections read the manifest above it too."""


def play_sections(url: str, folder: Path, chosen: list[str]) -> Report:
    """Play the sections whose data exist; any server error of the run is one more case that differs."""
    report, stage = Report(), Stage.open(url)
    try:
        for name in chosen:
            room, section = SECTIONS[name]
            if (folder / room).is_dir():
                section(folder / room, stage, report)
            else:
                print(f"left out: {name} (no {room}/ in the folder)", flush=True)
    finally:
        stage.close()
    for fault in stage.faults.seen:
        report.add(Mark.DIFF, "server error", "none", fault)
    return report


def main(arguments: list[str]) -> int:
    """Parse, run, print the counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.acceptance")
    parser.add_argument("folder", type=Path)
    parser.add_argument("sections", nargs="*", help=", ".join(SECTIONS))
    parser.add_argument("--at", default="", help="URL of a running demo portal")
    # Sections may stand behind the options, as the usage says.
    chosen = parser.parse_intermixed_args(arguments)
    if not chosen.folder.is_dir():
        print(f"no such folder: {chosen.folder}", file=sys.stderr)
        return 2
    started = time.monotonic()
    try:
        report = _run(chosen.at, chosen.folder, chosen.sections or list(SECTIONS))
    except DidNotStart as error:
        print(f"the portal did not start:\n{error}", file=sys.stderr)
        return 1
    print(f"\n{report.summary()}  seconds: {time.monotonic() - started:.0f}")
    print(f"deferred: {report.count(Mark.DEFERRED)}")
    return 1 if report.count(Mark.DIFF) or not report.lines else 0


def _run(url: str, folder: Path, chosen: list[str]) -> Report:
    if url:
        return play_sections(url.rstrip("/"), folder, chosen)
    with running_portal() as portal:
        print(f"portal: {portal.url}", flush=True)
        return play_sections(portal.url, folder, chosen)


if __name__ == "__main__":
    end_on_term()
    sys.exit(main(sys.argv[1:]))
