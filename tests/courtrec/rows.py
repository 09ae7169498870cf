"""A row of the table of addresses, and who belongs to which group of the cast."""

from dataclasses import dataclass, field
from typing import Any

# Who has at least existence and card of case 1's hearing, by policy.md; for the others it is not there.
COURT = "judge judge2 chair clerk clerk2 registry"
SIDES = "party lawyer prosecutor victim"
CASE = f"{COURT} {SIDES} assistant expert client"
HEARING = f"{CASE} witness"
READERS = f"judge chair clerk assistant {SIDES}"
VIEWERS = f"{READERS} witness expert"
WRITERS = "judge clerk"
CARDS = "clerk registry"
SEATED = "judge clerk assistant"
OFFICE_STEERERS = "clerk courtadmin"
STEERERS = f"{OFFICE_STEERERS} client"
OFFICES = f"{COURT} recused observer courtadmin"
EVERYBODY = f"{OFFICES} {SIDES} assistant expert witness clerk3 appeal admin outsider"
CLERKS = "clerk clerk2 clerk3"
SORTERS = "clerk clerk2 courtadmin"
NOBODY = ""
ROLES = ("", *sorted(EVERYBODY.split()), "client")
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
CHUNK = {**TUS, "HTTP_UPLOAD_OFFSET": "0", "CONTENT_TYPE": "application/offset+octet-stream"}


@dataclass(frozen=True, slots=True)
class Row:
    """`allowed` get `status`, the other `known` ones 403, everybody else 404 and nobody 401 (pages: sign-in).

    `body` names ids in braces; `special` are statuses that none of this explains, each with its reason beside it.
    """

    route: str
    method: str
    allowed: str
    status: int = 200
    known: str = HEARING
    body: dict[str, Any] | None = None
    special: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def expected(self, role: str) -> int:
        """Return the status that a role gets."""
        if role in self.special:
            return self.special[role]
        if not role or (role == "client" and not self.is_api):
            return 401 if self.is_api else 302
        if role in self.allowed.split():
            return self.status
        return 403 if role in self.known.split() else 404

    @property
    def status_for_all(self) -> bool:
        """Whether it is the same for everybody: nothing is decided there."""
        return len(self.special) == len(ROLES) and not self.route.startswith("media/")

    @property
    def is_api(self) -> bool:
        """Whether machines call it."""
        return self.route.startswith("api/")


def api(route: str, method: str, allowed: str, **columns: Any) -> Row:
    return Row(f"api/v1/{route}", method, allowed, **columns)


def same(route: str, status: int = 200, method: str = "GET", but: dict[str, int] | None = None) -> Row:
    """An address that is the same for everybody, signed in or not, but for some."""
    return Row(route, method, NOBODY, special=dict.fromkeys(ROLES, status) | (but or {}))


ALL = f"{EVERYBODY} client"
