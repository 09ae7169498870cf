"""How far, how long: figures of a stage and their words; nothing is said where too little is known."""

import pytest
from django.utils import translation

from jobs.states import Priority
from media_pipeline.policies.progress import StageWork
from media_pipeline.policies.queue_words import PRIORITIES, SECTIONS, STAGES, left_words, priority_words
from media_pipeline.states import Section, Stage


@pytest.mark.parametrize(
    ("work", "percent"),
    [
        (StageWork(total=4), 0),
        (StageWork(total=4, done=1, running=1, progress_sum=150), 37),
        (StageWork(total=4, done=4, progress_sum=400), 100),
        # all but done is not done: 100 is kept for the end
        (StageWork(total=300, done=299, running=1, progress_sum=29_999), 99),
        # what failed keeps the stage from its end
        (StageWork(total=2, done=1, failed=1, progress_sum=200), 99),
    ],
)
def test_percent_of_a_stage_counts_units_and_parts_of_them(work: StageWork, percent: int) -> None:
    assert work.percent == percent


@pytest.mark.parametrize(
    ("work", "seconds"),
    [
        # ten done in 100 s each ten, ten to go, one at a time
        (StageWork(total=20, done=10, running=1, done_s=100), 100),
        # the same by two workers at once
        (StageWork(total=20, done=10, running=2, done_s=100), 50),
        # a quarter of the running one is done
        (StageWork(total=20, done=10, running=1, done_s=100, running_percent=25), 98),
        # one long job: its own progress tells
        (StageWork(total=1, running=1, running_s=60, running_percent=20), 240),
        # what failed is not waited for
        (StageWork(total=20, done=10, failed=9, running=1, done_s=100), 10),
        # the first seconds tell nothing, nor does a first percent that took long
        (StageWork(total=1, running=1, running_s=2, running_percent=20), None),
        (StageWork(total=1, running=1, running_s=60, running_percent=1), None),
        (StageWork(total=1, running=1, running_s=60, running_percent=0), None),
        # nothing runs: when it begins is not known
        (StageWork(total=20, done=10, done_s=100), None),
        (StageWork(total=20), None),
        # more reported than there is
        (StageWork(total=1, done=1, running=1, done_s=5, running_percent=100), 0),
    ],
)
def test_time_left_follows_the_pace_so_far(work: StageWork, seconds: int | None) -> None:
    assert work.seconds_left() == seconds


@pytest.mark.parametrize(
    ("seconds", "language", "words"),
    [
        (None, "ru", ""),
        (0, "ru", "осталось меньше минуты"),
        (59, "en", "less than a minute left"),
        (60, "ru", "ещё около 1 минуты"),
        (125, "ru", "ещё около 2 минут"),
        (720, "ru", "ещё около 12 минут"),
        (21 * 60, "ru", "ещё около 21 минуты"),
        (99 * 60, "ru", "ещё около 99 минут"),
        (100 * 60, "ru", "ещё около 2 часов"),
        (3600 * 21, "ru", "ещё около 21 часа"),
        (720, "kk", "шамамен 12 минут қалды"),
        (720, "en", "about 12 minutes left"),
    ],
)
def test_time_left_is_said_like_a_person_says_it(seconds: int | None, language: str, words: str) -> None:
    with translation.override(language):
        assert left_words(seconds) == words


def test_words_exist_for_every_section_stage_and_priority() -> None:
    assert set(SECTIONS) == set(Section)
    assert set(STAGES) == set(Stage)
    assert set(PRIORITIES) == set(Priority)


@pytest.mark.parametrize(
    ("number", "named"), [(0, 1), (1, 1), (2, 1), (4, 3), (5, 5), (7, 6), (8, 8), (9, 9), (50, 9)]
)
def test_priority_between_two_names_has_the_words_of_the_one_before(number: int, named: int) -> None:
    assert priority_words(number) == str(PRIORITIES[named])
