"""Rectangles of a masked picture: as a ruling names them over REST and in the form, and what is refused."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from hearings.models import Restriction
from hearings.policies.orders import Order, withholds_less
from hearings.policy.boxes import Box
from hearings.web.boxes import COLUMNS, BoxesField, BoxesWidget, box_words
from tests.cast import Cast
from tests.hearings.test_restrictions import order, send

SignIn = Callable[[str], Client]
FACE = Box(1, 400, 200, 600, 650)
SENT = {"camera": 1, "left": 400, "top": 200, "right": 600, "bottom": 650}
FORM = {"kind": "protected", "where": "whole", "ground": "A threat.", "voice": "strong", "face": "masked"}


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


def test_masked_picture_keeps_its_rectangles(heard: Cast, signed_in: SignIn) -> None:
    made = order(signed_in("judge"), heard.hearing, "protected", face="masked", boxes=[SENT])
    assert (made["face"], made["boxes"]) == ("masked", [SENT])
    assert Restriction.objects.get(pk=made["id"]).boxes == [list(FACE)]


@pytest.mark.parametrize(
    "body",
    [
        {"face": "masked"},
        {"face": "masked", "boxes": []},
        {"face": "covered", "boxes": [SENT]},
        {"boxes": [SENT]},
        {"face": "masked", "boxes": [SENT | {"right": 400}]},
        {"face": "masked", "boxes": [SENT | {"camera": 0}]},
        {"face": "masked", "boxes": [SENT | {"bottom": 1001}]},
        {"face": "masked", "boxes": [{"camera": 1}]},
        {"face": "masked", "boxes": [SENT | {"left": place} for place in range(17)]},
    ],
)
def test_rectangles_that_are_none_are_refused(body: dict[str, Any], heard: Cast, signed_in: SignIn) -> None:
    fields = {"hearing": heard.hearing.pk, "kind": "protected", "whole": True} | body
    answer = send(signed_in("judge"), "", fields)
    assert answer.status_code in {400, 422}, answer.content
    assert "boxes" in str(answer.json()["errors"])
    assert not Restriction.objects.exists()


def test_ruling_that_covers_the_whole_picture_forgets_the_rectangles(heard: Cast, signed_in: SignIn) -> None:
    judge = signed_in("judge")
    made = order(judge, heard.hearing, "protected", face="masked", boxes=[SENT])
    address = f"/api/v1/restrictions/{made['id']}/"
    tag = judge.get(address).headers["ETag"]
    kind = "application/json"
    answer = judge.patch(address, {"face": "covered"}, content_type=kind, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["face"], answer.json()["boxes"]) == ("covered", [])


def test_rectangle_that_shows_more_withholds_less() -> None:
    old = Order("protected", whole=True, face="masked", boxes=frozenset({FACE}))
    wider, narrower = (
        Order("protected", whole=True, face="masked", boxes=frozenset({FACE._replace(right=right)}))
        for right in (700, 500)
    )
    assert not withholds_less(wider, old)
    assert withholds_less(narrower, old)


def posted(*rows: tuple[str, ...]) -> dict[str, str]:
    return {
        f"boxes_{number}_{key}": value
        for number, row in enumerate(rows, 1)
        for (key, _), value in zip(COLUMNS, row, strict=True)
    }


def read(*rows: tuple[str, ...]) -> frozenset[Box]:
    return BoxesField().clean(BoxesWidget().value_from_datadict(posted(*rows), {}, "boxes"))


def test_form_reads_per_cent_and_rounds_outward() -> None:
    assert read(("1", "40", "20", "20", "45")) == {FACE}
    assert read(("", "40", "20", "20", "45"), ("1", "", "", "", "")) == {FACE}
    assert read(("2", "0,55", "0.55", "10", "10")) == {Box(2, 5, 5, 106, 106)}
    assert read(("1", "", "", "", "")) == frozenset()


@pytest.mark.parametrize(
    "row",
    [
        ("1", "x", "1", "1", "1"),
        ("1", "1", "1", "1", ""),
        ("1", "NaN", "1", "1", "1"),
        ("1.5", "1", "1", "1", "1"),
        ("NaN", "1", "1", "1", "1"),
    ],
)
def test_form_says_what_a_rectangle_needs(row: tuple[str, ...], heard: Cast, signed_in: SignIn) -> None:
    address = f"/hearings/{heard.hearing.pk}/restrictions/new/"
    page = signed_in("judge").post(address, FORM | posted(row)).content.decode()
    assert "A rectangle needs four numbers" in page
    assert not Restriction.objects.exists()


def test_form_orders_shows_and_changes_rectangles(heard: Cast, signed_in: SignIn) -> None:
    judge = signed_in("judge")
    address = f"/hearings/{heard.hearing.pk}/restrictions/new/"
    answer = judge.post(address, FORM | posted(("1", "40", "20", "20", "45")))
    assert answer.status_code == 302
    row = Restriction.objects.get()
    assert row.boxes == [list(FACE)]
    listed = judge.get(f"/hearings/{heard.hearing.pk}/restrictions/").content.decode()
    assert box_words(FACE) in listed
    assert "camera 1: 20 × 45 per cent, from left 40, from top 20" in listed
    changing = judge.get(f"/restrictions/{row.pk}/change/").content.decode()
    assert 'name="boxes_1_left" value="40"' in re.sub(r"\s+", " ", changing)
