"""Names come from many keyboards: the same letters are stored as the same letters."""

import unicodedata

from hearings.services.cases import add_participant, change_case, create_case
from tests.cast import RULE, Cast

DECOMPOSED = "Сергеи\u0306 Ёлкин"
COMPOSED = unicodedata.normalize("NFC", DECOMPOSED)


def test_case_with_decomposed_letters_is_stored_composed(cast: Cast) -> None:
    caller = cast.caller("registry")
    case = create_case(cast.case.court, caller, RULE, number="1", title=DECOMPOSED)
    assert case.title == COMPOSED != DECOMPOSED
    assert change_case(case, caller, RULE, title=f"{DECOMPOSED} 2").title == f"{COMPOSED} 2"


def test_participant_with_decomposed_letters_is_stored_composed(cast: Cast) -> None:
    row = add_participant(
        cast.case, cast.caller("registry"), RULE, kind="party", side="none", name=DECOMPOSED
    )
    row.refresh_from_db()
    assert row.name == COMPOSED
