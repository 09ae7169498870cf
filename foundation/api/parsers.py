"""Bodies that come as JSON: nested without end they are refused before anybody reads them."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from foundation.problems import Problem


class Unreadable(Problem):
    """The body is no JSON, or nested deeper than JSON_NESTING_MAX."""

    code = "parse-error"


class BoundedJson(JSONParser):
    """DRF's parser, which would let deep nesting through to where each step into it ends in a 500."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the parsed body; raises Unreadable."""
        try:
            body = super().parse(stream, media_type, parser_context)
        except (ParseError, RecursionError) as error:
            raise Unreadable from error
        if _is_too_deep(body):
            raise Unreadable
        return body


def _is_too_deep(body: Any) -> bool:
    level = [body]
    for _depth in range(settings.JSON_NESTING_MAX):
        level = [child for each in level for child in _children(each)]
        if not level:
            return False
    return True


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
