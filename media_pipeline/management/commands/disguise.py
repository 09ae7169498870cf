"""``manage.py disguise IN OUT``: disguises the voices of a file that is not in the portal."""

import json
import sys
from argparse import ArgumentTypeError
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from media_pipeline.ffmpeg.errors import FfmpegError
from media_pipeline.services.disguised_file import Wish, disguise_file
from media_pipeline.voice.errors import DisguiseError
from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.mixing import Interval
from media_pipeline.voice.profiles import Profile
from media_pipeline.voice.render import Rendered

BAR = 30


def seconds(text: str) -> float:
    """Read seconds, or hours, minutes and seconds with colons."""
    try:
        found = 0.0
        for part in text.split(":"):
            found = 60 * found + float(part)
    except ValueError:
        found = -1.0
    if not 0 <= found < float("inf"):
        raise ArgumentTypeError(f"{text!r} is no time such as 75.5 or 1:02:15.5")
    return found


class Command(BaseCommand):
    """Writes a new file; the one that is given stays as it is."""

    help = (
        "Disguise the voices of a file: all of it, or the intervals named. The new file appears only when every check "
        "has passed; one JSON line per interval tells what was measured."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the files, the profile and the intervals."""
        parser.add_argument("source", type=Path, metavar="IN")
        parser.add_argument("target", type=Path, metavar="OUT", help="its ending says how it is written")
        parser.add_argument("--profile", choices=[each.value for each in Profile], default=Profile.STRONG)
        parser.add_argument(
            "--interval",
            nargs=2,
            type=seconds,
            action="append",
            metavar=("START", "END"),
            help="seconds or H:MM:SS.mmm from the file's beginning; may be given several times",
        )
        parser.add_argument("--force", action="store_true", help="replace OUT if it is there")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Disguise, print, and tell by the exit code."""
        wish = _wish(options)
        try:
            found = disguise_file(wish, self._tell)
        except (DisguiseError, FfmpegError, OSError) as error:
            raise CommandError(f"Not disguised, nothing was written: {error}") from error
        finally:
            self._tell(100, "")
        for interval, rendered in found:
            self.stdout.write(json.dumps(_document(interval, rendered)))

    def _tell(self, percent: int, doing: str) -> None:
        """Draw the bar where somebody looks at it."""
        if sys.stderr.isatty():
            done = BAR * percent // 100
            end = "\n" if percent == 100 else ""
            self.stderr.write(
                f"\r[{'#' * done}{'.' * (BAR - done)}] {percent:3} % {doing:<30}{end}", ending=""
            )
            self.stderr.flush()


def _wish(options: dict[str, Any]) -> Wish:
    source, target = options["source"], options["target"]
    if not source.is_file():
        raise CommandError(f"There is no file {source}.")
    if target.exists() and (not options["force"] or target.samefile(source)):
        raise CommandError(f"{target} is there already.")
    return Wish(source, target, Profile(options["profile"]), _intervals(options["interval"]))


def _intervals(pairs: list[list[float]] | None) -> tuple[Interval, ...]:
    if not pairs:
        return (Interval(0, None),)
    found = sorted(Interval(*(round(value * OUTPUT_RATE) for value in pair)) for pair in pairs)
    for interval in found:
        if interval.end is not None and interval.end <= interval.start:
            raise CommandError("An interval ends before it begins.")
    for one, other in pairwise(found):
        if one.end is not None and other.start < one.end:
            raise CommandError("Two intervals overlap; give them as one.")
    return tuple(found)


def _document(interval: Interval, rendered: Rendered) -> dict[str, Any]:
    found = rendered.measures
    return {
        "start_s": round(interval.start / OUTPUT_RATE, 6),
        "end_s": round((interval.start + rendered.samples) / OUTPUT_RATE, 6),
        "tries": rendered.tries,
        "leak": round(found.leak, 4),
        "delay_ms": found.delay_ms,
        "level_db": None if found.level_db is None else round(found.level_db, 1),
        "peak": round(found.peak, 3),
    }
