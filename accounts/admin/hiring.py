"""The form that adds a person: with an office, so that whoever hires in a court finds the person there afterwards."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import MembershipRole
from courts.models import Court

OFFICE = ("court", "office")


class HiringForm(AdminUserCreationForm):  # type: ignore[type-arg]  # not generic at run time
    """A new person. The administration sets the class attributes on the subclass that it makes for each request."""

    courts: ClassVar[QuerySet[Court] | None] = None
    office_needed: ClassVar[bool] = True

    court = forms.ModelChoiceField(Court.objects.none(), label=_("court"))
    office = forms.ChoiceField(label=_("office"), choices=[("", "---------"), *MembershipRole.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        court = self.fields["court"]
        if self.courts is not None and isinstance(court, forms.ModelChoiceField):
            court.queryset = self.courts
        for name in OFFICE:
            self.fields[name].required = self.office_needed

    def clean(self) -> dict[str, Any] | None:
        """Want both or neither of court and office."""
        cleaned = super().clean()
        given = [name for name in OFFICE if self.cleaned_data.get(name)]
        if len(given) == 1:
            missing = next(name for name in OFFICE if name not in given)
            if missing not in self.errors:
                self.add_error(missing, self.fields[missing].error_messages["required"])
        return cleaned
