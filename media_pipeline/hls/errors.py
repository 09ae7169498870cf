"""What can go wrong while media are put together for a viewer."""

from custody.store.reading import Truncated


class SlateProblem(Exception):
    """The bytes are no usable slate (one IDR picture with its parameter sets, or frames of AAC)."""


SourceTruncated = Truncated
"""The original is shorter than its index says: it was damaged after it had been indexed."""


class NoSuchSegment(LookupError):
    """The presentation has no such track or segment, or it is a gap without bytes."""
