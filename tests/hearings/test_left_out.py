"""From which whole hearings rulings leave a person out: each way a ruling can mean somebody, and nobody else."""

import pytest

from hearings.doors import get_hearing_for
from hearings.policies.exclusions import left_out
from hearings.policies.visible import visible_to
from hearings.policy import Action
from hearings.policy.classes import ContentClass
from tests.cast import Cast
from tests.restrictions import restrict

pytestmark = [pytest.mark.django_db, pytest.mark.db]
# Who is meant by which word; PERSON and PART stand for ids.
MEANT = [
    ("lawyer", "PERSON"),
    ("lawyer", "PART"),
    ("lawyer", "defence"),
    ("clerk", "clerk"),
    ("clerk", "PERSON"),
]


def word_of(cast: Cast, who: str, word: str) -> str:
    if word == "PART":
        return cast.parts[who].pk
    return cast.people[who].pk if word == "PERSON" else word


def listed(cast: Cast, who: str, wanted: ContentClass) -> bool:
    return visible_to(cast.caller(who), wanted).filter(pk=cast.hearing.pk).exists()


@pytest.mark.parametrize(("who", "word"), MEANT)
@pytest.mark.parametrize("kind", ["ex_parte", "closed"])
def test_ruling_leaves_out_whom_its_word_means(cast: Cast, who: str, word: str, kind: str) -> None:
    restrict(cast.hearing, kind, excludes=(word_of(cast, who, word),))
    assert left_out(cast.people[who].pk) == {(cast.hearing.pk, kind)}
    assert left_out(cast.people["victim"].pk) == left_out(cast.people["judge"].pk) == frozenset()
    # Nothing of what is held ex parte is kept, existence and card of anything else.
    assert listed(cast, who, ContentClass.EXISTENCE) is (kind != "ex_parte")
    assert listed(cast, "judge", ContentClass.EXISTENCE)


@pytest.mark.parametrize(("who", "meant"), [("lawyer", True), ("victim", True), ("clerk", False)])
def test_ex_parte_without_a_word_leaves_out_whoever_takes_part(cast: Cast, who: str, meant: bool) -> None:
    restrict(cast.hearing, "ex_parte")
    assert bool(left_out(cast.people[who].pk)) is meant
    assert listed(cast, who, ContentClass.EXISTENCE) is not meant


@pytest.mark.parametrize("word", ["", "defence"])
def test_word_and_restriction_are_of_one_ruling(cast: Cast, word: str) -> None:
    """A part that excludes, beside a whole that does not: together they leave nobody out."""
    restrict(cast.hearing, "closed", 0, 1_000, excludes=("defence",))
    restrict(cast.hearing, "ex_parte", excludes=("prosecution",))
    restrict(cast.hearing, "closed", excludes=(word,) if word else ())
    found = {kind for _, kind in left_out(cast.people["lawyer"].pk)}
    assert found == ({"closed"} if word else set())


def test_lifted_ruling_leaves_nobody_out(cast: Cast) -> None:
    made = restrict(cast.hearing, "ex_parte", excludes=("defence",))
    type(made).objects.filter(pk=made.pk).update(state="lifted", lifted_at=made.created_at)
    assert left_out(cast.people["lawyer"].pk) == frozenset()
    assert get_hearing_for(cast.caller("lawyer"), cast.hearing.pk, Action.EXISTS).verdict.allowed
