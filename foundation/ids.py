"""Opaque identifiers: 128 random bits, URL-safe, never a counter that somebody could guess."""

import base64
import re
import secrets

ID_LENGTH = 26
ID_PATTERN = re.compile(r"\A[a-z2-7]{26}\Z")


def new_id() -> str:
    """Return 128 random bits as 26 lower-case base32 letters.

    Base32 rather than base64url: an id never starts with a dash (command lines) and survives being read aloud.
    """
    return base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower()


def is_id(text: str) -> bool:
    """Tell whether the text has the form of an id; says nothing about existence."""
    return ID_PATTERN.match(text) is not None
