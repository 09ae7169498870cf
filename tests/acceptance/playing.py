"""Does a hearing play? Its playlists are walked and the first and last segment of every track fetched."""

from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(slots=True)
class Played:
    """What playback gave; ``problems`` is empty when it plays."""

    duration_ms: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def plays(self) -> bool:
        """Whether everything that was asked for came."""
        return not self.problems


def play(client: httpx.Client, hearing_id: str) -> Played:
    """Open playback and fetch what a player would fetch first and last."""
    opened = client.get(f"/api/v1/hearings/{hearing_id}/playback/")
    if opened.status_code != 200:
        return Played(problems=[f"playback {opened.status_code}"])
    document: dict[str, Any] = opened.json()
    played = Played(int(document["duration_ms"]))
    names = addresses(_text(client, document["playlist"], played))
    if not names:
        played.problems.append("no tracks")
    for name in names:
        _walk(client, document["playlist"].rsplit("/", 1)[0], name, played)
    return played


def addresses(playlist: str) -> list[str]:
    """Return the addresses that a playlist names, in its order."""
    lines = [line for line in playlist.splitlines() if line and not line.startswith("#")]
    quoted = [line.split('URI="')[1].split('"')[0] for line in playlist.splitlines() if 'URI="' in line]
    return list(dict.fromkeys(quoted + lines))


def _walk(client: httpx.Client, base: str, name: str, played: Played) -> None:
    playlist = _text(client, f"{base}/{name}", played)
    segments = [line for line in playlist.splitlines() if line.endswith(".m4s")]
    inits = [found for found in addresses(playlist) if found.endswith(".mp4")]
    if not segments or not inits:
        played.problems.append(f"{name}: empty")
        return
    for each in (*inits, segments[0], segments[-1]):
        _bytes(client, f"{base}/{each}", played)


def _text(client: httpx.Client, path: str, played: Played) -> str:
    return _bytes(client, path, played).decode(errors="replace")


def _bytes(client: httpx.Client, path: str, played: Played) -> bytes:
    answer = client.get(path)
    kind = answer.headers.get("content-type", "")
    if answer.status_code not in {200, 206} or not answer.content:
        played.problems.append(f"{path.rsplit('/', 1)[-1]} {answer.status_code}")
    if kind.startswith("text/html"):
        played.problems.append(f"{path.rsplit('/', 1)[-1]} is text/html")
    return answer.content
