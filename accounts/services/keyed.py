"""Keyed hashes of what must be recognised and never read back: codes on paper, national ids."""

import hashlib
import hmac

from django.conf import settings


def keyed_hash(purpose: str, text: str) -> str:
    """Return 64 hexadecimal letters; the same text for another purpose gives others.

    The key is not SECRET_KEY: that one may be changed, and what was kept under this one must still be recognised.
    """
    key: str = settings.IDENTITY_KEY
    return hmac.new(key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()
