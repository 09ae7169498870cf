"""The inventory of an original: what is written beside its bytes, in every store the same document."""

import json
from dataclasses import asdict, dataclass

CONTENT = "content/original"
INVENTORY = "inventory.json"
INVENTORY_FORMAT = "courtrec-original/1"


@dataclass(frozen=True, slots=True)
class Inventory:
    """What is written beside the bytes; times are RFC 3339 in UTC."""

    id: str
    size: int
    sha256: str
    sha512: str
    received_at: str
    recorder_time: str | None
    filename: str
    courtroom: str

    def is_of(self, other: "Inventory") -> bool:
        """Tell whether both are of the same bytes under the same name, whenever they were written."""
        same = (self.id, self.size, self.sha256, self.sha512)
        return same == (other.id, other.size, other.sha256, other.sha512)


def place_of(original_id: str) -> str:
    """Return the relative name of an object's directory."""
    return f"{original_id[:2]}/{original_id[2:4]}/{original_id}"


def written(inventory: Inventory) -> bytes:
    """Return the document."""
    body = {"format": INVENTORY_FORMAT, "digestAlgorithm": "sha512", "object": asdict(inventory)}
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True).encode()


def read(document: bytes) -> Inventory:
    """Return what a document says. Raises ValueError, TypeError, KeyError."""
    return Inventory(**json.loads(document.decode())["object"])
