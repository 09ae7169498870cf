"""The administration: courts, rooms, recorders, people and rules. Cases and content are not in it, on purpose."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

SECTIONS = frozenset({"courts", "accounts"})


class Administration(AdminSite):
    """Takes only our own sections; packages that register themselves are left out."""

    site_header = _("Administration")
    site_title = _("Administration")
    index_title = _("Courts, people and rules")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the portal's own sign-in: Django's page beside it would let anybody guess without limit."""
        answer: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return answer

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register a model of our sections, ignore the rest."""
        models: list[Any] = (
            [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        )
        ours = [model for model in models if model._meta.app_label in SECTIONS]  # noqa: SLF001  Django's public-by-habit
        if ours:
            super().register(ours, admin_class, **options)
