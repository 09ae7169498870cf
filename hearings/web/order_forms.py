"""Forms of orders that name a person: what they open, of which parts, until when."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courts.models import Court
from hearings.models import Case, OrderKind
from hearings.policies.named_in_order import GIVEN, Terms
from hearings.web.forms import Day, LocalDateTime

CLASS_CHOICES = [
    ("t", _("the protocol")),
    ("s", _("the recording")),
    ("o", _("the original, all microphones")),
    ("k", _("a copy")),
    ("i", _("who is behind a pseudonym")),
]
COLUMN_CHOICES = [
    ("closed", _("closed parts")),
    ("protected", _("protected parts")),
    ("sealed", _("although the case is sealed")),
]


def account_of(name: str) -> User:
    """Return the account of a sign-in name; raises the form's ValidationError."""
    user = User.objects.filter(username=name.strip(), is_active=True).first()
    if user is None:
        raise forms.ValidationError(_("There is no account with this sign-in name."))
    return user


class PersonForm(forms.Form):
    """Who is named, by which order, from when to when, of hearings of which days."""

    username = forms.CharField(label=_("Sign-in name"), max_length=150)
    columns = forms.MultipleChoiceField(
        label=_("Besides open parts"),
        choices=COLUMN_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    number = forms.CharField(label=_("Number of the order"), max_length=100, required=False)
    heard_from = Day(
        label=_("Hearings from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    heard_to = Day(
        label=_("Hearings to"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: all hearings of the case."),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["since"] = LocalDateTime(
            label=_("From"), zone=zone, required=False, help_text=_("Court time. Empty: from now on.")
        )
        self.fields["until"] = LocalDateTime(
            label=_("Until"),
            zone=zone,
            required=False,
            help_text=_("May be empty only for a participant of the case."),
        )

    def clean_username(self) -> User:
        """Return the account."""
        return account_of(self.cleaned_data["username"])

    def terms(self, kind: str, classes: frozenset[str]) -> Terms:
        """Return what the form says; days are those of the court."""
        fields = self.cleaned_data
        first, last = fields["heard_from"], fields["heard_to"]
        return Terms(
            user=fields["username"],
            kind=kind,
            classes=classes,
            columns=frozenset(fields["columns"]),
            until=fields["until"],
            since=fields["since"],
            number=fields["number"],
            heard_from=self._midnight(first) if first else None,
            heard_to=self._midnight(last) + timedelta(days=1) if last else None,
        )

    def _midnight(self, day: Any) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone)


class OrderForm(PersonForm):
    """An order of a judge of the case."""

    kind = forms.ChoiceField(
        label=_("As what"), choices=[each for each in OrderKind.choices if each[0] in GIVEN]
    )
    classes = forms.MultipleChoiceField(
        label=_("What the order opens"),
        choices=CLASS_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("That the hearing exists, and its card, go without saying."),
    )

    field_order = [
        "kind",
        "username",
        "classes",
        "columns",
        "number",
        "since",
        "until",
        "heard_from",
        "heard_to",
    ]

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, zone=case.court.zone, **kwargs)
        self.order_fields(self.field_order)


class InspectionForm(PersonForm):
    """An inspection that the chair of a court orders."""

    cases = forms.CharField(
        label=_("Case numbers"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One in each line.")
    )
    field_order = ["username", "cases", "heard_from", "heard_to", "columns", "number", "since", "until"]

    def __init__(self, *args: Any, court: Court, **kwargs: Any) -> None:
        super().__init__(*args, zone=court.zone, **kwargs)
        self.court = court
        self.fields["columns"] = forms.MultipleChoiceField(
            label=_("Besides open parts"),
            choices=[each for each in COLUMN_CHOICES if each[0] == "protected"],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Closed parts are opened by a judge of the case alone."),
        )
        for name in ("heard_from", "heard_to", "until"):
            self.fields[name].required = True
            self.fields[name].help_text = ""
        self.order_fields(self.field_order)

    def clean_cases(self) -> list[str]:
        """Return the numbers."""
        lines = str(self.cleaned_data["cases"]).splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))
