"""What the administration shows of a password: whether there is one, and the way to a new one."""

from typing import Any

from django.contrib.auth.forms import AdminPasswordChangeForm, ReadOnlyPasswordHashWidget, UserChangeForm
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # not generic at run time
    """Django joins its warning at import time, in whatever language was active then; here it stays lazy."""

    usable_password_help_text = format_lazy(  # type: ignore[assignment]
        '<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        _("If disabled, the present password of this person will be lost."),
    )


class PasswordState(ReadOnlyPasswordHashWidget):
    """Django's, without the first letters of salt and hash: nobody needs them, and they are a start for guessing."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Keep the sentences ("No password set."), drop what was read from the hash."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["summary"] = [row for row in context["summary"] if "value" not in row]
        return context


class PersonForm(UserChangeForm):  # type: ignore[type-arg]  # not generic at run time
    """A person's data."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].widget = PasswordState()
