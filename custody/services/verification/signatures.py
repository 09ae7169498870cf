"""What was signed of a log: the newest checkpoint, that of each day, the signer's memory, and what others have kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from custody.log import checkpoint as checkpoints
from custody.log.checkpoint import Checkpoint
from custody.log.errors import LogError
from custody.log.note import read
from custody.services.checkpoints import Published, open_checkpoint, verifiers
from custody.services.signing_state import SigningState
from custody.services.verification.faults import Fault, Kind

TABLE = "checkpoints"


@dataclass
class Signatures:
    """The checkpoints that hold, by where they were found, and what is wrong with the others."""

    found: dict[str, Checkpoint] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def newest(self) -> Checkpoint | None:
        """The longest one."""
        return max(self.found.values(), key=lambda state: state.size, default=None)


def signatures_of(place: str, origin: str, kept: Mapping[str, bytes]) -> Signatures:
    """Read all that was signed of a log. ``kept``: checkpoints that somebody brings along, by their file's name."""
    published = Published(place)
    notes = {f"day {day}": note for day, note in published.days().items()}
    if (note := published.note()) is not None:
        notes["the newest checkpoint"] = note
    known = Signatures()
    for name, data in [*notes.items(), *(pair for pair in kept.items() if _is_of(pair[1], origin))]:
        try:
            known.found[name] = open_checkpoint(data, origin, verifiers(origin))
        except (LogError, ValueError, OSError) as error:
            detail = f"{name} does not hold: {error}"
            known.faults.append(Fault(Kind.CHECKPOINT_FALSE, TABLE, detail, log=origin))
    known.found |= _memory(place)
    known.faults += _refusal(published, origin)
    return known


def _is_of(note: bytes, origin: str) -> bool:
    try:
        return checkpoints.parse(read(note).text).origin == origin
    except LogError:
        return False


def _memory(place: str) -> dict[str, Checkpoint]:
    """Return what the signer remembers, where this process can read it."""
    folder = Path(settings.AUDIT_SIGNER_DIR)
    try:
        last = SigningState(folder).at(place) if folder.is_dir() else None
    except (OSError, ValueError, KeyError):
        return {}
    return {"the signer's memory": last.checkpoint} if last is not None else {}


def _refusal(published: Published, origin: str) -> Iterator[Fault]:
    refusal = published.refusal()
    if refusal is not None:
        detail = f"the signer refuses the log since {refusal[1]}: {refusal[0]}"
        yield Fault(Kind.CHECKPOINT_REFUSED, TABLE, detail, log=origin)
