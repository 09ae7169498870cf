"""Random histories in two steps: somebody is given access and opens a hearing, then it is taken away or narrowed, and
every address that was handed out is used again. Nothing of what was taken away may come back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from django.test import Client

from accounts.services.epochs import raise_epochs, user_key
from foundation.clock import utc_now
from hearings.models import AccessOrder, Assignment, Case, Hearing, Mandate, Participant
from hearings.services.assignments import assign, recuse
from hearings.services.epochs import raise_hearing
from playback.services.gate import gate
from tests.cast import RULE, SESSION_MS, Cast
from tests.playback.test_media import base_of, body_of, parts_of
from tests.restrictions import restrict
from tests.undoing import undone

SignIn = Callable[[str], Client]
VIEWERS = ("party", "lawyer", "prosecutor", "victim", "assistant", "clerk", "outsider", "judge2", "expert")
KINDS = ("closed", "provisional", "protected", "ex_parte", "off_record")
STAFF = frozenset({"assistant", "clerk", "judge2"})
LENGTHS = {"v0": 0, "a0": 0}


@dataclass(frozen=True)
class Taken:
    """What a step took: the range of it (None: everything), or nothing from this viewer."""

    span: tuple[int, int] | None
    loses: bool = True


def grant(cast: Cast, username: str) -> None:
    """Step one: those who have no place in the case are given one."""
    user = cast.people[username]
    if username == "outsider":
        AccessOrder.objects.create(case=cast.case, user=user, classes="ects", columns=["open"])
    elif username == "judge2":
        assign(cast.hearing, user, "panel", cast.caller("registry"), RULE)


def revoke(cast: Cast, username: str, _luck: Random) -> Taken:
    """Step two: what gave the access ends."""
    user, ended = cast.people[username], {"until": utc_now()}
    Mandate.objects.filter(representative__user=user).update(**ended)
    Participant.objects.filter(user=user).update(**ended)
    AccessOrder.objects.filter(user=user).update(**ended)
    for place in Assignment.objects.filter(user=user, hearing=cast.hearing):
        recuse(place, cast.caller("registry"), RULE, "test")
    raise_epochs(user_key(user.pk))
    return Taken(None)


def seal_up(cast: Cast, username: str, _luck: Random) -> Taken:
    """Or the case is sealed, and nobody is named."""
    Case.objects.filter(pk=cast.case.pk).update(sealed=True)
    raise_hearing(cast.hearing.pk)
    return Taken(None, loses=username != "judge2")


def restrict_some(cast: Cast, username: str, luck: Random) -> Taken:
    """Or a part, or all of the hearing, is restricted, with the viewer excluded or not."""
    kind = luck.choice(KINDS)
    excluded = luck.random() < 0.5
    start = luck.randrange(0, SESSION_MS - 2_000)
    end = luck.choice([None, luck.randrange(start + 500, SESSION_MS)])
    place = (None, None) if luck.random() < 0.2 else (start, end)
    state = "proposed" if kind == "provisional" or luck.random() < 0.3 else "confirmed"
    words = (cast.people[username].pk,) if excluded else ("respondent",)
    restrict(cast.hearing, kind, *place, excludes=words, state=state)
    span = (0, SESSION_MS) if place[0] is None else (start, SESSION_MS if end is None else end)
    return Taken(span, excluded or _withheld_from(username, kind, state))


def _withheld_from(username: str, kind: str, state: str) -> bool:
    """Whether a viewer whom nobody excludes hears it no longer."""
    if kind == "protected":
        return True  # no version is released
    if kind == "off_record":
        return state == "confirmed" or username != "judge2"
    if username in STAFF:
        return False
    return state == "proposed" or username in {"outsider", "expert"}  # their orders open open parts only


ACTS: tuple[Callable[[Cast, str, Random], Taken], ...] = (restrict_some, restrict_some, revoke, seal_up)


def bodies(client: Client, play: dict[str, Any]) -> dict[str, tuple[tuple[int, int], bytes]]:
    """Return each segment by its address: its time in the hearing, and its bytes."""
    found = {}
    for key in LENGTHS:
        at = 0.0
        text = body_of(client, f"{base_of(play)}/{key}.m3u8").decode()
        lengths = [float(line[8:].split(",")[0]) for line in text.splitlines() if line.startswith("#EXTINF:")]
        names = [name for name in parts_of(client, play, key) if name.endswith(".m4s")]
        for name, length in zip(names, lengths, strict=True):
            url = f"{base_of(play)}/{name}"
            found[url] = (round(at * 1000), round((at + length) * 1000)), body_of(client, url)
            at += length
    return found


def leaks(cast: Cast, signed_in: SignIn, luck: Random) -> list[str]:
    """Live one history; return what leaked."""
    username, act = luck.choice(VIEWERS), luck.choice(ACTS)
    gate._running.clear()
    with undone():
        grant(cast, username)
        client = signed_in(username)
        address = f"/api/v1/hearings/{cast.hearing.pk}/playback/"
        play = client.get(address).json()
        before = bodies(client, play)
        taken = act(cast, username, luck)
        gate.watcher.round()
        answers = {url: client.get(url).status_code for url in before}
        again = client.get(address)
        label = f"{username} {act.__name__} {taken}"
        if again.status_code != 200 or again.json()["generation"] != play["generation"]:
            found = [f"{label}: {url} answers {status}" for url, status in answers.items() if status != 404]
        else:
            found = [f"{label}: plays on"] if taken.loses else []
        if again.status_code == 200 and taken.loses and taken.span is not None:
            found += _served_again(label, before, bodies(client, again.json()), taken.span)
        elif again.status_code == 200 and taken.loses:
            found.append(f"{label}: opened again")
        stranger = signed_in("clerk3")
        found += [f"{label}: a stranger got {url}" for url in before if stranger.get(url).status_code != 404]
        return found


def _served_again(label: str, before: Any, after: Any, span: tuple[int, int]) -> list[str]:
    """Whatever touched the part must not be served under any new name."""
    touched = {body for (start, end), body in before.values() if start < span[1] and span[0] < end}
    return [f"{label}: {url} is the old content" for url, (_, body) in after.items() if body in touched]


def test_two_step_histories_leak_nothing(recorded: Hearing, cast: Cast, signed_in: SignIn) -> None:
    found = [leak for seed in range(16) for leak in leaks(cast, signed_in, Random(seed))]
    assert found == []


@pytest.mark.soak
def test_many_two_step_histories_leak_nothing(recorded: Hearing, cast: Cast, signed_in: SignIn) -> None:
    found = [leak for seed in range(500) for leak in leaks(cast, signed_in, Random(10_000 + seed))]
    assert found == []
