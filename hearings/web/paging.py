"""Pages of a list by number, with the rest of the query kept."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list (a queryset that can still be refined), how many there are, and the ways on."""

    rows: QuerySet[Row]
    total: int
    links: dict[str, Any]


def page_of(request: HttpRequest, rows: QuerySet[Row]) -> Page[Row]:
    """Return the page that ``?page=`` names; one beyond the end is the last one."""
    paginator = Paginator(rows.values_list("pk", flat=True), settings.PAGE_ROWS)
    page = paginator.get_page(request.GET.get("page"))
    shown = rows.model._default_manager.filter(pk__in=list(page.object_list)).order_by(*rows.query.order_by)  # noqa: SLF001
    links = {
        "prev_url": _link(request, page.previous_page_number()) if page.has_previous() else None,
        "next_url": _link(request, page.next_page_number()) if page.has_next() else None,
    }
    return Page(shown, paginator.count, links)


def _link(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
