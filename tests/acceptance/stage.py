"""The people and the courtroom with which the cases of a run are played."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.acceptance.visitor import Faults, demo_system, every, sign_in

FIRST_DAY = datetime(2026, 1, 12, 5, 0, tzinfo=UTC)
API = "/api/v1"


def rfc3339(moment: datetime) -> str:
    """Return a UTC time as the API writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(slots=True)
class Stage:
    """Who acts in a run; hearings are laid one after the other so that none overlap in the room."""

    url: str
    faults: Faults
    registry: httpx.Client
    clerk: httpx.Client
    judge: httpx.Client
    outsider: httpx.Client
    system: httpx.Client
    court: str
    courtroom: str
    days: int = field(default=0)

    @classmethod
    def open(cls, url: str) -> "Stage":
        """Sign everybody in and find the court in which they work."""
        faults = Faults()
        clerk = sign_in(url, "clerk", faults)
        hearing = every(clerk, f"{API}/hearings/")[0]
        return cls(
            url,
            faults,
            registry=sign_in(url, "registry", faults),
            clerk=clerk,
            judge=sign_in(url, "judge", faults),
            outsider=sign_in(url, "outsider", faults),
            system=demo_system(url, faults),
            court=hearing["court"],
            courtroom=hearing["courtroom"],
        )

    def new_case(self, number: str, **fields: Any) -> dict[str, Any]:
        """Create a case as the service client does."""
        body = {"court": self.court, "number": number, "kind": "civil", **fields}
        case: dict[str, Any] = self.system.post(f"{API}/cases/", json=body).raise_for_status().json()
        return case

    def new_hearing(self, case_id: str, **fields: Any) -> dict[str, Any]:
        """Schedule a hearing on a day of its own, with the demo judge and clerk, as the registry office does."""
        self.days += 1
        body = {
            "cases": [case_id],
            "courtroom": self.courtroom,
            "scheduled_at": rfc3339(FIRST_DAY + timedelta(days=self.days)),
            "assignments": [{"user": "judge", "role": "presiding"}, {"user": "clerk", "role": "clerk"}],
            **fields,
        }
        answer = self.registry.post(f"{API}/hearings/", json=body).raise_for_status()
        hearing: dict[str, Any] = answer.json()
        return hearing

    def mark_session(self, hearing: dict[str, Any], length_ms: int) -> None:
        """Mark the session from the scheduled time on."""
        opened = datetime.fromisoformat(hearing["scheduled_at"])
        closed = opened + timedelta(milliseconds=length_ms)
        body = {"opened_at": rfc3339(opened), "closed_at": rfc3339(closed)}
        self.clerk.post(f"{API}/hearings/{hearing['id']}/session/", json=body).raise_for_status()

    def close(self) -> None:
        """Leave."""
        for client in (self.registry, self.clerk, self.judge, self.outsider, self.system):
            client.close()
