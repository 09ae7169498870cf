"""The code must be readable, and a damaged one must not be taken for another number."""

import numpy as np
import pytest

from tests.bench.frame_code import CELLS, DARK, HIGHEST, Luma, bits_of, number_of, read, strip


def _picture(number: int, width: int) -> Luma:
    picture = np.full((width * 9 // 16, width), DARK, np.uint8)
    code = strip(number, width)
    picture[: code.shape[0], : code.shape[1]] = code
    return picture


@pytest.mark.parametrize("width", [1920, 960, 320])
@pytest.mark.parametrize("number", [0, 1, 2999, 0xAAAAA, HIGHEST])
def test_code_painted_at_a_width_reads_as_its_number(number: int, width: int) -> None:
    assert read(_picture(number, width)) == number


def test_code_of_lower_contrast_and_noise_still_reads() -> None:
    grain = np.random.default_rng(1).integers(-30, 30, (1080, 1920))
    picture = (_picture(1234, 1920) * 0.5 + 40 + grain).clip(0, 255).astype(np.uint8)
    assert read(picture) == 1234


@pytest.mark.parametrize("place", range(CELLS))
def test_code_with_one_flipped_cell_is_refused(place: int) -> None:
    word = int("".join(map(str, bits_of(4711))), 2)
    assert number_of(word) == 4711
    assert number_of(word ^ 1 << place) is None


@pytest.mark.parametrize("number", [-1, HIGHEST + 1])
def test_code_beyond_its_bits_raises(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        bits_of(number)
