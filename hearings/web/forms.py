"""Forms of cases and hearings. Times are entered in the court's zone, the database keeps UTC."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courts.models import Court, Courtroom
from foundation.clock import is_plausible
from hearings.models import AssignmentRole, CaseKind, Hearing, ParticipantKind, Side
from hearings.policies.proposal import Guess, Proposal
from hearings.web.labels import SIGN_WORDS, STATE_LABELS


class LocalDateTime(forms.DateTimeField):
    """A wall-clock time of the court."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")

    def __init__(self, *, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zone = zone

    def prepare_value(self, value: Any) -> Any:
        """Show a stored time in the court's zone."""
        return value.astimezone(self.zone).replace(tzinfo=None) if getattr(value, "tzinfo", None) else value

    def to_python(self, value: Any) -> Any:
        """Read a time in the court's zone."""
        parsed = super().to_python(value)
        if parsed is not None and not is_plausible(parsed):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return parsed.replace(tzinfo=self.zone) if parsed is not None else None


class Day(forms.DateField):
    """A day of a list."""

    def to_python(self, value: Any) -> Any:
        """Refuse days that begin or end before or after all time."""
        day = super().to_python(value)
        if day is not None and not is_plausible(day):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class HearingSearch(forms.Form):
    """Search in the list of hearings."""

    q = forms.CharField(label=_("Case number or party"), required=False, max_length=100)
    room = forms.ModelChoiceField(
        Courtroom.objects.none(), label=_("Courtroom"), required=False, empty_label=_("all")
    )
    date_from = Day(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    date_to = Day(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [("", _("all")), *[(s.value, t) for s, t in STATE_LABELS.items()]],
    )

    def __init__(self, *args: Any, rooms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["room"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rooms


class CaseSearch(forms.Form):
    """Search in the list of cases."""

    q = forms.CharField(label=_("Number or party"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=lambda: [("", _("all")), *CaseKind.choices]
    )


class CaseForm(forms.Form):
    """A case's card."""

    court = forms.ModelChoiceField(Court.objects.none(), label=_("Court"))
    number = forms.CharField(label=_("Number"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=CaseKind.choices)
    title = forms.CharField(label=_("Matter"), max_length=300, required=False)

    def __init__(self, *args: Any, courts: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["court"]
        if courts is None:
            del self.fields["court"]
        elif isinstance(field, forms.ModelChoiceField):
            field.queryset = courts


class ParticipantForm(forms.Form):
    """A participant of a case."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Role in the case"), choices=ParticipantKind.choices)
    side = forms.ChoiceField(label=_("Side"), choices=Side.choices, initial=Side.NONE)
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        required=False,
        help_text=_("Only if the person has an account."),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"] = LocalDateTime(
            label=_("From"), zone=zone, required=False, help_text=_("Court time. Empty: from now on.")
        )
        self.fields["until"] = LocalDateTime(
            label=_("Until"), zone=zone, required=False, help_text=_("Empty: until somebody ends it.")
        )

    def clean_username(self) -> User | None:
        """Return the account."""
        name = self.cleaned_data["username"].strip()
        if not name:
            return None
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no account with this sign-in name."))
        return user


class HearingForm(forms.Form):
    """A hearing's schedule."""

    courtroom = forms.ModelChoiceField(Courtroom.objects.none(), label=_("Courtroom"), required=False)
    scheduled_minutes = forms.IntegerField(
        label=_("Planned minutes"), min_value=1, max_value=2880, initial=60
    )

    def __init__(self, *args: Any, court: Court, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when = LocalDateTime(label=_("Scheduled start"), zone=court.zone, help_text=_("Court time."))
        self.fields = {"scheduled_at": when, **self.fields}
        field = self.fields["courtroom"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = court.courtrooms.order_by("name")


class SessionForm(forms.Form):
    """Bounds of the session; what is not marked yet is filled with a proposal that says where it comes from."""

    def __init__(self, *args: Any, hearing: Hearing, proposal: Proposal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = hearing.court.zone
        opened = None if hearing.opened_at or proposal is None else proposal.opened
        closed = None if hearing.closed_at or proposal is None else proposal.closed
        self.fields["opened_at"] = LocalDateTime(
            label=_("Session opened"),
            zone=zone,
            initial=opened.at if opened else hearing.opened_at,
            help_text=_reasoned(_("Court time."), opened),
        )
        self.fields["closed_at"] = LocalDateTime(
            label=_("Session closed"),
            zone=zone,
            required=False,
            initial=closed.at if closed else hearing.closed_at,
            help_text=_reasoned(_("Empty while the session goes on."), closed),
        )


def _reasoned(help_text: str | Promise, guess: Guess | None) -> str:
    """Return the help of a field with the reason for what is proposed in it."""
    return f"{help_text} {SIGN_WORDS[guess.sign]}" if guess else str(help_text)


class AssignmentForm(forms.Form):
    """A place in a hearing."""

    username = forms.CharField(label=_("Sign-in name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=AssignmentRole.choices)
    sworn = forms.BooleanField(
        label=_("Sworn to secrecy"),
        required=False,
        help_text=_("A sworn clerk hears the voices of protected people, and lets their disguises play."),
    )

    def clean_username(self) -> User:
        """Return the account."""
        user = User.objects.filter(username=self.cleaned_data["username"].strip(), is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no account with this sign-in name."))
        return user


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, min_length=3, widget=forms.Textarea(attrs={"rows": 3})
    )
