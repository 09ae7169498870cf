"""The tree against RFC 6962: the published vectors, the definitions themselves, and everything that must be refused."""

import random

import pytest

from custody.log.errors import BadProof, BadTile
from custody.log.leaf import leaf_hash
from custody.log.merkle import (
    EMPTY_ROOT,
    check_consistency,
    consistency,
    inclusion,
    root,
    root_of_inclusion,
)
from tests.custody.log.trees import Log, audit_path, entry, log_of, subproof, tree_hash

# The eight leaves of the reference implementation of Certificate Transparency, and its answers.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
D, E, F = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
)
SIZES = [1, 2, 3, 7, 8, 9, 255, 256, 257, 300, 511, 512, 513, 700]


def hexed(path: list[bytes]) -> list[str]:
    return [step.hex() for step in path]


@pytest.fixture(scope="module")
def long() -> Log:
    return log_of(max(SIZES))


def test_empty_tree_has_the_hash_of_nothing() -> None:
    assert root(0, Log().reader().node) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size: int) -> None:
    log = Log()
    for leaf in LEAVES[:size]:
        log.add([leaf])
    assert root(size, log.reader().node).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [(0, 1, []), (0, 8, [A, B, C]), (5, 8, [D, E, ROOTS[3]]), (1, 5, [ROOTS[0], B, D])],
)
def test_published_inclusion_proofs(index: int, size: int, path: list[str]) -> None:
    log = Log()
    log.add(LEAVES[:size])
    assert hexed(inclusion(index, size, log.reader().node)) == path
    steps = [bytes.fromhex(step) for step in path]
    assert root_of_inclusion(leaf_hash(LEAVES[index]), index, size, steps).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(
    ("old", "new", "path"), [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [F, E, ROOTS[3]]), (2, 5, [B, D])]
)
def test_published_consistency_proofs(old: int, new: int, path: list[str]) -> None:
    log = Log()
    log.add(LEAVES)
    assert hexed(consistency(old, new, log.reader().node)) == path
    old_root, new_root = (bytes.fromhex(ROOTS[size - 1]) for size in (old, new))
    check_consistency(old, new, old_root, new_root, [bytes.fromhex(step) for step in path])


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_tree_from_tiles_is_the_tree_of_the_definition(long: Log, size: int, whole: bool) -> None:
    draw_from = long if whole else log_of(size)  # the nodes of a shorter log are all in the longer one
    entries = [entry(n) for n in range(size)]
    node = draw_from.reader().node
    assert root(size, node) == tree_hash(entries)
    for index in {0, size // 2, size - 1, random.randrange(size)}:
        path = inclusion(index, size, node)
        assert path == audit_path(index, entries)
        assert root_of_inclusion(leaf_hash(entries[index]), index, size, path) == root(size, node)


@pytest.mark.parametrize("new", [1, 2, 5, 6, 7, 8, 13, 64, 65, 300])
def test_consistency_from_every_shorter_tree(new: int) -> None:
    node, entries = log_of(new).reader().node, [entry(n) for n in range(new)]
    for old in range(1, new + 1) if new < 100 else (1, 255, 256, 257, 299):
        path = consistency(old, new, node)
        assert path == subproof(old, entries, True)
        check_consistency(old, new, tree_hash(entries[:old]), tree_hash(entries), path)


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0), (5, 4), (1, 1), (-1, 1)])
def test_leaf_outside_the_log_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(BadProof):
        inclusion(index, size, log_of(4).reader().node)
    with pytest.raises(BadProof):
        root_of_inclusion(b"x" * 32, index, size, [])


@pytest.mark.parametrize(("old", "new"), [(0, 4), (5, 4), (-1, 4), (0, 0)])
def test_consistency_with_nothing_or_with_less_is_refused(old: int, new: int) -> None:
    with pytest.raises(BadProof):
        consistency(old, new, log_of(4).reader().node)
    with pytest.raises(BadProof):
        check_consistency(old, new, b"x" * 32, b"x" * 32, [])


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8, 11, 300])
def test_path_of_another_length_is_refused(size: int) -> None:
    node = log_of(size).reader().node
    for index in range(min(size, 12)):
        path, leaf = inclusion(index, size, node), leaf_hash(entry(index))
        with pytest.raises(BadProof, match="too long"):
            root_of_inclusion(leaf, index, size, [*path, b"x" * 32])
        if path:
            with pytest.raises(BadProof, match="too short"):
                root_of_inclusion(leaf, index, size, path[:-1])


@pytest.mark.parametrize(("old", "new"), [(1, 2), (2, 4), (3, 4), (3, 7), (4, 7), (6, 8), (5, 11), (8, 11)])
def test_consistency_proof_of_another_length_or_content_is_refused(old: int, new: int) -> None:
    entries = [entry(n) for n in range(new)]
    old_root, new_root = tree_hash(entries[:old]), tree_hash(entries)
    path = consistency(old, new, log_of(new).reader().node)
    wrong = [
        [*path, b"x" * 32],
        path[:-1],
        [],
        [b"x" * 32, *path[1:]],
        [*path[:-1], b"x" * 32],
        path[::-1] + path,
    ]
    for other in wrong:
        if other != path:
            with pytest.raises(BadProof):
                check_consistency(old, new, old_root, new_root, other)
    with pytest.raises(BadProof, match="too short"):
        check_consistency(old, new, old_root, new_root, path[:-1])
    with pytest.raises(BadProof, match="too long"):
        check_consistency(old, new, old_root, new_root, [*path, b"x" * 32])
    for roots in ((b"x" * 32, new_root), (old_root, b"x" * 32)):
        with pytest.raises(BadProof):
            check_consistency(old, new, *roots, path)


def test_equal_logs_need_no_proof_and_differ_visibly() -> None:
    same = tree_hash([entry(0)])
    check_consistency(1, 1, same, same, [])
    for roots, path in (((same, b"x" * 32), []), ((same, same), [same])):
        with pytest.raises(BadProof, match="differ"):
            check_consistency(1, 1, *roots, path)


def test_node_beyond_the_log_is_not_there() -> None:
    reader = log_of(300).reader()
    assert len(reader.node(0, 299)) == len(reader.node(8, 0)) == 32
    for level, index in ((0, 300), (8, 1), (9, 0), (2, 75), (16, 0)):
        with pytest.raises(BadTile):
            reader.node(level, index)


def test_reader_reads_a_tile_once() -> None:
    log, asked = log_of(600), []

    def read(path: str) -> bytes:
        asked.append(path)
        return log.files[path]

    reader = type(log.reader())(600, read)
    for index in range(600):
        inclusion(index, 600, reader.node)
    assert sorted(asked) == ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"]
