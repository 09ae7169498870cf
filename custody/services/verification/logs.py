"""One log: which of its witnesses tells the truth, and who differs from it where.

Rows, bundles and tiles each say what every leaf is. Believed is the one that leads to what was signed; whoever says
something else at a place was changed there, and is named.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from custody.log.errors import NotCanonical
from custody.log.leaf import Leaf, decode, leaf_hash
from custody.log.tiles import WIDTH, bundles_of, tiles_of
from custody.log.tree import HashTree
from custody.models import AuditLog
from custody.services.verification.book import Book, Hashes, open_book, tree_of
from custody.services.verification.faults import Fault, Kind
from custody.services.verification.signatures import Signatures, signatures_of
from foundation.clock import rfc3339

ROWS, LOGS, FILES = "custody_outboxrow", "custody_auditlog", "files"
BEHIND = "the row was put behind the end of the log"


def check_log(row: AuditLog, kept: Mapping[str, bytes]) -> Iterator[Fault]:
    """Yield what is wrong with a log. ``kept``: checkpoints that somebody brings along. Raises OSError, LogError."""
    book = open_book(row)
    signed = signatures_of(book.place, row.origin, kept)
    yield from signed.faults
    truth, tree = _believed(book, signed)
    if book.head is None and book.state.size:
        yield Fault(Kind.FILE_ALTERED, FILES, "it does not say how long the log is", "head", log=row.origin)
    yield from _check_signatures(book, signed, tree)
    yield from _check_lengths(book, signed)
    yield from _check_tiles(book, tree)
    yield from _check_bundles(book, truth)
    yield from _check_rows(book, truth)


def _believed(book: Book, signed: Signatures) -> tuple[Hashes, HashTree]:
    """Return the witness that leads to the longest signed root, else to most of the other roots."""
    newest = signed.newest
    others = [state for state in (book.head, book.state) if state is not None]
    best: tuple[tuple[bool, int], Hashes, HashTree] | None = None
    for witness in (book.by_tiles, book.by_bundles, book.by_rows):
        tree = tree_of(witness)
        holds = newest is not None and tree.leads_to(newest.size, newest.root)
        weight = (holds, sum(tree.leads_to(state.size, state.root) for state in others))
        if best is None or weight > best[0]:
            best = (weight, witness, tree)
    return (best[1], best[2]) if best is not None else ([], HashTree([]))


def _check_signatures(book: Book, signed: Signatures, tree: HashTree) -> Iterator[Fault]:
    for name, state in signed.found.items():
        if state.size <= book.size and not tree.leads_to(state.size, state.root):
            detail = f"nothing that is kept leads to what {name} says of the first {state.size} leaves"
            yield Fault(Kind.CHECKPOINT_FALSE, FILES, detail, log=book.row.origin)


def _check_lengths(book: Book, signed: Signatures) -> Iterator[Fault]:
    newest, origin = signed.newest, book.row.origin
    if newest is not None and newest.size > book.size:
        detail = f"the files end after {book.size} leaves; {newest.size} were signed"
        yield Fault(Kind.ROLLED_BACK, FILES, detail, seq=book.size, log=origin)
    longest = max(book.size, newest.size if newest is not None else 0)
    if book.state.size < longest:
        first = book.entry(book.state.size)
        lacks = f"the first that it lacks: {_words(first)}"
        detail = f"the database ends after {book.state.size} leaves of {longest}; {lacks}"
        yield Fault(Kind.ROLLED_BACK, LOGS, detail, seq=book.state.size, log=origin)


def _check_tiles(book: Book, tree: HashTree) -> Iterator[Fault]:
    for tile in tiles_of(book.size):
        try:
            data = book.read(tile.path)
        except OSError:
            yield Fault(Kind.FILE_MISSING, FILES, "the file is gone", tile.path, log=book.row.origin)
            continue
        if data != tree.tile(tile):
            detail = "the hashes in it are not those of the log"
            yield Fault(Kind.FILE_ALTERED, FILES, detail, tile.path, log=book.row.origin)


def _check_bundles(book: Book, truth: Hashes) -> Iterator[Fault]:
    for tile in bundles_of(book.size):
        span = slice(tile.index * WIDTH, tile.index * WIDTH + tile.width)
        places = [
            tile.index * WIDTH + n
            for n, (said, right) in enumerate(zip(book.by_bundles[span], truth[span], strict=False))
            if said != right
        ]
        if places:
            detail = f"{len(places)} of its leaves are not those of the log"
            yield Fault(Kind.FILE_ALTERED, FILES, detail, tile.path, places[0], book.row.origin)


def _check_rows(book: Book, truth: Hashes) -> Iterator[Fault]:
    rows = book.by_rows
    for seq in range(min(book.state.size, len(truth))):
        said = rows[seq] if seq < len(rows) else None
        if said is None:
            yield _fault(
                book, Kind.ROW_DELETED, seq, f"the row is gone: {_words(_true_entry(book, seq, truth))}"
            )
        elif said != truth[seq]:
            yield _fault(book, Kind.ROW_ALTERED, seq, _differences(book, seq, truth))
    for seq in range(len(truth), len(rows)):
        if rows[seq] is not None:
            yield _fault(book, Kind.ROW_INSERTED, seq, BEHIND)
    for seq, name in book.strangers():
        yield Fault(Kind.ROW_INSERTED, ROWS, BEHIND, name, seq, book.row.origin)


def _fault(book: Book, kind: Kind, seq: int, detail: str) -> Fault:
    data = book.entry(seq)
    leaf = _leaf(data) or book.leaves.get(seq)
    return Fault(kind, ROWS, detail, leaf.object if leaf is not None else "", seq, book.row.origin)


def _true_entry(book: Book, seq: int, truth: Hashes) -> bytes | None:
    data = book.entry(seq)
    return data if data is not None and leaf_hash(data) == truth[seq] else None


def _differences(book: Book, seq: int, truth: Hashes) -> str:
    """Return which fields of a row are not those of its leaf."""
    true, said = _leaf(_true_entry(book, seq, truth)), book.leaves.get(seq)
    if true is None or said is None:
        return "the row is not what the log says; its leaf cannot be read"
    names = [name for name in Leaf.__slots__ if getattr(true, name) != getattr(said, name)]
    words = [f"{name} was {getattr(true, name)!r}, is {getattr(said, name)!r}" for name in names]
    return "; ".join(words)


def _leaf(data: bytes | None) -> Leaf | None:
    try:
        return decode(data) if data is not None else None
    except NotCanonical:
        return None


def _words(data: bytes | None) -> str:
    leaf = _leaf(data)
    if leaf is None:
        return "unknown, its leaf cannot be read"
    at = rfc3339(datetime.fromtimestamp(leaf.ts / 1000, UTC))
    return f"{leaf.action} of {leaf.object or 'nothing'} at {at}"
