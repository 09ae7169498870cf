"""What can be found wrong, by name."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    ROW_ALTERED = "row-altered"
    ROW_DELETED = "row-deleted"
    ROW_INSERTED = "row-inserted"
    ROW_WAITING = "row-waiting"
    PRIVATE_ALTERED = "private-altered"
    PRIVATE_DELETED = "private-deleted"
    FILE_ALTERED = "file-altered"
    FILE_MISSING = "file-missing"
    ROLLED_BACK = "rolled-back"
    CHECKPOINT_FALSE = "checkpoint-false"
    CHECKPOINT_REFUSED = "checkpoint-refused"
    ORIGINAL_ALTERED = "original-altered"
    ORIGINAL_DELETED = "original-deleted"
    ORIGINAL_INSERTED = "original-inserted"
    ORIGINAL_THERE = "original-there"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was: in which table (or ``files``), its id or path, at which place of its log."""

    kind: Kind
    table: str
    detail: str
    name: str = ""
    seq: int | None = None
    log: str = ""

    def document(self) -> dict[str, object]:
        """As `verify_custody --json` prints it; what does not apply is left out."""
        fields = {
            "kind": str(self.kind),
            "log": self.log,
            "seq": self.seq,
            "object": self.name,
            "table": self.table,
            "detail": self.detail,
        }
        return {name: value for name, value in fields.items() if value not in {"", None}}

    def __str__(self) -> str:
        """Say it in one line."""
        where = f"{self.log} leaf {self.seq}" if self.seq is not None else self.log
        names = " ".join(part for part in (where, self.name) if part)
        return f"{self.kind}: {names + ': ' if names else ''}{self.detail} ({self.table})"
