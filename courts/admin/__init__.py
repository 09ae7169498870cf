"""Administration of courts, rooms, recorders and profiles."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from courts.models import Court, Courtroom, JurisdictionProfile, Recorder
from courts.policies.profile import faults_in
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


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only for the type checker
    """A profile; rules that could not be applied are refused when they are written."""

    class Meta:
        model = JurisdictionProfile
        fields = ["court", "effective_from", "title", "rules"]

    def clean_rules(self) -> Any:
        """Return the rules."""
        rules = self.cleaned_data["rules"]
        if faults := faults_in(rules):
            raise forms.ValidationError(_("This does not hold: %(keys)s") % {"keys": ", ".join(faults)})
        return rules


@admin.register(JurisdictionProfile)
class ProfileAdmin(AuditedAdmin):
    """Jurisdiction profiles."""

    object_name = "profile"
    form = ProfileForm
    list_display = ("title", "court", "effective_from")
