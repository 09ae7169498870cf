"""A whole tree in memory: for who has all leaves at hand and asks for many roots."""

from collections.abc import Sequence

from custody.log.errors import BadTile
from custody.log.merkle import node_hash, root
from custody.log.tiles import HEIGHT, WIDTH, Tile


class HashTree:
    """The tree over the hashes of leaves 0, 1, 2, ...; about 64 bytes of memory a leaf."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(below := self._levels[-1]) > 1:
            pairs = zip(below[::2], below[1::2], strict=False)  # the odd one out is no complete subtree
            self._levels.append([node_hash(left, right) for left, right in pairs])

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree. Raises BadTile."""
        if level >= len(self._levels) or index >= len(self._levels[level]):
            raise BadTile("the log has no such node")
        return self._levels[level][index]

    def leads_to(self, size: int, expected: bytes) -> bool:
        """Tell whether the first ``size`` leaves have this root."""
        return size <= len(self._levels[0]) and root(size, self.node) == expected

    def tile(self, tile: Tile) -> bytes:
        """Return what a tile of hashes must hold; shorter when the tree is."""
        level = HEIGHT * (tile.level or 0)
        row = self._levels[level] if level < len(self._levels) else []
        return b"".join(row[tile.index * WIDTH : tile.index * WIDTH + tile.width])
