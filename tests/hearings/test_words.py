"""The policy knows no models and the models no policy: their words are written twice and must stay the same."""

from enum import StrEnum

import pytest
from django.db.models import TextChoices

from accounts.models import MembershipRole
from hearings.models import AssignmentRole, ParticipantKind, Side
from hearings.policy import words


@pytest.mark.parametrize(
    ("stored", "decided"),
    [
        (MembershipRole, words.StaffRole),
        (AssignmentRole, words.AssignedRole),
        (ParticipantKind, words.ParticipantKind),
        (Side, words.Side),
    ],
)
def test_words_of_models_are_those_of_the_policy(stored: type[TextChoices], decided: type[StrEnum]) -> None:
    assert set(stored.values) == {word.value for word in decided}
