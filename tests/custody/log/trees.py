"""A log in memory, grown as the product grows it, and the tree of RFC 6962 as its text defines it."""

import hashlib
from dataclasses import dataclass, field

from custody.log.checkpoint import Checkpoint
from custody.log.merkle import inclusion, root
from custody.log.note import Verifier, public_of, sign
from custody.log.proof import Proof
from custody.log.tiles import TileReader, edges_of, grow

ORIGIN = "court.example/log/1"
SEED = bytes(range(32))
SEED_2 = bytes(range(1, 33))
KEY = Verifier(ORIGIN, public_of(SEED))
KEY_2 = Verifier(ORIGIN, public_of(SEED_2))


@dataclass
class Log:
    """Files by their paths; ``gone`` says why a reader was refused."""

    size: int = 0
    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, entries: list[bytes]) -> None:
        edges = {tile: self.files[tile.path] for tile in edges_of(self.size)}
        for tile, data in grow(self.size, edges, entries).items():
            self.files[tile.path] = data
        self.size += len(entries)

    def reader(self) -> TileReader:
        return TileReader(self.size, self.files.__getitem__)

    def proof(self, index: int, *seeds: bytes) -> bytes:
        node = self.reader().node
        state = Checkpoint(ORIGIN, self.size, root(self.size, node))
        note = sign(state.text(), ORIGIN, seeds or (SEED,))
        return Proof(index, tuple(inclusion(index, self.size, node)), note).encode()


def entry(number: int) -> bytes:
    return b'{"seq":%d}' % number


def log_of(size: int) -> Log:
    log = Log()
    log.add([entry(number) for number in range(size)])
    return log


def tree_hash(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = largest_power_below(len(entries))
    return hashlib.sha256(b"\x01" + tree_hash(entries[:k]) + tree_hash(entries[k:])).digest()


def audit_path(m: int, entries: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(entries) == 1:
        return []
    k = largest_power_below(len(entries))
    if m < k:
        return [*audit_path(m, entries[:k]), tree_hash(entries[k:])]
    return [*audit_path(m - k, entries[k:]), tree_hash(entries[:k])]


def subproof(m: int, entries: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    if m == len(entries):
        return [] if whole else [tree_hash(entries)]
    k = largest_power_below(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], whole), tree_hash(entries[k:])]
    return [*subproof(m - k, entries[k:], False), tree_hash(entries[:k])]


def largest_power_below(count: int) -> int:
    k = 1
    while k * 2 < count:
        k *= 2
    return k
