"""Pages of legal holds."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import caller_of
from foundation.problems import Conflict
from hearings.doors.hold import AdmittedToHold, get_hold_for
from hearings.models.hold import HOLD_REASON_MAX
from hearings.services.holds import hold_of, keep, release, set_hold
from hearings.states import HoldState
from hearings.web.hearings import hearing_url
from hearings.web.submit import FormPage, submit


class HoldForm(forms.Form):
    """Why it must be kept, by which order."""

    reason = forms.CharField(
        label=_("Reason"), min_length=3, max_length=HOLD_REASON_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
    number = forms.CharField(label=_("Number of the order"), max_length=100, required=False)


class ReleaseForm(forms.Form):
    """Why it need not be kept any more."""

    reason = forms.CharField(
        label=_("Reason"), min_length=3, max_length=HOLD_REASON_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )


@login_required
def hold_new(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Set a legal hold."""
    found = get_hold_for(caller_of(request), hearing_id)
    page = FormPage(
        _("Set a legal hold"),
        _("Set it"),
        hearing_url(hearing_id),
        _("The hold is set."),
        intro=_(
            "From now on nothing of this hearing is deleted, moved or destroyed, whatever its retention period. "
            "Reading does not change."
        ),
    )

    def write(fields: dict[str, Any]) -> None:
        set_hold(found.hearing, fields["reason"], fields["number"], found.caller, found.rule)

    return submit(request, page, HoldForm(request.POST or None), write)


@login_required
def hold_release(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Propose to lift a hold, or lift it as the second person."""
    found = get_hold_for(caller_of(request), hearing_id)
    row = hold_of(found.hearing)
    if row is None:
        raise Conflict
    proposed = row.state == HoldState.RELEASE_PROPOSED
    page = FormPage(
        _("Lift the legal hold"),
        _("Lift it") if proposed else _("Propose it"),
        _back(found),
        _("The hold is lifted.") if proposed else _("It is proposed. Another person has to approve it."),
        intro=_("Two persons lift it; one of them is a judge of the case or the chair of the court."),
        danger=True,
        other=(_("Keep it"), reverse("hearings:hold-keep", args=[hearing_id])) if proposed else None,
    )
    form: forms.Form = _confirm(request) if proposed else ReleaseForm(request.POST or None)

    def write(fields: dict[str, Any]) -> None:
        reason = fields.get("reason", "")
        release(found.hearing, reason, found.caller, found.rule, countersigns=found.countersigns)

    return submit(request, page, form, write)


@login_required
def hold_keep(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Keep a hold whose end was proposed."""
    found = get_hold_for(caller_of(request), hearing_id)
    page = FormPage(_("Keep the legal hold"), _("Keep it"), _back(found), _("The hold stays in force."))

    def write(_fields: dict[str, Any]) -> None:
        keep(found.hearing, found.caller, found.rule)

    return submit(request, page, _confirm(request), write)


def _back(found: AdmittedToHold) -> str:
    return reverse("desk:home") if found.from_above else hearing_url(found.hearing.pk)


def _confirm(request: HttpRequest) -> forms.Form:
    return forms.Form(request.POST if request.method == "POST" else None)
