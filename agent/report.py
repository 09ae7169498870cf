"""What a person asks the agent: where do my files stand (--status), and is all set up well (--check)."""

from __future__ import annotations

import os
from typing import Iterator, List

from agent.config import MIB, Config, ConfigWrong
from agent.portal import Portal
from agent.source import Found, find, long_path
from agent.state import DONE, REFUSED, SENDING, Entry, State, read_whole
from agent.upload import metadata

EMPTY = "urn:courtrec:problem:upload-empty"
DONE_SHOWN = 10
Row = List[str]


def status_lines(config: Config, state: State) -> Iterator[str]:
    """Yield the table: what waits, is being sent, was sent lately, was refused and why."""
    waiting, sending, done, refused, _left = config.words("table", minutes="").split("|")
    names = {SENDING: sending, DONE: done, REFUSED: refused}
    rows: dict[str, list[Row]] = {word: [] for word in (sending, waiting, done, refused)}
    for found in find(config.folders, lambda _path, _error: None):
        entry = state.of(found)
        word = names[entry["status"]] if entry else waiting
        rows[word].append([word, found.name, _mib(found.size), _remark(config, state, found, entry)])
    yield "  ".join(f"{word}: {len(found)}" for word, found in rows.items())
    rows[done] = rows[done][-DONE_SHOWN:]
    shown = [row for group in rows.values() for row in group]
    widths = [max((len(row[column]) for row in shown), default=0) for column in range(3)]
    for word, name, size, remark in shown:
        yield f"{word:<{widths[0]}}  {name:<{widths[1]}}  {size:>{widths[2]}}  {remark}".rstrip()


def _mib(size: int) -> str:
    return f"{size / MIB:.1f} MB"


def _remark(config: Config, state: State, found: Found, entry: Entry | None) -> str:
    if entry is None or entry["status"] == DONE:
        return ""
    if entry["status"] == REFUSED:
        return str(entry["reason"])
    progress = read_whole(state.progress_path)
    if progress.get("path") != found.path:
        return ""
    minutes = round((found.size - progress["offset"]) / max(progress["rate"], 1) / 60) + 1
    left = config.words("table", minutes=minutes).split("|")[-1]
    return f"{100 * progress['offset'] // max(found.size, 1)} %, {left}"


def check(config: Config, portal: Portal) -> None:
    """Try folders, login and courtrooms without leaving a trace; raises ConfigWrong, Trouble or Refused."""
    for folder in config.folders:
        _check_folder(config, folder.path)
    for room in sorted({folder.fields["courtroom"] for folder in config.folders}):
        _check_room(config, portal, room)


def _check_folder(config: Config, path: str) -> None:
    try:
        os.scandir(long_path(os.path.abspath(path))).close()
    except OSError as error:
        raise ConfigWrong(config.words("unreadable", name=path, why=error.strerror)) from error


def _check_room(config: Config, portal: Portal, room: str) -> None:
    """Declare an empty file: the portal decides on the courtroom first, then refuses it, and nothing is made."""
    headers = {
        "Upload-Length": "0",
        "Upload-Metadata": metadata({"courtroom": room, "filename": "check.mp3"}),
    }
    answer = portal.call("POST", f"{config.prefix}/api/v1/uploads/", headers)
    if answer.document.get("type") == EMPTY:
        return
    if answer.status in {403, 404}:
        raise portal.no_access(answer, room)
    raise portal.judged(answer, room)
