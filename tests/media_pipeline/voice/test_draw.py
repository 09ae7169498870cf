"""What is drawn stays within its bounds, is never the same, and cannot be written down."""

import json
import pickle
import random

import pytest

from media_pipeline.voice.draw import BEND_DRIFT_HZ, HOP, WOBBLE_HZ, Draw, draw
from media_pipeline.voice.profiles import RECIPES, Profile, Recipe

EVERY = pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))


def test_every_profile_but_silence_has_a_recipe() -> None:
    assert set(RECIPES) == set(Profile) - {Profile.SILENCE}


@EVERY
def test_draws_stay_within_their_bounds_and_use_both_directions(recipe: Recipe) -> None:
    drawn = [draw(recipe) for _ in range(300)]
    low, high = recipe.warp
    assert all(HOP[0] <= each.hop <= HOP[1] for each in drawn)
    assert all(low <= max(each.warp, 1 / each.warp) <= high for each in drawn)
    assert all(recipe.sway_hz[0] <= hz <= recipe.sway_hz[1] for each in drawn for hz in each.sway_hz)
    assert all(BEND_DRIFT_HZ[0] <= abs(each.bend_drift_hz) <= BEND_DRIFT_HZ[1] for each in drawn)
    assert all(abs(each.tilt) <= recipe.tilt_db for each in drawn)
    for each in drawn:
        assert all(a <= hz <= b for hz, (a, b) in zip(each.wobble_hz, WOBBLE_HZ, strict=True))
    assert {each.warp > 1 for each in drawn} == {each.bend_drift_hz > 0 for each in drawn} == {True, False}


@EVERY
def test_no_two_draws_are_alike(recipe: Recipe) -> None:
    assert len({(each.seed, each.warp, each.bend_at) for each in (draw(recipe) for _ in range(200))}) == 200


def test_draw_comes_from_the_operating_system_whatever_was_seeded() -> None:
    random.seed(1)
    one = draw(RECIPES[Profile.STRONG])
    random.seed(1)
    assert one.seed != draw(RECIPES[Profile.STRONG]).seed


def test_same_luck_draws_the_same_for_measurements() -> None:
    one, other = (draw(RECIPES[Profile.CLEAR], random.Random(7)) for _ in range(2))
    assert (one.hop, one.warp, one.sway_at, one.seed) == (other.hop, other.warp, other.sway_at, other.seed)


def test_draw_is_not_written_down() -> None:
    drawn = draw(RECIPES[Profile.STRONG])
    assert repr(drawn) == str(drawn) == "<Draw>"
    with pytest.raises(TypeError):
        pickle.dumps(drawn)
    with pytest.raises(TypeError):
        json.dumps(drawn)
    assert not hasattr(drawn, "__dict__")
    assert isinstance(drawn, Draw)
