"""Proofs (C2SP tlog-proof): that a leaf stands in a log, checked offline with the log's public keys."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from custody.log import checkpoint as checkpoints
from custody.log.checkpoint import Checkpoint
from custody.log.errors import BadProof
from custody.log.leaf import leaf_hash
from custody.log.merkle import HASH_BYTES, root_of_inclusion
from custody.log.note import Verifier, decode64, encode64, read

HEADER = "c2sp.org/tlog-proof@v1"
INDEX = re.compile(r"\Aindex (0|[1-9][0-9]{0,15})\Z")
PATH_MAX = 64


@dataclass(frozen=True, slots=True)
class Proof:
    """``path`` leads from leaf ``index`` to the root in ``note``, a signed checkpoint."""

    index: int
    path: tuple[bytes, ...]
    note: bytes

    def encode(self) -> bytes:
        """Return the proof as a file."""
        lines = [HEADER, f"index {self.index}", *(encode64(step) for step in self.path), "", ""]
        return "\n".join(lines).encode() + self.note


def parse(data: bytes) -> Proof:
    """Read a proof; nothing is verified yet. Raises BadProof.

    The optional line of extra data is refused: nobody has signed it, so nobody should read it.
    """
    head, separator, note = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise BadProof("not a proof") from error
    match = INDEX.match(lines[0]) if lines else None
    if first != HEADER or match is None or not separator or len(lines) > PATH_MAX:
        raise BadProof("not a proof")
    path = tuple(decode64(line, BadProof) for line in lines[1:])
    if any(len(step) != HASH_BYTES for step in path):
        raise BadProof("not a path of hashes")
    return Proof(int(match[1]), path, note)


def verify(
    data: bytes, proof: bytes, keys: Sequence[Verifier], *, witnesses: Sequence[Verifier] = ()
) -> Checkpoint:
    """Return the checkpoint under which ``data`` is proved to be a leaf of the log that ``keys`` belong to.

    Every signature must be of a given key: what cannot be checked is not let through. Raises LogError.
    """
    claimed = parse(proof)
    note = read(claimed.note)
    signers = note.by([*keys, *witnesses])
    state = checkpoints.parse(note.text)
    if len(signers) != len(note.signatures):
        raise BadProof("a signature is of nobody known")
    if not any(signer in keys and signer.name == state.origin for signer in signers):
        raise BadProof("the log itself has not signed")
    if root_of_inclusion(leaf_hash(data), claimed.index, state.size, claimed.path) != state.root:
        raise BadProof("the leaf is not in the log")
    return state
