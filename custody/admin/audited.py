"""Administration that leaves an audit row for each write and never deletes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin, display
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from custody.services.outbox import Actor, record
from foundation.texts import composed

if TYPE_CHECKING:
    Base = ModelAdmin[Any]
else:
    Base = ModelAdmin  # generic only for the type checker


def in_words(field: "models.BooleanField[Any, Any]") -> Callable[[models.Model], str]:
    """Return a column that says yes or no: the icons of the administration have English names only."""

    @display(description=field.verbose_name, ordering=field.name)
    def column(row: models.Model) -> str:
        return _("yes") if getattr(row, field.name) else _("no")

    return column


class AuditedAdmin(Base):
    """Lets system administrators write everything registered, court administrators what belongs to their courts.

    ``court_lookup`` is the way from the model to its court; empty for models of the whole installation.
    """

    court_lookup = ""
    object_name = ""

    def _courts(self, request: HttpRequest) -> list[str]:
        administered = getattr(request.user, "administered_courts", None)
        return list(administered()) if administered is not None else []

    def _may(self, request: HttpRequest) -> bool:
        everything = bool(request.user.is_active and getattr(request.user, "is_superuser", False))
        return everything or bool(self.court_lookup and self._courts(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Cut the list to the courts that the reader administers."""
        rows = super().get_queryset(request)
        if getattr(request.user, "is_superuser", False):
            return rows
        return rows.filter(**{f"{self.court_lookup}__in": self._courts(request)}).distinct()

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Show what is true or false in words."""
        flags = {f.name: in_words(f) for f in self.opts.fields if isinstance(f, models.BooleanField)}
        return [flags.get(str(name), name) for name in super().get_list_display(request)]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the section to those who may write in it."""
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Read what one may write."""
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Add within one's courts."""
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Change within one's courts."""
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nothing is deleted: records point at it."""
        return False

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """Write the row, its texts in composed letters, and its audit row in one transaction."""
        for field in self.opts.concrete_fields:
            if isinstance(field, models.CharField):
                setattr(obj, field.attname, composed(getattr(obj, field.attname)))
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            verb = "changed" if change else "added"
            private = {"fields": sorted(form.changed_data)}
            actor = Actor(str(request.user.pk))
            record(f"{self.object_name}.{verb}", actor=actor, object_id=str(obj.pk), private=private)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only what the reader administers."""
        related = self.admin_site._registry.get(db_field.remote_field.model)  # noqa: SLF001  Django's own pattern
        if isinstance(related, AuditedAdmin) and related.court_lookup:
            kwargs["queryset"] = related.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
