"""Tiles (C2SP tlog-tiles): the tree in files of at most 256 hashes, and the leaves in bundles of at most 256.

A full tile never changes. At the right edge lie partial ones, named by their width.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from custody.log.errors import BadTile
from custody.log.merkle import HASH_BYTES, node_hash

WIDTH = 256
HEIGHT = 8
ENTRY_MAX_BYTES = 2**16 - 1
Read = Callable[[str], bytes]
"""Returns the bytes of a file by its path in the log; raises OSError or BadTile when there is none."""


@dataclass(frozen=True, slots=True)
class Tile:
    """Place and width of a tile; ``level`` None is a bundle of entries."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path in the log, as the specification has it."""
        groups = [f"{self.index % 1000:03d}"]
        rest = self.index // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03d}")
            rest //= 1000
        kind = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{kind}/{'/'.join(groups)}{partial}"


def tiles_of(size: int) -> list[Tile]:
    """Return the tiles of hashes of a log of ``size`` leaves, level by level."""
    found, level = [], 0
    while count := size >> (HEIGHT * level):
        found += [Tile(level, index) for index in range(count // WIDTH)]
        found += edge(level, count)
        level += 1
    return found


def bundles_of(size: int) -> list[Tile]:
    """Return the bundles of entries of a log of ``size`` leaves."""
    return [*(Tile(None, index) for index in range(size // WIDTH)), *edge(None, size)]


def edge(level: int | None, count: int) -> list[Tile]:
    """Return the partial tile behind ``count`` hashes of a level, or nothing."""
    return [Tile(level, count // WIDTH, count % WIDTH)] if count % WIDTH else []


def edges_of(size: int) -> list[Tile]:
    """Return every partial tile of a log of ``size`` leaves, the bundle of entries first."""
    found, level = edge(None, size), 0
    while count := size >> (HEIGHT * level):
        found += edge(level, count)
        level += 1
    return found


class TileReader:
    """The nodes of a tree of ``size`` leaves, read from its tiles; each tile is read once."""

    def __init__(self, size: int, read: Read) -> None:
        self.size = size
        self._read = read
        self._held: dict[Tile, bytes] = {}

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree. Raises BadTile, OSError."""
        if (index + 1) << level > self.size:
            raise BadTile("the log has no such node")
        tile_level, above = divmod(level, HEIGHT)
        first = index << above
        data = self._tile(tile_level, first // WIDTH)
        at = first % WIDTH * HASH_BYTES
        return join(data[at : at + (HASH_BYTES << above)])

    def _tile(self, level: int, index: int) -> bytes:
        width = min(WIDTH, (self.size >> (HEIGHT * level)) - index * WIDTH)
        tile = Tile(level, index, width)
        if tile not in self._held:
            self._held[tile] = hashes(self._read(tile.path), tile)
        return self._held[tile]


def hashes(data: bytes, tile: Tile) -> bytes:
    """Return the bytes of a tile of hashes if their length is right. Raises BadTile."""
    if len(data) != tile.width * HASH_BYTES:
        raise BadTile(f"{tile.path} has {len(data)} bytes")
    return data


def join(data: bytes) -> bytes:
    """Return the hash above a row of hashes, whose number is a power of two."""
    level = [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
    while len(level) > 1:
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def pack(entries: Sequence[bytes]) -> bytes:
    """Return a bundle: each entry behind its length in two bytes. Raises BadTile for one that is too long."""
    if any(len(entry) > ENTRY_MAX_BYTES for entry in entries):
        raise BadTile("an entry is too long")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack(data: bytes, tile: Tile) -> list[bytes]:
    """Return the entries of a bundle. Raises BadTile unless it holds exactly as many as its width says."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise BadTile(f"{tile.path} is torn")
        entries.append(data[at + 2 : end])
        at = end
    if len(entries) != tile.width:
        raise BadTile(f"{tile.path} holds {len(entries)} entries")
    return entries


def grow(size: int, edges: Mapping[Tile, bytes], entries: Sequence[bytes]) -> dict[Tile, bytes]:
    """Return the files that a log of ``size`` leaves gains with these entries, full tiles and the new right edge.

    ``edges`` are the bytes of ``edges_of(size)``.
    """
    added = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
    files = _bundles(size, edges, entries)
    level, count = 0, size
    while added:
        row = b"".join([*(edges[tile] for tile in edge(level, count)), *added])
        full, files_of_level = _cut(level, count // WIDTH, row)
        files |= files_of_level
        added, level, count = [join(tile) for tile in full], level + 1, count // WIDTH
    return files


def _cut(level: int, first: int, row: bytes) -> tuple[list[bytes], dict[Tile, bytes]]:
    """Return the full tiles of a row of hashes, and every tile of it by its place, the first at ``first``."""
    step = WIDTH * HASH_BYTES
    parts = [row[at : at + step] for at in range(0, len(row), step)]
    files = {Tile(level, first + n, len(part) // HASH_BYTES): part for n, part in enumerate(parts)}
    return [part for part in parts if len(part) == step], files


def _bundles(size: int, edges: Mapping[Tile, bytes], entries: Sequence[bytes]) -> dict[Tile, bytes]:
    files: dict[Tile, bytes] = {}
    begun = b"".join(edges[tile] for tile in edge(None, size))
    at, index, held = 0, size // WIDTH, size % WIDTH
    while at < len(entries):
        part = entries[at : at + WIDTH - held]
        files[Tile(None, index, held + len(part))] = begun + pack(part)
        at, index, held, begun = at + len(part), index + 1, 0, b""
    return files
