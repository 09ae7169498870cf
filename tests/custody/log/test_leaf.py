"""Leaves: one fact has one spelling, and nothing else is taken for a leaf."""

import hashlib
import json
import unicodedata
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from custody.log.errors import NotCanonical
from custody.log.leaf import INTEGER_LIMIT, Leaf, canonical, commitment, decode, leaf_hash

FULL = Leaf(7, 1_700_000_000_123, "c", "play.opened", "h", "done", "R1", "a", "ab" * 32, "cd" * 32, "p")
BARE = Leaf(0, 0, "", "x.y", "", "done", "", "")
TEXT = st.text().map(lambda text: unicodedata.normalize("NFC", text)).filter(lambda text: text.isprintable())
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-INTEGER_LIMIT + 1, INTEGER_LIMIT - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": None}, '{"a":null,"b":1}'),
        ({"ә": "Ә", "z": [True, False, -1]}, '{"z":[true,false,-1],"ә":"Ә"}'),
        ('a\n"\\\x1f', '"a\\n\\"\\\\\\u001f"'),
        (INTEGER_LIMIT - 1, "9007199254740991"),
        (1 - INTEGER_LIMIT, "-9007199254740991"),
        ([], "[]"),
        ({"a": {"c": 1, "b": 2}}, '{"a":{"b":2,"c":1}}'),
    ],
)
def test_canonical_form(value: Any, text: str) -> None:
    assert canonical(value) == text.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        INTEGER_LIMIT,
        -INTEGER_LIMIT,
        "и\u0306",  # и and a breve: й in two letters
        {"и\u0306": 1},
        {1: "a"},
        {"a": [{"b": 0.5}]},
        ["\ud800"],
        b"bytes",
        {"a": (1,)},
        {"a": {1, 2}},
    ],
)
def test_value_without_a_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_canonical_form_reads_back_and_is_stable(value: Any) -> None:
    data = canonical(value)
    assert json.loads(data) == value
    assert canonical(json.loads(data)) == data


@pytest.mark.parametrize("leaf", [FULL, BARE])
def test_leaf_reads_back(leaf: Leaf) -> None:
    assert decode(leaf.encode()) == leaf


def test_leaf_without_optional_parts_does_not_name_them() -> None:
    assert set(json.loads(BARE.encode())) == {
        "v", "seq", "ts", "court", "action", "object", "outcome", "rule", "actor",
    }  # fmt: skip
    assert set(json.loads(FULL.encode())) == {"v", *asdict(FULL)}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"1",
        b"null",
        b"{}",
        BARE.encode() + b" ",
        BARE.encode().replace(b'"v":1', b'"v":2'),
        BARE.encode().replace(b'"v":1', b'"v":"1"'),
        BARE.encode().replace(b',"v":1', b""),
        BARE.encode().replace(b'"ts":0', b'"ts":0.0'),
        BARE.encode().replace(b'"ts":0', b'"ts": 0'),
        BARE.encode().replace(b'"ts":0', b'"ts":0,"ts":0'),
        BARE.encode().replace(b'"ts":0,', b""),
        BARE.encode().replace(b'"ts":0', b'"ts":0,"tz":0'),
        BARE.encode().replace(b"x.y", b"\\u0078.y"),
        BARE.encode().replace(b'"rule":""', b'"priv":"","rule":""'),
    ],
)
def test_other_bytes_are_no_leaf(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(data)


def test_hash_of_a_leaf_is_apart_from_that_of_a_node() -> None:
    assert leaf_hash(b"x") == hashlib.sha256(b"\x00x").digest()


def test_commitment_binds_salt_and_private_part() -> None:
    salt = bytes(32)
    assert commitment(salt, {"a": 1}) == hashlib.sha256(salt + b'{"a":1}').hexdigest()
    assert commitment(b"\x01" + bytes(31), {"a": 1}) != commitment(salt, {"a": 1})


@pytest.mark.parametrize("length", [0, 31, 33])
def test_salt_has_32_bytes(length: int) -> None:
    with pytest.raises(NotCanonical, match="salt"):
        commitment(bytes(length), {})
