"""The tree in memory is the tree of the tiles."""

import pytest

from custody.log.errors import BadTile
from custody.log.leaf import leaf_hash
from custody.log.merkle import EMPTY_ROOT, root
from custody.log.tiles import Tile, tiles_of
from custody.log.tree import HashTree
from tests.custody.log.trees import entry, log_of, tree_hash


def tree(size: int) -> HashTree:
    return HashTree([leaf_hash(entry(n)) for n in range(size)])


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 600])
def test_tree_in_memory_has_the_roots_and_tiles_of_the_log(size: int) -> None:
    whole, log = tree(size), log_of(size)
    assert root(size, whole.node) == tree_hash([entry(n) for n in range(size)])
    for tile in tiles_of(size):
        assert whole.tile(tile) == log.files[tile.path]


def test_tree_knows_to_which_roots_it_leads() -> None:
    whole = tree(300)
    for size in (1, 2, 256, 299, 300):
        expected = tree_hash([entry(n) for n in range(size)])
        assert whole.leads_to(size, expected)
        assert not whole.leads_to(size, bytes(32))
    assert whole.leads_to(0, EMPTY_ROOT)
    assert not whole.leads_to(301, tree_hash([entry(n) for n in range(301)]))
    assert not HashTree([]).leads_to(1, bytes(32))


@pytest.mark.parametrize(("level", "index"), [(0, 5), (1, 2), (2, 1), (3, 0), (9, 0)])
def test_node_that_is_not_complete_is_not_there(level: int, index: int) -> None:
    with pytest.raises(BadTile):
        tree(5).node(level, index)


def test_tile_of_a_shorter_tree_is_shorter() -> None:
    assert len(tree(5).tile(Tile(0, 0, 9))) == 5 * 32
    assert tree(5).tile(Tile(0, 1, 9)) == tree(5).tile(Tile(1, 0, 1)) == b""
    assert HashTree([]).tile(Tile(0, 0, 1)) == b""
