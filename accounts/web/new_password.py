"""Forms in which somebody chooses a password, or a sign-in name with it."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.errors import NameTaken
from accounts.models import User

NAME_LETTERS, PASSWORD_LETTERS = 60, 200


def _password(label: Any, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, max_length=PASSWORD_LETTERS, widget=widget, **more)


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = _password(
        _("New password"), help_text=_("At least 12 characters; a sentence is easy to keep.")
    )
    again = _password(_("The same again"))

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any] | None:
        """Want both alike, and not one that is easily guessed."""
        cleaned = super().clean()
        password = self.cleaned_data.get("password")
        if not password or "again" not in self.cleaned_data:
            return cleaned
        if password != self.cleaned_data["again"]:
            self.add_error("again", _("The two passwords differ."))
        try:
            validate_password(password, self.user or User(username=self.cleaned_data.get("name", "")))
        except ValidationError as error:
            self.add_error("password", error)
        return cleaned


class NameField(forms.CharField):
    """A sign-in name that nobody has yet; small letters, as sign-in reads it."""

    def clean(self, value: Any) -> str:
        """Return the name."""
        name: str = super().clean(value).lower()
        User.username_validator(name)
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(NameTaken.title, code="taken")
        return name


def name_field(**more: Any) -> NameField:
    """Return the field in which a sign-in name is chosen."""
    return NameField(
        label=_("Sign-in name"),
        max_length=NAME_LETTERS,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("Write it down. You may keep this one or choose another; it need not be your name."),
        **more,
    )


class NewAccountForm(NewPasswordForm):
    """Sign-in name and password of a new account."""

    name = name_field()
    field_order = ("name", "password", "again")
