"""The tree of courts and its zones."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from courts.models import Court
from courts.models.court import LEVELS_ABOVE
from tests.cast import Cast


def test_ancestors_are_named_nearest_first(db: None) -> None:
    top = Court.objects.create(name="top")
    region = Court.objects.create(name="region", parent=top)
    court = Court.objects.create(name="court", parent=region)
    assert court.ancestors() == (region.pk, top.pk)
    assert top.ancestors() == ()


def test_circle_in_the_data_ends_the_walk(db: None) -> None:
    one = Court.objects.create(name="one")
    two = Court.objects.create(name="two", parent=one)
    Court.objects.filter(pk=one.pk).update(parent=two)
    assert set(Court.objects.get(pk=two.pk).ancestors()) == {one.pk, two.pk}


def test_walk_ends_at_its_bound(db: None) -> None:
    court: Court | None = None
    for number in range(LEVELS_ABOVE + 3):
        court = Court.objects.create(name=str(number), parent=court)
    assert court is not None
    assert len(court.ancestors()) == LEVELS_ABOVE


@pytest.mark.db
def test_database_refuses_a_court_above_itself(cast: Cast) -> None:
    city = cast.courts["city"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Court.objects.filter(pk=city.pk).update(parent=city)


@pytest.mark.parametrize(
    ("language", "name"), [("kk", "Қала"), ("ru", "Город"), ("en", "City"), ("de", "City")]
)
def test_name_in_the_readers_language_or_the_first_one(language: str, name: str) -> None:
    court = Court(name="City", name_kk="Қала", name_ru="Город")
    with translation.override(language):
        assert str(court) == name


@pytest.mark.parametrize(("zone", "valid"), [("Asia/Almaty", True), ("UTC", True), ("Mars/Olympus", False)])
def test_zone_must_be_known(zone: str, valid: bool) -> None:
    court = Court(name="City", time_zone=zone)
    if valid:
        court.clean_fields(exclude=["id"])
    else:
        with pytest.raises(ValidationError, match="Mars"):
            court.clean_fields(exclude=["id"])
