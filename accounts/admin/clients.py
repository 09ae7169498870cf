"""Administration of service clients: their credentials are made here and shown once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import ServiceClient
from accounts.policies.scopes import SCOPES
from accounts.services.clients import issue_credentials, renew_secret
from custody.admin.audited import AuditedAdmin
from custody.services.outbox import Actor, record


class NewClientForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A client to be made, with what it may be given."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("scopes"),
        choices=SCOPES.items(),
        initial=("read", "cards", "upload"),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ServiceClient
        fields = ("name", "courts", "scopes")


@admin.register(ServiceClient)
class ServiceClientAdmin(AuditedAdmin):
    """Service clients and their courts; one that is not needed any more is made inactive."""

    object_name = "client"
    list_display = ("name", "client_id", "active")
    actions = ("renew",)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Ask for the scopes of a new one; later they stay."""
        own = {} if obj else {"form": NewClientForm}
        return super().get_form(request, obj, change, **own, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Show the id of one that exists."""
        return ("name", "client_id", "courts", "active") if obj else NewClientForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """The id is the provider's."""
        return ("client_id",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Make the credentials of a new client together with it."""
        with transaction.atomic():
            if not change:
                obj.client_id, secret = issue_credentials(obj.name, form.cleaned_data["scopes"])
                self._show(request, obj, secret)
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write the list of courts with its audit row."""
        with transaction.atomic():
            super().save_related(request, form, formsets, change)
            courts = sorted(form.instance.courts.values_list("pk", flat=True))
            actor = Actor(str(request.user.pk))
            record("client.courts", actor=actor, object_id=form.instance.pk, private={"courts": courts})

    @admin.action(description=gettext_lazy("Give the selected clients new secrets"))
    def renew(self, request: HttpRequest, queryset: Any) -> None:
        """Replace secrets; the old ones and their tokens end at once."""
        for client in queryset:
            self._show(request, client, renew_secret(client, actor=Actor(str(request.user.pk))))

    def _show(self, request: HttpRequest, client: ServiceClient, secret: str) -> None:
        words = _("Client id: %(id)s. Secret: %(secret)s. Write it down now, it is not shown again.")
        messages.warning(request, words % {"id": client.client_id, "secret": secret})
