"""Administration of courts, rooms, recorders and profiles."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from courts.models import Court, Courtroom, JurisdictionProfile, Recorder
from custody.admin.audited import AuditedAdmin


@admin.register(Court)
class CourtAdmin(AuditedAdmin):
    """Courts."""

    court_lookup = "pk"
    object_name = "court"
    list_display = ("name", "kind", "parent", "time_zone", "public_open")
    list_filter = ("kind",)
    search_fields = ("name", "name_kk", "name_ru")

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """The tree of courts is the system administrator's: who stands above whom decides about access."""
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """A court administrator reads the place in the tree; offered as a choice, the court above would be lost."""
        return () if getattr(request.user, "is_superuser", False) else ("kind", "parent")


@admin.register(Courtroom)
class CourtroomAdmin(AuditedAdmin):
    """Courtrooms."""

    court_lookup = "court"
    object_name = "courtroom"
    list_display = ("name", "court")
    list_filter = ("court",)
    search_fields = ("name",)


@admin.register(Recorder)
class RecorderAdmin(AuditedAdmin):
    """Recorders."""

    court_lookup = "courtroom__court"
    object_name = "recorder"
    list_display = ("serial", "courtroom", "software", "last_seen_at")
    exclude = ("profile",)  # chosen where profiles are written and tried
    search_fields = ("serial",)
    readonly_fields = ("last_seen_at",)


@admin.register(JurisdictionProfile)
class ProfileAdmin(AuditedAdmin):
    """Jurisdiction profiles."""

    object_name = "profile"
    list_display = ("title", "court", "effective_from")
