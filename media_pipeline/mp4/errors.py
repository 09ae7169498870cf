"""What can be wrong with a file, as types: the caller decides from the class, people and logs read the code.

All of these are permanent: the same bytes give the same answer, so a retry is pointless. Faults of the
machine (a missing file, a full disk, a lost index server) are OSError and are worth a retry.
"""

from typing import Final


class Mp4Problem(Exception):
    """The file cannot be played straight from its own bytes. `code` is stable, `detail` is for logs."""

    permanent: Final = True

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


class NotMp4(Mp4Problem):
    """No MP4 or QuickTime file at all: another reader has to look at it."""


class Mp4NotPlayable(Mp4Problem):
    """A sound MP4 that a browser cannot play as it is (other codec, other structure): it will be made
    playable.
    """


class Mp4Damaged(Mp4Problem):
    """An MP4 whose structure contradicts itself or its length: only its remains can be made playable."""


class IndexLimitHit(Mp4Problem):
    """Reading the file would cost more than is allowed (memory, time, size of the index)."""


class IndexTimeout(IndexLimitHit):
    """The file was not read within the wall or CPU time allowed."""


class IndexCrashed(IndexLimitHit):
    """The child that read the file ended without an answer (killed by a limit of the system, or a fault in
    it).
    """


PROBLEMS: Final[dict[str, type[Mp4Problem]]] = {
    kind.__name__: kind
    for kind in (NotMp4, Mp4NotPlayable, Mp4Damaged, IndexLimitHit, IndexTimeout, IndexCrashed)
}
