"""HTTP byte ranges (RFC 9110): one range is served, several are answered with the whole."""

import re
from dataclasses import dataclass

SINGLE = re.compile(r"\Abytes=(\d{0,18})-(\d{0,18})\Z")


@dataclass(frozen=True, slots=True)
class ByteRange:
    """First byte and number of bytes."""

    start: int
    length: int


class Unsatisfiable(ValueError):
    """The range lies outside the content (416)."""


def parse_range(header: str | None, size: int) -> ByteRange | None:
    """Return the asked range cut to the content, None to serve the whole. Raises Unsatisfiable."""
    match = SINGLE.match((header or "").strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise Unsatisfiable
        return ByteRange(size - length, length)
    start, end = int(first), int(last) if last else size - 1
    if last and end < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return ByteRange(start, min(end, size - 1) - start + 1)
