"""Lines of a protected part are read by the others once it plays and somebody has read them, and not a version more."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from foundation.clock import plus_ms, rfc3339, utc_now
from hearings.models import Disguise, ProtectedSpan
from tests.cast import HEARD_AT, Cast
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


def test_page_that_is_old_uncovers_nothing_that_was_covered_meanwhile(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    old = line(clerk, row, "Живу")
    assert decide(clerk, row, old, STREET).status_code == 200
    # The same page once more, as it was loaded before: it does not know of the street.
    assert decide(clerk, row, old, SISTER).status_code == 200
    assert {each["text"] for each in line(clerk, row, "Живу")["words"] if each["covered"]} == {STREET, SISTER}


def test_release_of_lines_that_changed_meanwhile_is_refused(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    assert decide(clerk, row, line(clerk, row, "Живу"), STREET, SISTER).status_code == 200
    digest = clerk.get(f"/api/v1/disguises/{row.pk}/lines/").json()["digest"]
    (entry,) = [each for each in log(clerk, heard.hearing) if each["text"] == HARMLESS]
    change(clerk, entry, text="Красный дом за мечетью.")
    row.refresh_from_db()
    where, body = f"/api/v1/disguises/{row.pk}/release/", {"version": row.version, "lines": digest}
    refused = clerk.post(where, body, content_type="application/json")
    assert (refused.status_code, refused.json()["type"][-13:]) == (409, "lines-changed")
    assert Disguise.objects.get(pk=row.pk).state == "to_hear"


def test_release_without_the_lines_lets_the_sound_play_and_nothing_be_read(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    assert decide(clerk, row, line(clerk, row, "Живу"), STREET, SISTER).status_code == 200
    where, body = f"/api/v1/disguises/{row.pk}/release/", {"version": row.version}
    assert clerk.post(where, body, content_type="application/json").status_code == 200
    assert COVERED in read_by("party", heard, signed_in)  # decided on
    assert HARMLESS not in read_by("party", heard, signed_in)


def test_lines_without_an_end_are_read_though_another_part_follows(heard: Cast, signed_in: SignIn) -> None:
    row = ranged(heard, signed_in)
    clerk = signed_in("clerk")
    write(clerk, heard.hearing, "Без конца.", offset_ms=95_000, end_offset_ms=None)
    write(clerk, heard.hearing, "Другой.", offset_ms=300_000, end_offset_ms=301_000)
    start, end = plus_ms(HEARD_AT, 290_000), plus_ms(HEARD_AT, 310_000)
    order(signed_in("judge"), heard.hearing, "protected", started_at=rfc3339(start), ended_at=rfc3339(end))
    let_play(row, signed_in)
    assert "Без конца." in read_by("party", heard, signed_in)
    assert "Другой." not in read_by("party", heard, signed_in)


def test_uncovering_makes_no_moment_of_the_name_open_to_an_edit(heard: Cast, signed_in: SignIn) -> None:
    row = examined(heard, signed_in)
    clerk = signed_in("clerk")
    said = f"Хейл живёт на {STREET}."
    named = write(clerk, heard.hearing, said, offset_ms=107_000, end_offset_ms=108_000)
    old = utc_now() - timedelta(days=1)
    ProtectedSpan.objects.filter(source=named["id"], named=True).update(created_at=old)
    found = line(clerk, row, "[")
    assert decide(clerk, row, found, STREET).status_code == 200
    ProtectedSpan.objects.filter(source=named["id"], named=True).update(created_at=old)
    assert decide(clerk, row, line(clerk, row, "[")).status_code == 200
    (span,) = ProtectedSpan.objects.filter(source=named["id"], named=True)
    assert span.created_at == old
