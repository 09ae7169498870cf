"""National ids: how they are read, wherever they come from."""

import re

from django.conf import settings

PARTED = re.compile(r"[\s\-./]+")
TYPED_MAX = 60


def read_national_id(text: str) -> str | None:
    """Return the id without what parts it, in capitals; None if it cannot be one (NATIONAL_ID_PATTERN)."""
    bare = PARTED.sub("", text[:TYPED_MAX]).upper()
    return bare if re.fullmatch(settings.NATIONAL_ID_PATTERN, bare, re.ASCII) else None
