"""Ids, the clock and the way between clock and media time, problem documents, entity tags."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from foundation.api.etags import etag_of
from foundation.clock import ms_between, plus_ms, rfc3339, utc_now
from foundation.ids import ID_LENGTH, is_id, new_id
from foundation.problems import Forbidden, Problem
from foundation.texts import fold

START = datetime(2026, 3, 2, 5, tzinfo=UTC)


def test_new_ids_are_of_one_form_and_never_the_same() -> None:
    made = [new_id() for _ in range(1_000)]
    assert len(set(made)) == 1_000
    assert all(is_id(each) and len(each) == ID_LENGTH for each in made)


@pytest.mark.parametrize("text", ["", "a", "A" * 26, "1" * 26, "a" * 25, "a" * 27, "a" * 26 + "\n", "-" * 26])
def test_other_texts_are_no_ids(text: str) -> None:
    assert not is_id(text)


@given(st.integers(-(10**12), 10**12))
def test_offset_and_instant_are_two_forms_of_one_moment(offset_ms: int) -> None:
    assert ms_between(START, plus_ms(START, offset_ms)) == offset_ms


def test_parts_of_a_millisecond_are_rounded_down() -> None:
    assert ms_between(START, START + timedelta(microseconds=1_999)) == 1
    assert ms_between(START, START - timedelta(microseconds=1)) == -1


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (None, None),
        (START, "2026-03-02T05:00:00.000Z"),
        (START.astimezone(timezone(timedelta(hours=5))), "2026-03-02T05:00:00.000Z"),
        (START + timedelta(microseconds=1_999), "2026-03-02T05:00:00.001Z"),
    ],
)
def test_times_leave_in_utc_with_milliseconds(moment: datetime | None, text: str | None) -> None:
    assert rfc3339(moment) == text


def test_now_is_aware_and_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)


def test_problem_document_holds_what_rfc_9457_wants() -> None:
    document = Forbidden("why", rule="V-role").document()
    assert document["type"] == "urn:courtrec:problem:forbidden"
    assert (document["status"], document["detail"], document["rule"]) == (403, "why", "V-role")
    assert "detail" not in Problem().document()


def test_tag_depends_on_content_and_not_on_order() -> None:
    assert etag_of({"a": 1, "b": 2}) == etag_of({"b": 2, "a": 1}) != etag_of({"a": 1, "b": 3})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ЁЛКА", "елка"),
        ("ӘҒҚҢӨҰҮҺІ", "әғқңөұүһі"),
        ("Й", "и\u0306"),
        ("  a \n b ", "A B"),
        ("Straße", "STRASSE"),
    ],
)
def test_letters_that_readers_take_for_the_same_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)
