"""The signer: signs a checkpoint only if it continues the last one that it signed. It asks the files, no database.

It keeps its key and its memory in a folder of its own (AUDIT_SIGNER_DIR), which in service no other process can read,
and publishes below AUDIT_CHECKPOINT_DIR, which others only read:

    <court or portal>/<year>/checkpoint   the newest signed checkpoint
    <court or portal>/<year>/days/<date>  the last one of each day, kept for ever
    <court or portal>/<year>/refused      why the newest head was not signed, while that is so
    keys.json                             the public keys, each with its days
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings

from custody.log.checkpoint import Checkpoint
from custody.log.errors import BadProof, LogError
from custody.log.merkle import check_consistency, consistency, root
from custody.log.note import sign
from custody.services.checkpoints import Published
from custody.services.logfiles import LogFiles, places
from custody.services.signing_keys import KeyRing
from custody.services.signing_state import Signed, SigningState, exclusive
from foundation.clock import utc_now

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What one look did: checkpoints signed and heads refused."""

    signed: int
    refused: int


def sign_due() -> Round:
    """Sign the heads whose time has come; a keeper's round where the signer is embedded. One process at a time."""
    signed = refused = 0
    with exclusive() as state:
        keys = KeyRing(Path(settings.AUDIT_SIGNER_DIR))
        keys.publish(Path(settings.AUDIT_CHECKPOINT_DIR))
        for place in sorted({*places(Path(settings.AUDIT_LOG_DIR)), *state.places()}):
            outcome = _look(place, state, keys)
            signed += outcome is True
            refused += outcome is False
    return Round(signed, refused)


def _look(place: str, state: SigningState, keys: KeyRing) -> bool | None:
    """Return whether the head of a log was signed or refused; None when there was nothing to do."""
    published, last, head = Published(place), state.at(place), None
    try:
        head = LogFiles(place).head()
        if head is not None and state.names().get(head.origin, place) != place:
            raise BadProof("another log has this name")
        if not _is_due(head, last, published):
            return None
        _require_continuation(place, head, last)
    except (LogError, OSError) as error:
        return None if _has_moved(place, head) else _refuse(place, published, error)
    if head is not None:
        state.remember(place, head)
        published.write(sign(head.text(), head.origin, keys.active_seeds()))
    return True


def _is_due(head: Checkpoint | None, last: Signed | None, published: Published) -> bool:
    if head is None or last is None:
        return last is not None or (head is not None and head.size > 0)
    shown = published.size()
    if head == last.checkpoint and shown == head.size:
        published.clear_refusal()
        return False
    grown = head.size - last.checkpoint.size
    if shown != last.checkpoint.size or head.origin != last.checkpoint.origin or grown <= 0:
        return True
    age = utc_now() - last.signed_at
    return grown >= settings.AUDIT_CHECKPOINT_LEAVES or age >= timedelta(seconds=settings.AUDIT_CHECKPOINT_S)


def _require_continuation(place: str, head: Checkpoint | None, last: Signed | None) -> None:
    """Raise BadProof unless the head is what the tiles say and continues what was signed before."""
    if head is None:
        raise BadProof("the log is gone")
    before = last.checkpoint if last is not None else None
    if before is not None and head.origin != before.origin:
        raise BadProof(f"the log was called {before.origin}")
    if before is not None and head.size < before.size:
        raise BadProof(f"the log holds {head.size} leaves; {before.size} were signed")
    node = LogFiles(place).reader(head.size).node
    if root(head.size, node) != head.root:
        raise BadProof("the tiles do not lead to the root that the sequencer names")
    if before is not None:
        path = consistency(before.size, head.size, node)
        check_consistency(before.size, head.size, before.root, head.root, path)


def _has_moved(place: str, head: Checkpoint | None) -> bool:
    """Tell whether the sequencer went on meanwhile, and took the partial tiles of the head away with it."""
    try:
        return head is not None and LogFiles(place).head() != head
    except (LogError, OSError):
        return False


def _refuse(place: str, published: Published, error: Exception) -> bool:
    log.error("audit.checkpoint_refused", place=place, why=str(error))
    published.write_refusal("a file of the log cannot be read" if isinstance(error, OSError) else str(error))
    return False
