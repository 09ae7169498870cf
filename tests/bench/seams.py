"""Seams of withheld parts in Chromium: fifty seeks around them, plays over them, the sound to the sample."""

import tempfile
from pathlib import Path

from tests.acceptance.portal import running_portal
from tests.bench.figures import Figure, Goal
from tests.bench.machine import number
from tests.browser.chromium import running_chromium
from tests.browser.player import open_player
from tests.browser.seam_player import play_over, seek
from tests.browser.seams import LONG, Plan, Sound, differing, make_hearing, track, widened, words_in
from tests.browser.stage import Stage
from tests.browser.visits import Visits

SEED = 20260302


def seams() -> list[Figure]:
    """Exact pictures, stalls and samples of a viewer from whom three parts are withheld."""
    with running_portal() as portal, tempfile.TemporaryDirectory() as folder:
        stage = Stage(portal.url)
        try:
            hearing = make_hearing(stage, LONG, Path(folder))
            sound = _sound(stage, hearing, LONG)
            return [*_watched(portal.url, hearing, LONG), sound]
        finally:
            stage.close()


def _watched(url: str, hearing: str, plan: Plan) -> list[Figure]:
    with running_chromium() as browser:
        visits = Visits(url, browser, {})
        page = open_player(visits, hearing, "party")
        places = plan.places(int(number("SEEKS", 50)), SEED)
        found = [(ms, seek(page, ms)) for ms in places]
        wrong = [(ms, shown) for ms, shown in found if not shown.is_due(plan.due_at(ms))]
        plays = [(seam, play_over(page, seam)) for seam in plan.seams]
        visits.close()
    stalled = [(seam, played) for seam, played in plays if played.stalled]
    leaked = [(seam, played.numbers - plan.shown) for seam, played in plays if played.numbers - plan.shown]
    print(
        f"bench: seeks that were wrong {wrong}; plays that stood still {stalled}; numbers that leaked {leaked}"
    )
    count, exact = len(places), len(places) - len(wrong)
    goal = Goal(1.0, at_least=True)
    return [
        Figure("seams: exact seeks", exact, count, exact / count, "pictures", count, goal=goal),
        _none("seams: stalls", len(stalled), "plays", len(plays)),
        _none("seams: plays with a withheld picture", len(leaked), "plays", len(plays)),
    ]


def _sound(stage: Stage, hearing: str, plan: Plan) -> Figure:
    """Compare outside the parts; inside them `words_in` refuses whatever was recorded there."""
    original, sent = (Sound(track(stage.of(name), hearing, "a0")) for name in ("judge", "party"))
    for part in widened(plan):
        words_in(part, original, sent)
    off, total = differing(plan, original, sent)
    return _none("seams: audio samples that differ", off, "samples", total)


def _none(name: str, value: int, unit: str, n: int) -> Figure:
    return Figure(name, value, 0, value, unit, n, goal=Goal(0.0))
