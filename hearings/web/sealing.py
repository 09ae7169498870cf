"""Pages that seal and unseal a case."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies.caller import caller_of
from hearings.doors import get_case_for
from hearings.policy import Action
from hearings.services.sealing import seal, unseal
from hearings.web.cases import case_url
from hearings.web.submit import FormPage, submit


class SealForm(forms.Form):
    """Who keeps a sealed case besides the panel."""

    named = forms.CharField(
        label=_("Sign-in names of those who keep it"),
        required=False,
        help_text=_("The clerk, the assistant, parties; separated by commas. The panel keeps it anyway."),
    )

    def clean_named(self) -> list[User]:
        """Return the accounts."""
        names = [name.strip() for name in self.cleaned_data["named"].split(",") if name.strip()]
        found = list(User.objects.filter(username__in=names, is_active=True))
        if len(found) != len(set(names)):
            raise forms.ValidationError(_("There is no account with one of these sign-in names."))
        return found


@login_required
def case_seal(request: HttpRequest, case_id: str) -> HttpResponse:
    """Seal a case."""
    admitted = get_case_for(caller_of(request), case_id, Action.RULE)
    page = FormPage(
        _("Seal the case"),
        _("Seal it"),
        case_url(case_id),
        _("The case is sealed."),
        intro=_("From then on only the panel and those whom you name know of the case."),
        danger=True,
    )

    def write(fields: dict[str, Any]) -> None:
        seal(admitted.case, fields["named"], admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, SealForm(request.POST if request.method == "POST" else None), write)


@login_required
def case_unseal(request: HttpRequest, case_id: str) -> HttpResponse:
    """Propose to unseal a case, or approve it."""
    admitted = get_case_for(caller_of(request), case_id, Action.RULE)
    proposed = bool(admitted.case.unseal_proposed_by)
    page = FormPage(
        _("Unseal the case"),
        _("Unseal it") if proposed else _("Propose it"),
        case_url(case_id),
        _("The case is unsealed.") if proposed else _("It is proposed. Another judge has to approve it."),
        intro=_("Another judge of the case than the one who proposed it must approve it."),
        danger=True,
    )

    def write(_fields: dict[str, Any]) -> None:
        unseal(admitted.case, admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, forms.Form(request.POST if request.method == "POST" else None), write)
