"""What can go wrong with a disguise. None of these tells what was drawn."""

from collections.abc import Iterable

from media_pipeline.voice.verdict import Fault


class DisguiseError(Exception):
    """No disguise was made."""


class DisguiseFailed(DisguiseError):
    """ffmpeg did not make it. Its own words are left out: they would name the filters with what was drawn."""


class DisguiseRefused(DisguiseError):
    """Every try was thrown away by the checks; `faults` are those of the last."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Name what was wrong."""
        self.faults = frozenset(faults)
        super().__init__(", ".join(sorted(self.faults)))
