"""Somebody who uses the portal over HTTP: a signed-in person, a program with a token, or nobody."""

from dataclasses import dataclass, field
from typing import Any

import httpx

PASSWORD = "courtrec-demo"
CLIENT_ID = "demo-system"
CLIENT_SECRET = "courtrec-demo-secret"
TIMEOUT_S = 120.0
DISK_FULL = 507


@dataclass(slots=True)
class Faults:
    """Every answer of a run that says "our fault"; 507 is a refusal with its own meaning."""

    seen: list[str] = field(default_factory=list)

    def note(self, response: httpx.Response) -> None:
        """Remember a server error."""
        if response.status_code >= 500 and response.status_code != DISK_FULL:
            self.seen.append(f"{response.status_code} {response.request.method} {response.request.url.path}")


def visitor(url: str, faults: Faults | None = None) -> httpx.Client:
    """Return somebody without credentials."""
    hooks = {"response": [(faults or Faults()).note]}
    return httpx.Client(base_url=url, timeout=TIMEOUT_S, event_hooks=hooks)


def sign_in(url: str, username: str, faults: Faults | None = None) -> httpx.Client:
    """Return a member of the demo cast, signed in through the page, in English."""
    client = visitor(url, faults)
    client.headers["Accept-Language"] = "en"
    client.get("/accounts/login/").raise_for_status()
    form = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    answer = client.post("/accounts/login/", data=form, headers={"Referer": url})
    if answer.status_code != 302:
        raise PermissionError(f"{username} could not sign in: {answer.status_code}")
    # Signing in changes the token; writes over a session must carry the new one.
    client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
    return client


def demo_system(url: str, faults: Faults | None = None) -> httpx.Client:
    """Return the demo service client with a bearer token of its own."""
    client = visitor(url, faults)
    form = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    token = client.post("/oauth/token/", data=form).raise_for_status().json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def every(client: httpx.Client, path: str, **parameters: str) -> list[dict[str, Any]]:
    """Return all rows of a cursor-paginated list."""
    rows: list[dict[str, Any]] = []
    page = client.get(path, params=parameters).raise_for_status().json()
    rows += page["results"]
    while page["next"]:
        page = client.get(page["next"]).raise_for_status().json()
        rows += page["results"]
    return rows
