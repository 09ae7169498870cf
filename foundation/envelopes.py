"""Sealed envelopes: what may lie in the database, but be read only by who also has a key that does not.

AES-256-GCM under a key of its own for each purpose, bound to the thing that it belongs to: an envelope that is laid to
another thing, or changed by a bit, does not open. Pure.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
BLOCK_BYTES: Final = 256
"""Contents are filled up to blocks, so that a length tells no name."""


class KeysInvalid(ValueError):
    """The keys are not written as ``id:base64 of 32 bytes``, with commas or lines between them."""


class EnvelopeUnreadable(Exception):
    """Its key is missing, it belongs to something else, or it was changed."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is stored: under which key, and the bytes."""

    key_id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by id. The first one seals; the others only open what was sealed before them."""

    keys: Mapping[str, bytes]

    @property
    def current(self) -> str:
        """The id of the key that seals."""
        return next(iter(self.keys))

    def __bool__(self) -> bool:
        return bool(self.keys)


def new_key(key_id: str) -> str:
    """Return a fresh key as ``parse_keys`` reads it."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode('ascii')}"


@lru_cache(maxsize=8)
def parse_keys(text: str) -> Keyring:
    """Return the keys of a setting, empty for an empty one. Raises KeysInvalid, whose message holds no key."""
    keys: dict[str, bytes] = {}
    for number, line in enumerate(
        filter(None, (part.strip() for part in text.replace(",", "\n").split("\n")))
    ):
        key_id, _, encoded = line.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise KeysInvalid(f"key {number + 1} is no base64") from error
        if not key_id or len(key) != KEY_BYTES or key_id in keys:
            raise KeysInvalid(f"key {number + 1} needs an id of its own and {KEY_BYTES} bytes")
        keys[key_id] = key
    return Keyring(keys)


def seal(ring: Keyring, content: Mapping[str, Any], purpose: str, bound_to: str) -> Envelope:
    """Seal a JSON object for a purpose and the id of the thing that it belongs to."""
    key_id = ring.current
    plain = json.dumps(content, ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % BLOCK_BYTES)
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(_derived(ring.keys[key_id], purpose)).encrypt(
        nonce, plain, _bond(key_id, purpose, bound_to)
    )
    return Envelope(key_id, nonce + sealed)


def unseal(ring: Keyring, envelope: Envelope, purpose: str, bound_to: str) -> dict[str, Any]:
    """Return the object in an envelope. Raises EnvelopeUnreadable."""
    key = ring.keys.get(envelope.key_id)
    if key is None:
        raise EnvelopeUnreadable(f"no key {envelope.key_id!r}")
    nonce, sealed = envelope.body[:NONCE_BYTES], envelope.body[NONCE_BYTES:]
    bond = _bond(envelope.key_id, purpose, bound_to)
    try:
        plain = AESGCM(_derived(key, purpose)).decrypt(nonce, sealed, bond)
    except (InvalidTag, ValueError) as error:
        raise EnvelopeUnreadable(f"{purpose} of {bound_to}") from error
    found: dict[str, Any] = json.loads(plain)
    return found


def blinded(ring: Keyring, value: str, purpose: str) -> list[str]:
    """Return by what a value can be found without being stored: one word for each key, the sealing one's first."""
    return [
        hmac.new(_derived(key, purpose), value.encode(), hashlib.sha256).hexdigest()
        for key in ring.keys.values()
    ]


def _bond(key_id: str, purpose: str, bound_to: str) -> bytes:
    return f"courtrec\0{key_id}\0{purpose}\0{bound_to}".encode()


def _derived(key: bytes, purpose: str) -> bytes:
    """Keys are random, so one step of HMAC is enough to have another one for each purpose."""
    return hmac.new(key, f"courtrec {purpose}".encode(), hashlib.sha256).digest()
