"""What can be wrong with what a log says. Nothing in this library is refused by ``assert``: ``python -O`` drops it."""


class LogError(ValueError):
    """Base of the library's errors: the input is not what it claims to be."""


class NotCanonical(LogError):
    """A value has no canonical form, or bytes are not the canonical form of what they say."""


class BadTile(LogError):
    """A tile or a bundle of entries is missing, torn or of the wrong length."""


class BadNote(LogError):
    """A signed note is malformed, or no known key has signed it, or a known key has not."""


class BadCheckpoint(LogError):
    """The text of a checkpoint is malformed, or it is that of another log."""


class BadProof(LogError):
    """A proof is malformed or proves something else."""
