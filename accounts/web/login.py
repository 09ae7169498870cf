"""The sign-in page: allauth's, and in the demonstration with the cast beside it."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User


class SignIn(LoginView):  # type: ignore[misc]
    """Adds who plays whom in the demonstration court."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return allauth's context, in demo mode with ``demo_users``."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"demo_users": _demo_users()}


def _demo_users() -> list[dict[str, str]]:
    if not settings.DEMO:
        return []
    people = User.objects.filter(demo_role__gt="").order_by("date_joined", "username")
    return [{"username": person.username, "role_label": _(person.demo_role)} for person in people]


sign_in = SignIn.as_view()
