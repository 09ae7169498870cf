"""Leaves: canonical JSON, so that one fact has exactly one hash, and commitments that hide what may be erased.

Canonical: UTF-8 in NFC, keys sorted by code point, no spaces; strings, integers of less than 2^53, booleans, null,
and lists and objects of these. No floats: two programs write one float in two ways.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from custody.log.errors import NotCanonical

VERSION = 1
INTEGER_LIMIT = 2**53
SALT_BYTES = 32
OPTIONAL = ("object_sha256", "priv", "subject")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One fact of the log: ``seq`` from 0 without gaps, ``ts`` in milliseconds of UTC since 1970, never falling.

    ``actor`` is a pseudonym; ``priv`` the commitment to the private part, in hex; the OPTIONAL ones may be "".
    """

    seq: int
    ts: int
    court: str
    action: str
    object: str
    outcome: str
    rule: str
    actor: str
    object_sha256: str = ""
    priv: str = ""
    subject: str = ""

    def encode(self) -> bytes:
        """Return the canonical bytes. Raises NotCanonical."""
        fields: dict[str, int | str] = {"v": VERSION}
        for name in self.__slots__:
            value = getattr(self, name)
            if value != "" or name not in OPTIONAL:
                fields[name] = value
        return canonical(fields)


def decode(data: bytes) -> Leaf:
    """Return the leaf that these very bytes are. Raises NotCanonical for any other spelling of it, too."""
    try:
        fields = json.loads(data.decode("utf-8"))
        if fields.pop("v") != VERSION:
            raise NotCanonical("a leaf of another version")
        leaf = Leaf(**fields)
    except NotCanonical:
        raise
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotCanonical("not a leaf") from error
    if leaf.encode() != data:
        raise NotCanonical("a leaf in another spelling")
    return leaf


def canonical(value: Any) -> bytes:
    """Return the canonical JSON of a value. Raises NotCanonical."""
    _check(value)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("half a character") from error


def _check(value: Any) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            _check_text(key)
            _check(item)
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif isinstance(value, int):  # booleans are integers, and of the canonical ones
        if abs(value) >= INTEGER_LIMIT:
            raise NotCanonical("an integer of 2^53 or more")
    elif value is not None:
        _check_text(value)


def _check_text(value: Any) -> None:
    if not isinstance(value, str):
        raise NotCanonical(f"a value of type {type(value).__name__}")
    if not unicodedata.is_normalized("NFC", value):
        raise NotCanonical("text that is not in composed letters")


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf's bytes in the tree (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def commitment(salt: bytes, private: Mapping[str, Any]) -> str:
    """Return what binds a leaf to its private part without telling it; without the salt nobody can try guesses.

    Raises NotCanonical; a salt has exactly SALT_BYTES.
    """
    if len(salt) != SALT_BYTES:
        raise NotCanonical("a salt of another length")
    return hashlib.sha256(salt + canonical(private)).hexdigest()
