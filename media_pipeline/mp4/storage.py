"""The index as one file: magic, JSON header, then little-endian arrays at multiples of 8 bytes.

It is written in the child and opened memory-mapped in the web process, which so touches only the pages of the
segments asked for. No pickle: reading it can run no code.
"""

import base64
import json
import mmap
import os
import secrets
import zlib
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from media_pipeline.mp4.index import INDEX_VERSION, SampleIndex, TrackFacts, TrackIndex

MAGIC: Final = b"CRINDEX\0"
PREAMBLE: Final = 24  # magic, version, bytes of header, CRC-32 of header, 4 zero bytes
ARRAYS: Final = {"offset": "<i8", "size": "<u4", "dts": "<i8", "cts": "<i4", "keys": "<i8"}
BINARY_FACTS: Final = frozenset({"config", "colour"})
TUPLE_FACTS: Final = frozenset({"sar", "matrix", "fps"})
MAX_HEADER: Final = 1 << 20


class IndexFileError(Exception):
    """The index file is not one of ours, of another version, or cut short: make it anew."""


def _padded(size: int) -> int:
    return -(-size // 8) * 8


def _facts_out(facts: TrackFacts) -> dict[str, Any]:
    row = asdict(facts)
    return row | {name: base64.b64encode(row[name]).decode() for name in BINARY_FACTS}


def _facts_in(row: dict[str, Any]) -> TrackFacts:
    names = {field.name for field in fields(TrackFacts)}
    if set(row) != names:
        raise IndexFileError("fields differ")
    binary = {name: base64.b64decode(row[name], validate=True) for name in BINARY_FACTS}
    tuples = {name: tuple(row[name]) if row[name] is not None else None for name in TUPLE_FACTS}
    return TrackFacts(**(row | binary | tuples))


def _header(index: SampleIndex) -> tuple[bytes, list[NDArray[Any]]]:
    arrays: list[NDArray[Any]] = []
    tracks, at = [], 0
    for track in index.tracks:
        places = {}
        for name, kind in ARRAYS.items():
            array = np.ascontiguousarray(getattr(track, name), kind)
            places[name] = [at, len(array)]
            at += _padded(array.nbytes)
            arrays.append(array)
        tracks.append({"facts": _facts_out(track.facts), "arrays": places})
    row = {
        "file_size": index.file_size,
        "duration_ms": index.duration_ms,
        "created_at_ms": index.created_at_ms,
        "moov_first": index.moov_first,
        "tracks": tracks,
        "bytes": at,
    }
    return json.dumps(row, separators=(",", ":")).encode(), arrays


def write_index(index: SampleIndex, path: Path) -> int:
    """Writes atomically (temporary name, fsync, rename, fsync of the directory) and returns the size in
    bytes.
    """
    header, arrays = _header(index)
    body_at = _padded(PREAMBLE + len(header))
    numbers = (INDEX_VERSION, len(header), zlib.crc32(header), 0)
    preamble = MAGIC + b"".join(number.to_bytes(4, "little") for number in numbers)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as out:
            out.write((preamble + header).ljust(body_at, b"\0"))
            for array in arrays:
                out.write(array.data)
                out.write(bytes(_padded(array.nbytes) - array.nbytes))
            out.flush()
            os.fsync(out.fileno())
            size = out.tell()
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)
    return size


def _sync_directory(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _parse_header(view: mmap.mmap) -> tuple[dict[str, Any], int]:
    """(header, where the arrays begin)."""
    version, size, crc = (int.from_bytes(view[at : at + 4], "little") for at in (8, 12, 16))
    if view[:8] != MAGIC or version != INDEX_VERSION or size > MAX_HEADER:
        raise IndexFileError("not an index of this version")
    text = view[PREAMBLE : PREAMBLE + size]
    if len(text) != size or zlib.crc32(text) != crc:
        raise IndexFileError("header is damaged")
    header: dict[str, Any] = json.loads(text)
    body_at = _padded(PREAMBLE + size)
    if body_at + int(header["bytes"]) != len(view):
        raise IndexFileError("cut short")
    return header, body_at


def _array(view: mmap.mmap, body_at: int, place: list[int], kind: str) -> NDArray[Any]:
    at, count = place
    size = count * np.dtype(kind).itemsize
    if at < 0 or count < 0 or at % 8 or body_at + at + size > len(view):
        raise IndexFileError("array outside the file")
    return np.frombuffer(view, kind, count, body_at + at)


def _track(view: mmap.mmap, body_at: int, row: dict[str, Any]) -> TrackIndex:
    facts = _facts_in(row["facts"])
    arrays = {name: _array(view, body_at, row["arrays"][name], kind) for name, kind in ARRAYS.items()}
    count = len(arrays["size"])
    shapes = (
        len(arrays["offset"]) == count,
        len(arrays["dts"]) == count + 1,
        len(arrays["cts"]) in {0, count},
    )
    if not all(shapes) or not 0 <= facts.first < facts.end <= count:
        raise IndexFileError("arrays disagree")
    return TrackIndex(facts, **arrays)


def open_index(path: Path) -> SampleIndex:
    """Maps an index file read-only. Raises IndexFileError, or OSError when it cannot be read."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < PREAMBLE:
            raise IndexFileError("cut short")
        view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        header, body_at = _parse_header(view)
        tracks = tuple(_track(view, body_at, row) for row in header.pop("tracks"))
        del header["bytes"]
        return SampleIndex(tracks=tracks, **header)
    except (KeyError, TypeError, ValueError) as error:
        raise IndexFileError(str(error)) from error
