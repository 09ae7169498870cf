"""Changing one's own password: allauth's page, with its audit row; every other sign-in ends with the old password."""

from typing import Any

from allauth.account.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts.services.passwords import note_own_change
from foundation.problems import NotFound


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """Asks for the present password; who has none, because another system signs them in, has nothing to change."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leave out those without a password."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise NotFound
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Change, with the audit row."""
        response: HttpResponse = super().form_valid(form)
        note_own_change(self.request, self.request.user)
        return response


change_password = never_cache(ChangePassword.as_view())
