"""Checkpoints (C2SP tlog-checkpoint): how long a log was and what its root was, for a signature to hold on to."""

import re
from dataclasses import dataclass

from custody.log.errors import BadCheckpoint
from custody.log.merkle import HASH_BYTES
from custody.log.note import decode64, encode64

SIZE = re.compile(r"\A(?:0|[1-9][0-9]{0,15})\Z")
LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log named ``origin``. Ours have no extension lines, and those of others are refused."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{encode64(self.root)}\n"


def parse(text: str) -> Checkpoint:
    """Read the text of a checkpoint. Raises BadCheckpoint."""
    lines = text.split("\n")
    if len(lines) != LINES + 1 or lines[LINES] or not lines[0]:
        raise BadCheckpoint("not a checkpoint")
    if not SIZE.match(lines[1]):
        raise BadCheckpoint("not the length of a log")
    root = decode64(lines[2], BadCheckpoint)
    if len(root) != HASH_BYTES:
        raise BadCheckpoint("not a root")
    return Checkpoint(lines[0], int(lines[1]), root)
