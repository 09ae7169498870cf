"""The audit log: what a leaf costs beside the database's insert, how long a proof is and how long it takes to check."""

import statistics
import tempfile
import time
from pathlib import Path

from custody.log.checkpoint import Checkpoint
from custody.log.leaf import Leaf, commitment
from custody.log.merkle import inclusion, root
from custody.log.note import Verifier, public_of, sign
from custody.log.proof import Proof, verify
from custody.log.tiles import Tile, TileReader, edges_of, grow
from custody.services.logfiles import write_file
from tests.bench.figures import Figure, bounded, half_spread

BATCH, BATCHES = 1000, 100
LEAF_US, PROOF_BYTES, VERIFY_MS = 50.0, 2048.0, 100.0
ORIGIN = f"records.of-a-long-name.court.example/{'c' * 26}/2026"
SEEDS = [bytes(range(32)), bytes(range(1, 33))]


def _leaf(seq: int) -> bytes:
    private = {"person": "p" * 26, "address": "192.0.2.7", "play": "q" * 26}
    bound = commitment(bytes(32), private)
    return Leaf(
        seq, 1_780_000_000_000 + seq, "c" * 26, "play.opened", "h" * 26, "done", "R7.s", "a" * 26, priv=bound
    ).encode()


class Log:
    """A log on the disk, grown batch by batch as the sequencer grows it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.size = folder, 0

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def add(self) -> float:
        """Add a batch; returns the microseconds of CPU for each leaf."""
        began = time.process_time()
        edges: dict[Tile, bytes] = {tile: self.read(tile.path) for tile in edges_of(self.size)}
        files = grow(self.size, edges, [_leaf(self.size + n) for n in range(BATCH)])
        for tile, data in files.items():
            write_file(self.folder / tile.path, data)
        self.size += BATCH
        held = {tile.path: data for tile, data in (edges | files).items()}
        root(self.size, TileReader(self.size, held.__getitem__).node)
        return (time.process_time() - began) / BATCH * 1e6

    def proof(self, seq: int) -> bytes:
        """The proof of a leaf under a checkpoint with two signatures, as while a key changes."""
        node = TileReader(self.size, self.read).node
        note = sign(Checkpoint(ORIGIN, self.size, root(self.size, node)).text(), ORIGIN, SEEDS)
        return Proof(seq, tuple(inclusion(seq, self.size, node)), note).encode()


def _milliseconds(data: bytes, proof: bytes, keys: list[Verifier]) -> float:
    began = time.perf_counter()
    verify(data, proof, keys)
    return (time.perf_counter() - began) * 1000


def audit_log() -> list[Figure]:
    """A log of 100,000 leaves in batches of 1,000."""
    with tempfile.TemporaryDirectory() as folder:
        log = Log(Path(folder))
        leaves = [log.add() for _ in range(BATCHES)]
        proofs = {seq: log.proof(seq) for seq in range(7, log.size, log.size // 50)}
    keys = [Verifier(ORIGIN, public_of(seed)) for seed in SEEDS]
    checks = [_milliseconds(_leaf(seq), proof, keys) for seq, proof in proofs.items()]
    longest = float(max(len(proof) for proof in proofs.values()))
    return [
        bounded(
            "audit log: a leaf, CPU", statistics.median(leaves), LEAF_US, "us", BATCHES, half_spread(leaves)
        ),
        bounded("audit log: longest proof", longest, PROOF_BYTES, "bytes", len(proofs)),
        bounded(
            "audit log: checking a proof",
            statistics.median(checks),
            VERIFY_MS,
            "ms",
            len(checks),
            half_spread(checks),
        ),
    ]
