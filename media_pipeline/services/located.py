"""Where media bytes are: in the store of originals, or in that of derived files."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from custody.services.stores import store
from media_pipeline.hls.files import Stored
from media_pipeline.models import Artefact
from media_pipeline.services.stores import derived


@dataclass(frozen=True, slots=True)
class Located:
    """A whole original by its id, or a derived file by its name; ``size`` in bytes (derived)."""

    original: str = ""
    derived: str = ""
    size: int = 0

    def stored(self) -> Stored:
        """Return something to read ranges from."""
        return store().stored(self.original) if self.original else derived().stored(self.derived)

    def on_disk(self) -> AbstractContextManager[Path]:
        """Have it as a file of this machine for as long as it is held. Raises OSError."""
        if self.original:
            return store().on_disk(self.original)
        return derived().on_disk(self.derived, self.size)


def located(artefact: Artefact) -> Located:
    """Return where an artefact is."""
    return Located(derived=artefact.path, size=artefact.size)
