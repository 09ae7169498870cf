"""DRF's exception handler: every error leaves as RFC 9457 ``application/problem+json``."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from foundation.problems import Forbidden, Invalid, NotFound, Problem, SignInRequired

CONTENT_TYPE = "application/problem+json"


class Throttled(Problem):
    """Too many requests; Retry-After says when to come back."""

    status = 429
    code = "too-many-requests"
    title = _("Too many requests. Please wait a moment and try again.")


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """Return the problem as a DRF response."""
    return Response(problem.document(), status=problem.status, content_type=CONTENT_TYPE, headers=headers)


def _from_validation(error: drf.ValidationError) -> Problem:
    return Invalid(errors=_flatten(error.detail))


def _flatten(detail: Any, field: str = "") -> list[dict[str, str]]:
    """Turn DRF's nested error detail into ``[{field, message}]``."""
    if isinstance(detail, dict):
        return [
            row
            for key, value in detail.items()
            for row in _flatten(value, f"{field}.{key}" if field else str(key))
        ]
    if isinstance(detail, list):
        return [row for value in detail for row in _flatten(value, field)]
    return [{"field": field, "message": str(detail)}]


def as_problem(error: Exception) -> Problem | None:
    """Translate an exception of Django or DRF to a problem, or None when it is a defect of ours."""
    for kinds, translate in TRANSLATIONS:
        if isinstance(error, kinds):
            return translate(error)
    return None


def _from_api_exception(error: drf.APIException) -> Problem:
    problem = Throttled(str(error.detail)) if isinstance(error, drf.Throttled) else Problem(str(error.detail))
    problem.status = error.status_code
    if not isinstance(error, drf.Throttled):
        problem.code = str(error.default_code).replace("_", "-")
        problem.title = str(error.detail)
    return problem


TRANSLATIONS: tuple[tuple[tuple[type[Exception], ...], Callable[[Any], Problem]], ...] = (
    ((Problem,), lambda error: error),
    ((drf.ValidationError,), _from_validation),
    # A value that a query cannot be made of: a date that is none, somebody's own cursor.
    ((ValidationError,), lambda error: Invalid(errors=_flatten(error.messages))),
    ((drf.NotAuthenticated, drf.AuthenticationFailed), lambda _error: SignInRequired()),
    ((Http404, drf.NotFound), lambda _error: NotFound()),
    ((PermissionDenied, drf.PermissionDenied), lambda error: Forbidden(str(getattr(error, "detail", "")))),
    ((drf.APIException,), _from_api_exception),
)


def handle(error: Exception, _context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER."""
    problem = as_problem(error)
    if problem is None:
        return None
    set_rollback()
    headers = {"WWW-Authenticate": 'Bearer realm="courtrec"'} if problem.status == 401 else None
    if (wait := getattr(error, "wait", None)) is not None:
        headers = {"Retry-After": str(int(wait) + 1)}
    return problem_response(problem, headers)
