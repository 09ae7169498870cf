"""What leaves the portal of a log: signed checkpoints for who watches, leaves with proofs for who doubts."""

from collections.abc import Iterator
from pathlib import Path

from custody.errors import NotSigned
from custody.log.checkpoint import Checkpoint
from custody.log.merkle import inclusion
from custody.log.note import read
from custody.log.proof import Proof
from custody.models import AuditLog
from custody.services.checkpoints import Published, open_checkpoint, verifiers
from custody.services.logfiles import LogFiles, place_of
from custody.services.verification.book import open_book, tree_of

KEYS = "keys.txt"


def proof_of(row: AuditLog, seq: int) -> bytes:
    """Return the proof of one leaf under the newest signed checkpoint. Raises NotSigned, OSError, LogError."""
    note, state = _signed(row)
    if seq >= state.size:
        raise NotSigned(f"{row.origin}: leaf {seq} is not signed yet")
    node = LogFiles(place_of(row.court, row.year)).reader(row.size).node
    return Proof(seq, tuple(inclusion(seq, state.size, node)), note).encode()


def leaves_with_proofs(row: AuditLog) -> Iterator[dict[str, object]]:
    """Yield each leaf as text with its proof, None for one that is not signed yet.

    Raises NotSigned, OSError, LogError.
    """
    note, state = _signed(row)
    book = open_book(row)
    node = tree_of(book.by_tiles).node
    for seq in range(book.size):
        data = book.entry(seq)
        path = inclusion(seq, state.size, node) if seq < state.size else None
        proof = Proof(seq, tuple(path), note).encode().decode() if path is not None else None
        yield {"seq": seq, "leaf": data.decode() if data is not None else None, "proof": proof}


def export_checkpoints(folder: Path, day: str = "") -> list[Path]:
    """Write each log's checkpoint, the newest or the last of a day, and the keys; returns the files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written, keys = [], []
    for row in AuditLog.objects.all():
        published = Published(place_of(row.court, row.year))
        note = published.days().get(day) if day else published.note()
        keys += [key.vkey for key in verifiers(row.origin)]
        if note is not None:
            name = place_of(row.court, row.year).replace("/", "-")
            path = folder / f"{name}{f'-{day}' if day else ''}.checkpoint"
            path.write_bytes(note)
            written.append(path)
    (folder / KEYS).write_text("".join(f"{key}\n" for key in keys), encoding="utf-8")
    return [*written, folder / KEYS]


def witnesses_of(row: AuditLog) -> int:
    """Count the signatures of others under the newest checkpoint; none means self-signed only."""
    note = Published(place_of(row.court, row.year)).note()
    own = {key.key_id for key in verifiers(row.origin)}
    return len([each for each in read(note).signatures if each.key_id not in own]) if note is not None else 0


def _signed(row: AuditLog) -> tuple[bytes, Checkpoint]:
    note = Published(place_of(row.court, row.year)).note()
    if note is None:
        raise NotSigned(row.origin)
    return note, open_checkpoint(note, row.origin, verifiers(row.origin))
