"""Writing boxes."""


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of this four-character code around `parts`."""
    size = 8 + sum(len(part) for part in parts)
    return b"".join((size.to_bytes(4, "big"), kind, *parts))


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box with version and flags in front."""
    return box(kind, (version << 24 | flags).to_bytes(4, "big"), *parts)
