"""What a desk must tick before it gives anybody a code on paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import DocumentKind
from accounts.services.resets import Seen


class IdentityForm(forms.Form):
    """That the identity was seen, and by which kind of document; its number is asked by nobody."""

    document = forms.ChoiceField(
        label=_("The identity was proved by"),
        choices=DocumentKind.choices,
        widget=forms.RadioSelect,
        help_text=_("Look at it and give it back. No number is kept."),
    )
    seen = forms.BooleanField(label=_("I have seen the document, and it is this person's."))


class ResetForm(IdentityForm):
    """The same before a code for a new password; the second factor goes only with a reason."""

    frees_second_factor = forms.BooleanField(
        label=_("Remove the second factor too: the device is lost."), required=False
    )
    reason = forms.CharField(
        label=_("Why the second factor is removed"),
        required=False,
        max_length=500,
        help_text=_("It is logged, and the person is told at the next sign-in."),
    )

    def what_was_seen(self) -> Seen:
        """Return what was ticked."""
        given = self.cleaned_data
        return Seen(given["document"], given["frees_second_factor"], given["reason"])
