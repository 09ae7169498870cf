"""Signing in and out: allauth's pages, the first one in the demonstration with the cast beside it."""

from typing import Any

from allauth.account.views import LoginView, LogoutView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.web.identities import providers


class SignIn(LoginView):  # type: ignore[misc]
    """Adds other systems that sign people in, and who plays whom in the demonstration court."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return allauth's context with ``providers``, in demo mode with ``demo_users``."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"demo_users": _demo_users(), "providers": providers()}


class SignOut(LogoutView):  # type: ignore[misc]
    """Ends the session and empties the browser's cache of this portal.

    Not its storage: an upload that was interrupted is found there again, and goes on after the next sign-in.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out."""
        answer: HttpResponse = super().post(request, *args, **kwargs)
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer


def _demo_users() -> list[dict[str, str]]:
    if not settings.DEMO:
        return []
    people = User.objects.filter(demo_role__gt="").order_by("date_joined", "username")
    return [{"username": person.username, "role_label": _(person.demo_role)} for person in people]


sign_in = SignIn.as_view()
sign_out = SignOut.as_view()
