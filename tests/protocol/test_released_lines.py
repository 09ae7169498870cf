"""Lines of a protected part are read by the others once it plays and somebody has read them, and not a version more."""

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from hearings.models import Disguise
from tests.cast import Cast
from tests.hearings.test_restrictions import order
from tests.protocol.deciding import (
    HARMLESS,
    SISTER,
    STREET,
    SignIn,
    decide,
    disguise,
    examined,
    line,
    ranged,
    release,
)
from tests.protocol.test_covering import change, log, write

COVERED = "Живу на […], там была […]."


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


@pytest.fixture
def row(heard: Cast, signed_in: SignIn) -> Disguise:
    return examined(heard, signed_in)


def read_by(name: str, heard: Cast, signed_in: SignIn) -> list[str]:
    return [each["text"] for each in log(signed_in(name), heard.hearing)]


def let_play(row: Disguise, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    assert decide(clerk, row, line(clerk, row, "Живу"), STREET, SISTER).status_code == 200
    # The line elsewhere that says the words is a part of its own, which waits.
    assert release(clerk, row).status_code == 200


def test_parties_read_the_lines_when_the_part_is_released(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    assert not {COVERED, HARMLESS} & set(read_by("party", heard, signed_in))
    let_play(row, signed_in)
    for name in ("party", "lawyer", "prosecutor"):
        assert {COVERED, HARMLESS} <= set(read_by(name, heard, signed_in))
    rows = [each for each in log(signed_in("party"), heard.hearing) if each["text"] == HARMLESS]
    assert rows[0]["speaker"].split()[-1].isdigit()  # the pseudonym's number
    found = signed_in("party").get("/api/v1/search/", {"q": "больше ничего"}).json()["results"]
    assert len(found) == 1
    assert not signed_in("party").get("/api/v1/search/", {"q": "абая"}).json()["results"]


def test_entry_is_read_by_its_own_address_and_in_its_newest_version_alone(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk, party = signed_in("clerk"), signed_in("party")
    (entry,) = [each for each in log(clerk, heard.hearing) if each["text"] == HARMLESS]
    change(clerk, entry, text="Я всё сказала.")
    where = f"/api/v1/entries/{entry['id']}/"
    assert party.get(where).status_code == 404
    let_play(row, signed_in)
    assert party.get(where).json()["text"] == "Я всё сказала."
    versions = party.get(f"{where}revisions/").json()["results"]
    assert [each["text"] for each in versions] == ["Я всё сказала."]
    assert len(clerk.get(f"{where}revisions/").json()["results"]) == 2


def test_edit_takes_the_line_back_until_somebody_decides_on_it(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    let_play(row, signed_in)
    clerk = signed_in("clerk")
    (entry,) = [each for each in log(clerk, heard.hearing) if each["text"] == HARMLESS]
    change(clerk, entry, text="Работаю на хлебозаводе.")
    assert not [text for text in read_by("party", heard, signed_in) if "хлебозавод" in text]
    assert decide(clerk, row, line(clerk, row, "Работаю")).status_code == 200
    assert "Работаю на хлебозаводе." in read_by("party", heard, signed_in)


def test_line_that_comes_after_the_release_is_read_by_nobody(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    let_play(row, signed_in)
    clerk = signed_in("clerk")
    write(clerk, heard.hearing, "Ещё одно.", offset_ms=106_000, end_offset_ms=107_000)
    assert "Ещё одно." not in read_by("party", heard, signed_in)
    assert "Ещё одно." in read_by("clerk", heard, signed_in)
    assert decide(clerk, row, line(clerk, row, "Ещё")).status_code == 200
    assert "Ещё одно." in read_by("party", heard, signed_in)


@pytest.mark.parametrize("changed", [{"state": "to_hear"}, {"voice": "clear"}, {"state": "withdrawn"}])
def test_line_is_gone_with_the_disguise(
    changed: dict[str, Any], row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    let_play(row, signed_in)
    assert HARMLESS in read_by("party", heard, signed_in)
    Disguise.objects.filter(pk=row.pk).update(**changed)
    assert HARMLESS not in read_by("party", heard, signed_in)


def test_protection_of_somebody_else_in_the_part_takes_the_lines_back(heard: Cast, signed_in: SignIn) -> None:
    row = ranged(heard, signed_in)
    let_play(row, signed_in)
    assert COVERED in read_by("party", heard, signed_in)
    body = {"started_at": None, "ended_at": None, "whole": True}
    order(signed_in("judge"), heard.hearing, "protected", **body)
    whole = disguise(heard.hearing, 0, 600_000)
    Disguise.objects.filter(pk=whole.pk).update(
        state="released", decided_by="x" * 26, decided_at=whole.created_at
    )
    assert COVERED not in read_by("party", heard, signed_in)
