"""Tiles: places and widths of the specification, growth in any steps, and files that are wrong."""

import random

import pytest

from custody.log.errors import BadTile
from custody.log.merkle import root
from custody.log.tiles import Tile, bundles_of, edges_of, hashes, join, pack, tiles_of, unpack
from tests.custody.log.trees import Log, entry, log_of, tree_hash


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(2, 1234067), "tile/2/x001/x234/067"),
        (Tile(1, 7, 17), "tile/1/007.p/17"),
        (Tile(None, 1000, 1), "tile/entries/x001/000.p/1"),
        (Tile(None, 273), "tile/entries/273"),
        (Tile(0, 1_000_000), "tile/0/x001/x000/000"),
    ],
)
def test_path_is_that_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path == path


def test_log_of_70000_has_the_tiles_that_the_specification_counts() -> None:
    tiles = tiles_of(70_000)
    level_0 = [tile for tile in tiles if tile.level == 0]
    assert [tile.index for tile in level_0] == list(range(274))
    assert [tile.width for tile in level_0] == [256] * 273 + [112]
    assert tiles[274:] == [Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert bundles_of(70_000) == [*(Tile(None, n) for n in range(273)), Tile(None, 273, 112)]


@pytest.mark.parametrize(
    ("size", "edges"),
    [
        (0, []),
        (1, [Tile(None, 0, 1), Tile(0, 0, 1)]),
        (255, [Tile(None, 0, 255), Tile(0, 0, 255)]),
        (256, [Tile(1, 0, 1)]),
        (70_000, [Tile(None, 273, 112), Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]),
        (65_536, [Tile(2, 0, 1)]),
    ],
)
def test_right_edge_of_a_log(size: int, edges: list[Tile]) -> None:
    assert edges_of(size) == edges


@pytest.mark.parametrize("seed", range(4))
def test_log_grown_in_any_steps_is_the_same_log(seed: int) -> None:
    draw, log = random.Random(seed), Log()
    while log.size < 1300:
        log.add([entry(log.size + n) for n in range(draw.choice([1, 2, 40, 255, 256, 257, 512]))])
    size = log.size
    at_once = log_of(size)
    entries = [entry(n) for n in range(size)]
    assert root(size, log.reader().node) == tree_hash(entries)
    for tile in [*tiles_of(size), *bundles_of(size)]:
        assert log.files[tile.path] == at_once.files[tile.path]
    assert set(at_once.files) == {tile.path for tile in [*tiles_of(size), *bundles_of(size)]}
    bundled = [leaf for tile in bundles_of(size) for leaf in unpack(log.files[tile.path], tile)]
    assert bundled == entries


def test_growing_by_nothing_writes_nothing() -> None:
    log = log_of(3)
    files = dict(log.files)
    log.add([])
    assert log.files == files


def test_full_level_of_tiles_reaches_the_next() -> None:
    log = log_of(256 * 256 + 1)
    assert {path for path in log.files if path.startswith(("tile/1", "tile/2"))} == {
        "tile/1/000",
        "tile/2/000.p/1",
    }
    assert log.files["tile/2/000.p/1"] == join(log.files["tile/1/000"])


@pytest.mark.parametrize("entries", [[b"a"], [b""], [b"a", b"bc"], [b"x" * 65_535]])
def test_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    data = pack(entries)
    assert unpack(data, Tile(None, 0, len(entries))) == entries
    assert data[:2] == len(entries[0]).to_bytes(2, "big")


def test_entry_that_is_too_long_is_refused() -> None:
    with pytest.raises(BadTile, match="too long"):
        pack([b"x" * 65_536])


@pytest.mark.parametrize(
    ("data", "width", "why"),
    [
        (b"", 1, "holds 0"),
        (pack([b"a", b"b"]), 1, "holds 2"),
        (pack([b"a"]), 2, "holds 1"),
        (pack([b"abc"])[:-1], 1, "torn"),  # the entry ends too early
        (pack([b"a"]) + b"\x00", 1, "torn"),  # half a length
        (pack([b"a"]) + b"\x00\x05", 2, "torn"),  # a length and nothing behind it
    ],
)
def test_bundle_that_is_torn_or_miscounted_is_refused(data: bytes, width: int, why: str) -> None:
    with pytest.raises(BadTile, match=why):
        unpack(data, Tile(None, 0, width))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_tile_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BadTile, match=f"{length} bytes"):
        hashes(b"x" * length, Tile(0, 0, 1))


def test_reader_refuses_a_short_tile() -> None:
    log = log_of(5)
    log.files["tile/0/000.p/5"] = log.files["tile/0/000.p/5"][:-32]
    with pytest.raises(BadTile):
        log.reader().node(0, 1)
