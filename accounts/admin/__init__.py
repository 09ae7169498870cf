"""Administration of people, offices and service clients; writes go through the services."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from accounts.admin.clients import ServiceClientAdmin
from accounts.admin.hiring import OFFICE, HiringForm
from accounts.admin.passwords import PasswordForm, PersonForm
from accounts.models import Membership, User
from accounts.policies.administered import administered_by
from accounts.services.epochs import raise_epochs, user_key
from accounts.services.lockout import unlock
from accounts.services.memberships import end_office, give_office
from accounts.services.second_factor import remove_second_factor
from accounts.services.sessions import end_sessions, sessions_of
from courts.models import Court
from custody.admin.audited import AuditedAdmin
from custody.services.outbox import Actor, record

__all__ = ["MembershipAdmin", "PersonAdmin", "ServiceClientAdmin"]


@admin.register(User)
class PersonAdmin(AuditedAdmin, UserAdmin):  # type: ignore[type-arg]  # not generic at run time
    """People. A court administrator sees those with an office in the own courts, and never gives more than that."""

    court_lookup = "memberships__court"
    object_name = "user"
    change_password_form = PasswordForm
    form = PersonForm
    list_display = ("username", "first_name", "last_name", "is_active")
    list_filter = ("is_active",)
    search_fields = ("username", "first_name", "last_name")
    filter_horizontal = ()
    actions = ("unlock_selected", "end_sessions_of_selected", "remove_second_factor_of_selected")
    add_form = HiringForm
    add_fieldsets = (*UserAdmin.add_fieldsets, (_("Access"), {"fields": OFFICE}))
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Access"), {"fields": ("is_active",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out who works in the reader's courts no longer, and who stands above: passwords are set here."""
        rows = super().get_queryset(request)
        if not isinstance(request.user, User):
            return rows.none()
        return rows.filter(pk__in=administered_by(request.user).values("pk"))

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Offer a new person the courts that the reader administers; only a system administrator offers none."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            above = bool(getattr(request.user, "is_superuser", False))
            form.office_needed = not above
            form.courts = Court.objects.all() if above else Court.objects.filter(pk__in=self._courts(request))
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Only a system administrator makes administrators."""
        given = super().get_fieldsets(request, obj)
        if obj is None or not request.user.is_superuser:
            return given
        return (*given, (_("Administration"), {"fields": ("is_staff", "is_superuser")}))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002  Django's name
        """Set a password with its audit row: who sets it could sign in as that person."""
        with transaction.atomic():
            answer: HttpResponse = super().user_change_password(request, id, form_url)
            if isinstance(answer, HttpResponseRedirect):
                record("user.password", actor=Actor(str(request.user.pk)), object_id=id)
                raise_epochs(user_key(id))
        return answer

    @admin.action(description=_("Let the selected people try to sign in again"))
    def unlock_selected(self, request: HttpRequest, queryset: Any) -> None:
        """End lockouts after failed sign-ins."""
        for person in queryset:
            unlock(person, actor=Actor(str(request.user.pk)))
        messages.success(request, _("The selected people may try to sign in again."))

    @admin.action(description=_("Sign the selected people out everywhere"))
    def end_sessions_of_selected(self, request: HttpRequest, queryset: Any) -> None:
        """End all sessions and what plays in them."""
        for person in queryset:
            end_sessions(person, sessions_of(person), actor=Actor(str(request.user.pk)))
        messages.success(request, _("The selected people are signed out."))

    @admin.action(description=_("Remove the second factor of the selected people"))
    def remove_second_factor_of_selected(self, request: HttpRequest, queryset: Any) -> None:
        """Take lost devices away; whoever must have a second factor sets up another at the next sign-in."""
        for person in queryset:
            remove_second_factor(person, actor=Actor(str(request.user.pk)))
        messages.success(request, _("The second factor is removed. The selected people are signed out."))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write, with the office of a new person, and let the gates look at this person again."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if not change and form.cleaned_data.get("court"):
                court, office = (form.cleaned_data[name] for name in OFFICE)
                give_office(obj, court, office, actor=Actor(str(request.user.pk)))
            raise_epochs(user_key(str(obj.pk)))


@admin.register(Membership)
class MembershipAdmin(AuditedAdmin):
    """Offices: given and ended, never changed."""

    court_lookup = "court"
    object_name = "membership"
    list_display = ("user", "role", "court", "since", "until")
    list_filter = ("role", "court")
    search_fields = ("user__username", "user__last_name")
    fields = ("user", "court", "role", "since")
    actions = ("end_selected",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """An office is ended, not rewritten: what somebody was allowed yesterday must stay readable."""
        return obj is None and super().has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer everybody but oneself."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "user":
            field.queryset = field.queryset.exclude(pk=request.user.pk)
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Give the office through the service."""
        given = give_office(obj.user, obj.court, obj.role, actor=Actor(str(request.user.pk)), since=obj.since)
        obj.pk = given.pk

    @admin.action(description=_("End the selected offices now"))
    def end_selected(self, request: HttpRequest, queryset: Any) -> None:
        """End offices; what they gave ends within seconds."""
        for office in queryset:
            end_office(office, actor=Actor(str(request.user.pk)))
