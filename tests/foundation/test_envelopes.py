"""Envelopes: opened by their own key, for their own purpose, beside their own row, unchanged - and by nothing else."""

import base64
from collections.abc import Callable
from dataclasses import replace

import pytest

from foundation.envelopes import (
    KEY_BYTES,
    Envelope,
    EnvelopeUnreadable,
    KeysInvalid,
    blinded,
    parse_keys,
    seal,
    unseal,
)

# Always the same: workers that run the tests together compare the names of what they have collected.
OLD, NEW = (f"{name}:{base64.b64encode(name.encode()[:1] * KEY_BYTES).decode()}" for name in ("old", "new"))
CONTENT = {"name": "Әлия Құдайберген", "user_id": None}
SHORT = base64.b64encode(b"k" * (KEY_BYTES - 1)).decode()


def sealed() -> Envelope:
    return seal(parse_keys(OLD), CONTENT, "identity", "row-1")


def test_envelope_opens_with_its_key_and_after_a_rotation() -> None:
    envelope = sealed()
    for keys in (OLD, f"{NEW},{OLD}", f"{NEW}\n{OLD}\n"):
        assert unseal(parse_keys(keys), envelope, "identity", "row-1") == CONTENT
    assert seal(parse_keys(f"{NEW},{OLD}"), CONTENT, "identity", "row-1").key_id == "new"


def _flipped(envelope: Envelope, at: int) -> Envelope:
    body = bytearray(envelope.body)
    body[at] ^= 1
    return replace(envelope, body=bytes(body))


@pytest.mark.parametrize(
    ("change", "keys", "purpose", "owner"),
    [
        (lambda each: each, NEW, "identity", "row-1"),  # the key is gone
        (lambda each: each, OLD, "texts", "row-1"),
        (lambda each: each, OLD, "identity", "row-2"),  # laid to somebody else
        (lambda each: replace(each, key_id="new"), f"{NEW},{OLD}", "identity", "row-1"),
        (lambda each: replace(each, body=each.body[:-1]), OLD, "identity", "row-1"),
        (lambda each: replace(each, body=b""), OLD, "identity", "row-1"),
        (lambda each: _flipped(each, 0), OLD, "identity", "row-1"),
        (lambda each: _flipped(each, 40), OLD, "identity", "row-1"),
        (lambda each: _flipped(each, -1), OLD, "identity", "row-1"),
    ],
)
def test_envelope_opens_with_nothing_else(
    change: Callable[[Envelope], Envelope], keys: str, purpose: str, owner: str
) -> None:
    with pytest.raises(EnvelopeUnreadable):
        unseal(parse_keys(keys), change(sealed()), purpose, owner)


def test_envelope_tells_neither_content_nor_its_length() -> None:
    long, short = ({"name": name} for name in ("Ли", "Константинопольская"))
    one, other = (seal(parse_keys(OLD), content, "identity", "row-1") for content in (long, short))
    assert len(one.body) == len(other.body)
    assert "Ли".encode() not in one.body
    assert sealed().body != sealed().body


@pytest.mark.parametrize(
    "text",
    ["first", "first:", "first:!!!", f"first:{SHORT}", f":{OLD.partition(':')[2]}", f"{OLD},{OLD}"],
)
def test_keys_that_are_none_are_refused_without_being_shown(text: str) -> None:
    with pytest.raises(KeysInvalid) as refused:
        parse_keys(text)
    assert text.partition(":")[2][:10] not in str(refused.value) or not text.partition(":")[2]


def test_keys_of_an_empty_setting_are_none() -> None:
    assert not parse_keys(" \n,")


def test_blinded_words_find_a_value_and_tell_nothing_of_it() -> None:
    before, both = blinded(parse_keys(OLD), "account-1", "accounts"), parse_keys(f"{NEW},{OLD}")
    assert before[0] in blinded(both, "account-1", "accounts")
    assert len(set(blinded(both, "account-1", "accounts"))) == 2
    assert not set(before) & set(blinded(both, "account-2", "accounts"))
    assert not set(before) & set(blinded(both, "account-1", "others"))
