"""How answers leave as JSON."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer


class AnyText(JSONRenderer):
    """DRF's renderer; what repeats half a letter of the caller's is escaped, for UTF-8 has no form for it."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the bytes."""
        try:
            return super().render(data, accepted_media_type, renderer_context)
        except UnicodeEncodeError:
            self.ensure_ascii = True  # type: ignore[misc]  # DRF reads it from the instance
            return super().render(data, accepted_media_type, renderer_context)
