"""Whether the time of a 404 tells an object that one may not know of from none: the area under the ROC curve."""

import random
import time
from collections.abc import Sequence

import httpx

from foundation.ids import new_id
from tests.acceptance.stage import API
from tests.acceptance.visitor import every
from tests.bench.court import Court, open_court
from tests.bench.figures import Figure, bounded
from tests.bench.machine import number

PAIRS = 1000
WARM = 50
FROM_CHANCE = 0.05
"""An area between 0.45 and 0.55: who guesses by the time is right as often as who throws a coin."""


def alike() -> list[Figure]:
    """Pairs of a forbidden and an absent hearing, case and entry, in random order, through the portal's own server."""
    luck = random.Random(20)
    with open_court() as court:
        hearing, case, entry = _objects(court)
        asked = {
            "hearing": (f"{API}/hearings/{{}}/", hearing),
            "hearing's page": ("/hearings/{}/", hearing),
            "case": (f"{API}/cases/{{}}/", case),
            "entry": (f"{API}/entries/{{}}/", entry),
        }
        return [
            _figure(name, court.stage.outsider, address, known, luck)
            for name, (address, known) in asked.items()
        ]


def _objects(court: Court) -> tuple[str, str, str]:
    """Return a hearing of the demonstration that the clerk keeps, its case and an entry of its log."""
    clerk = court.stage.clerk
    for row in every(clerk, f"{API}/hearings/"):
        log = clerk.get(f"{API}/hearings/{row['id']}/entries/")
        if log.status_code == 200 and log.json()["results"]:
            return str(row["id"]), str(row["cases"][0]["id"]), str(log.json()["results"][0]["id"])
    raise RuntimeError("the demonstration has no hearing with a log")


def _figure(name: str, client: httpx.Client, address: str, known: str, luck: random.Random) -> Figure:
    there: list[float] = []
    absent: list[float] = []
    pairs = int(number("ALIKE_PAIRS", PAIRS))
    for turn in range(WARM + pairs):
        asks: list[tuple[list[float], str]] = [(there, known), (absent, new_id())]
        luck.shuffle(asks)
        for times, each in asks:
            took = _seconds(client, address.format(each))
            if turn >= WARM:
                times.append(took)
    area = area_under_curve(there, absent)
    print(f"bench: {name}: area {area:.3f}")
    return bounded(
        f"404 of a forbidden and an absent {name}", abs(area - 0.5), FROM_CHANCE, "area from 0.5", pairs
    )


def _seconds(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    took = time.perf_counter() - began
    if answer.status_code != 404:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return took


def area_under_curve(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how often a sample of ``one`` is larger than a sample of ``other``; equal ones count half."""
    ranked = sorted([(value, True) for value in one] + [(value, False) for value in other])
    below = above = 0.0
    at = 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        ours = sum(mine for _, mine in ranked[at:end])
        theirs = end - at - ours
        above += ours * (below + theirs / 2)
        below += theirs
        at = end
    return above / (len(one) * len(other))
