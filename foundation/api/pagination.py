"""Lists leave in cursor pages ``{results, next, previous}``; the page size has a name and a bound."""

from typing import Any

from rest_framework.pagination import CursorPagination

from foundation.problems import Invalid


class CursorPages(CursorPagination):
    """Newest first by creation; a view with another natural order overrides ``ordering``."""

    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"
    ordering: str | tuple[str, ...] = ("-created_at", "id")

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """Return the page; raises Invalid for a made-up cursor that no date can follow."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except OverflowError as error:
            raise Invalid from error
