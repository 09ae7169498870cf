"""What is measured of a disguise, and which verdict follows."""

import numpy as np
import pytest

from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.measures import PIECE_S, Measures, measure
from media_pipeline.voice.verdict import Fault, faults
from tests.media_pipeline.voice.sounds import Speech

GOOD = Measures(missing=0, peak=0.8, level_db=-3.0, leak=0.06, delay_ms=2.0)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, set()),
        ({"missing": 1}, {Fault.LENGTH}),
        ({"missing": -1}, {Fault.LENGTH}),
        ({"peak": 1.01}, {Fault.TOO_LOUD}),
        ({"peak": float("inf"), "leak": 1.0}, {Fault.NO_NUMBER, Fault.LEAK}),
        ({"level_db": -31.0}, {Fault.NO_SOUND}),
        ({"level_db": None}, set()),  # nobody spoke
        ({"leak": 0.12}, {Fault.LEAK}),
        ({"leak": 0.1199}, set()),
        ({"delay_ms": 15.1}, {Fault.DELAY}),
        ({"delay_ms": -16.0}, {Fault.DELAY}),
        ({"delay_ms": None}, set()),
    ],
)
def test_each_fault_has_its_name(changes: dict[str, float | None], found: set[Fault]) -> None:
    values = {name: getattr(GOOD, name) for name in Measures.__slots__}
    assert faults(Measures(**(values | changes))) == found


@pytest.mark.parametrize("late_ms", [-60, 0, 5, 40])
def test_delay_is_found_to_the_millisecond(speech: Speech, late_ms: int) -> None:
    moved = np.roll(speech(), late_ms * OUTPUT_RATE // 1000)
    assert measure(speech(), moved, OUTPUT_RATE).delay_ms == pytest.approx(late_ms, abs=1)


def test_number_that_is_none_and_lost_samples_are_found(speech: Speech) -> None:
    broken = np.array(speech(1))
    broken[777] = np.nan
    assert measure(speech(), broken, OUTPUT_RATE).peak == float("inf")
    assert measure(speech(), speech(1)[:-3], OUTPUT_RATE).missing == 3
    assert measure(speech(), np.zeros(0, np.float32), OUTPUT_RATE).missing == len(speech())


def test_worst_minute_counts() -> None:
    """A single loud, silent or leaking minute is not made good by others."""
    luck = np.random.default_rng(2)
    before, after = luck.standard_normal((2, (2 * PIECE_S + 5) * 8_000)).astype(np.float32) * 0.1
    good = measure(before, after, 8_000)
    after[-4 * 8_000 :] = before[-4 * 8_000 :]
    found = measure(before, after, 8_000)
    assert good.leak < 0.12
    assert found.leak > 0.5
    after[: PIECE_S * 8_000] = 0
    assert Fault.NO_SOUND in faults(measure(before, after, 8_000))
