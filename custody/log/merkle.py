"""The tree of RFC 6962: roots, inclusion and consistency proofs, and the checks of both.

Whoever proves reads nodes, ``node(level, index)``: the hash of the ``2**level`` leaves from ``index * 2**level``, which
must all be there. Whoever checks needs nothing but the proof.
"""

import hashlib
from collections.abc import Callable, Sequence

from custody.log.errors import BadProof

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
Nodes = Callable[[int, int], bytes]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, node: Nodes) -> bytes:
    """Return the hash of the tree of the first ``size`` leaves."""
    return _subtree(0, size, node) if size else EMPTY_ROOT


def inclusion(index: int, size: int, node: Nodes) -> list[bytes]:
    """Return the path from leaf ``index`` to the root of ``size`` leaves, the leaf's sibling first. Raises BadProof."""
    if not 0 <= index < size:
        raise BadProof("the log does not hold this leaf")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_subtree(middle, end, node))
            end = middle
        else:
            path.append(_subtree(start, middle, node))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, node: Nodes) -> list[bytes]:
    """Return the proof that the tree of ``new`` leaves continues that of ``old`` (RFC 6962, 2.1.2). Raises BadProof."""
    if not 0 < old <= new:
        raise BadProof("no proof leads from an empty or a longer log")
    path, start, end, whole = [], 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_subtree(middle, end, node))
            end = middle
        else:
            path.append(_subtree(start, middle, node))
            start, whole = middle, False
    return ([] if whole else [_subtree(start, end, node)]) + path[::-1]


def root_of_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root to which a path leads from a leaf's hash. Raises BadProof when its length cannot be right."""
    if not 0 <= index < size:
        raise BadProof("the log does not hold this leaf")
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if not last:
            raise BadProof("the path is too long")
        if at % 2 or at == last:
            found = node_hash(sibling, found)
            at, last = _next_left(at, last)
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("the path is too short")
    return found


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> None:
    """Raise BadProof unless the tree with ``new_root`` continues that with ``old_root``."""
    if not 0 < old <= new:
        raise BadProof("no proof leads from an empty or a longer log")
    if old == new:
        if path or old_root != new_root:
            raise BadProof("two logs of one length differ")
        return
    steps = list(path) if old & (old - 1) else [old_root, *path]
    if not steps:
        raise BadProof("the proof is too short")
    if _climb(old, new, steps) != (old_root, new_root):
        raise BadProof("the longer log does not continue the shorter one")


def _climb(old: int, new: int, steps: list[bytes]) -> tuple[bytes, bytes]:
    """Return both roots as the proof has them (RFC 9162, 2.1.4.2)."""
    at, last = old - 1, new - 1
    while at % 2:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if not last:
            raise BadProof("the proof is too long")
        if at % 2 or at == last:
            first, second = node_hash(step, first), node_hash(step, second)
            at, last = _next_left(at, last)
        else:
            second = node_hash(second, step)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("the proof is too short")
    return first, second


def _next_left(at: int, last: int) -> tuple[int, int]:
    """Climb past levels on which the node at the right edge has no sibling."""
    while at and not at % 2:
        at, last = at >> 1, last >> 1
    return at, last


def _split(count: int) -> int:
    """Return the largest power of two below ``count`` (of at least 2)."""
    return 1 << ((count - 1).bit_length() - 1)


def _subtree(start: int, end: int, node: Nodes) -> bytes:
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(count)
    return node_hash(_subtree(start, middle, node), _subtree(middle, end, node))
