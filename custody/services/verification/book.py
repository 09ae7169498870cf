"""All that is said about one log, read once: by its files, its rows, its signatures."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from django.db import transaction

from custody.errors import CustodyError
from custody.log.checkpoint import Checkpoint
from custody.log.errors import LogError, NotCanonical
from custody.log.leaf import Leaf, decode, leaf_hash
from custody.log.merkle import HASH_BYTES, root
from custody.log.tiles import WIDTH, Tile, bundles_of, hashes, tiles_of, unpack
from custody.log.tree import HashTree
from custody.models import AuditLog, LogEntry
from custody.services.logfiles import LogFiles, place_of
from custody.services.sequencer import leaf_of, publish_head, state_of

FETCH = 2000
Hashes = Sequence[bytes | None]


@dataclass
class Book:
    """``size``: how many leaves the files say they hold; ``state`` what the database says of itself.

    ``by_tiles``, ``by_bundles``, ``by_rows``: the hash of each leaf according to each, None where it has none.
    """

    row: AuditLog
    size: int
    state: Checkpoint
    head: Checkpoint | None
    edges: dict[str, bytes]
    leaves: dict[int, Leaf] = field(default_factory=dict)
    _unpacked: tuple[Tile | None, list[bytes]] = (None, [])

    @property
    def place(self) -> str:
        """Where its files lie."""
        return place_of(self.row.court, self.row.year)

    def read(self, path: str) -> bytes:
        """Return a file as it was when the book was opened, or a full tile, which does not change. Raises OSError."""
        return self.edges[path] if path in self.edges else LogFiles(self.place).read(path)

    @cached_property
    def by_tiles(self) -> Hashes:
        """Hashes of the leaves as the tiles of level 0 have them."""
        tiles = [tile for tile in tiles_of(self.size) if tile.level == 0]
        return [each for tile in tiles for each in self._tile(tile)]

    @cached_property
    def by_bundles(self) -> Hashes:
        """Hashes of the leaves that lie in the bundles."""
        return [each for tile in bundles_of(self.size) for each in self._bundle(tile)]

    @cached_property
    def by_rows(self) -> Hashes:
        """Hashes of the leaves that the database's rows make."""
        found: dict[int, bytes] = {}
        for leaf, digest in self._leaves_of_rows():
            found[leaf.seq] = digest
        return [found.get(seq) for seq in range(max(found, default=-1) + 1)]

    def strangers(self) -> list[tuple[int, str]]:
        """Return place and object of the entries beyond the end of the log, those aside that came since."""
        rows = LogEntry.objects.filter(log=self.row, seq__gte=max(self.size, self.state.size))
        found = list(rows.order_by("seq").values_list("seq", "row__object"))
        grown = AuditLog.objects.get(pk=self.row.pk).size
        return [(seq, name) for seq, name in found if seq is not None and seq >= grown]

    def entry(self, seq: int) -> bytes | None:
        """Return the bytes of a leaf as its bundle has them; None when it has none."""
        if not 0 <= seq < self.size:
            return None
        index = seq // WIDTH
        tile = Tile(None, index, min(WIDTH, self.size - index * WIDTH))
        try:
            if self._unpacked[0] != tile:
                self._unpacked = (tile, unpack(self.read(tile.path), tile))
            return self._unpacked[1][seq % WIDTH]
        except (OSError, LogError):
            return None

    def _tile(self, tile: Tile) -> Iterator[bytes | None]:
        try:
            data = hashes(self.read(tile.path), tile)
        except (OSError, LogError):
            yield from [None] * tile.width
            return
        yield from (data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES))

    def _bundle(self, tile: Tile) -> list[bytes | None]:
        try:
            return [leaf_hash(entry) for entry in unpack(self.read(tile.path), tile)]
        except (OSError, LogError):
            return [None] * tile.width

    def _leaves_of_rows(self) -> Iterator[tuple[Leaf, bytes]]:
        """Each row's leaf and hash; its time follows that of the leaf before it in the files, while those agree."""
        rows = LogEntry.objects.filter(log=self.row, seq__lt=max(self.size, self.state.size))
        ts = 0
        for entry in rows.select_related("row").order_by("seq").iterator(FETCH):
            leaf = leaf_of(entry.row, entry.seq or 0, ts)
            digest = leaf_hash(leaf.encode())
            if leaf.seq < len(self.by_bundles) and self.by_bundles[leaf.seq] == digest:
                ts = leaf.ts
            else:
                leaf, ts = self._after_its_neighbour(entry, leaf)
                digest = leaf_hash(leaf.encode())
                self.leaves[leaf.seq] = leaf
            yield leaf, digest

    def _after_its_neighbour(self, entry: LogEntry, leaf: Leaf) -> tuple[Leaf, int]:
        """Return the leaf with the time that the leaf before it in the files allows, and the time to go on from."""
        before, here = self._stamp(leaf.seq - 1), self._stamp(leaf.seq)
        again = leaf if before is None else leaf_of(entry.row, leaf.seq, before)
        return again, again.ts if here is None else here

    def _stamp(self, seq: int) -> int | None:
        data = self.entry(seq)
        try:
            return decode(data).ts if data is not None else None
        except NotCanonical:
            return None


def open_book(row: AuditLog) -> Book:
    """Read the state of a log at one moment; what grows afterwards is not looked at. Raises OSError, LogError."""
    files = LogFiles(place_of(row.court, row.year))
    with files.locked():
        with transaction.atomic():
            row.refresh_from_db()
        with suppress(CustodyError, LogError, OSError):  # what is wrong is found and named below
            publish_head(row)  # a process may have died before it could
        head = _head(files, row)
        size = head.size if head is not None else row.size
        edges = {}
        for tile in [*tiles_of(size), *bundles_of(size)]:
            if tile.width < WIDTH and (data := _bytes(files, tile)) is not None:
                edges[tile.path] = data
    return Book(row, size, state_of(row), head, edges)


def tree_of(found: Hashes) -> HashTree:
    """Return the tree over the leaves before the first one that is missing."""
    whole = []
    for each in found:
        if each is None:
            break
        whole.append(each)
    return HashTree(whole)


def _head(files: LogFiles, row: AuditLog) -> Checkpoint | None:
    """Return what the head says, if the files bear it out where the database does not."""
    try:
        said = files.head()
        if said is not None and said.size > row.size:
            return said if root(said.size, files.reader(said.size).node) == said.root else None
    except (LogError, OSError):
        return None
    return said


def _bytes(files: LogFiles, tile: Tile) -> bytes | None:
    try:
        return files.read(tile.path)
    except OSError:
        return None
