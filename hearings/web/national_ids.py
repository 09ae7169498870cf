"""The desk's page that names a participant by the national id, for who signs in by another system."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import caller_of
from accounts.policies.national_ids import TYPED_MAX, read_national_id
from foundation.problems import NotFound
from hearings.doors.participant import get_written_participant_for
from hearings.errors import NationalIdInvalid
from hearings.models import Participant, ParticipantKind
from hearings.services.national_ids import asks_for_national_ids, enter_national_id
from hearings.web.entry import entry_url
from hearings.web.submit import FormPage, submit

SILENT = {"autocomplete": "off", "spellcheck": "false", "translate": "no"}


class NationalIdForm(forms.Form):
    """The number twice: it cannot be looked at afterwards."""

    number = forms.CharField(
        label=_("National id, from the document"),
        max_length=TYPED_MAX,
        widget=forms.TextInput(attrs=SILENT),
        help_text=_("Only a hash of it is kept. Nobody can read it again, you neither."),
    )
    again = forms.CharField(
        label=_("The same again"), max_length=TYPED_MAX, widget=forms.TextInput(attrs=SILENT)
    )
    seen = forms.BooleanField(label=_("I have seen the document, and it is this person's."))

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if participant.kind == ParticipantKind.WITNESS:
            self.fields["witness_chosen"] = forms.BooleanField(
                label=_("This witness shall have an account, although witnesses have none by default.")
            )

    def clean(self) -> dict[str, Any] | None:
        """Want the same number twice, and one that can be one."""
        cleaned = super().clean()
        first, second = (read_national_id(self.cleaned_data.get(name, "")) for name in ("number", "again"))
        if "number" in self.cleaned_data and first is None:
            self.add_error("number", NationalIdInvalid.title)
        elif "again" in self.cleaned_data and first != second:
            self.add_error("again", _("The two numbers differ."))
        return cleaned


@login_required
def national_id(request: HttpRequest, case_id: str, participant_id: str) -> HttpResponse:
    """Take a participant's national id; there is no page that shows one."""
    participant, admitted = get_written_participant_for(caller_of(request), case_id, participant_id)
    if not asks_for_national_ids():
        raise NotFound
    page = FormPage(
        _("Electronic identity"),
        _("Keep it"),
        entry_url(participant),
        _("It is kept. Who signs in with this national id takes this part in the case."),
        intro=_(
            "Who is recognised by this number at the other system gets what belongs to this part in the case."
        ),
    )

    def write(fields: dict[str, Any]) -> None:
        chosen = fields.get("witness_chosen", False)
        rule = admitted.verdict.rule_id
        enter_national_id(participant, fields["number"], admitted.caller, rule, witness_chosen=chosen)

    form = NationalIdForm(request.POST if request.method == "POST" else None, participant=participant)
    return submit(request, page, form, write)
