"""A person's decision on a line of a disguised part: a plain form on the page of the disguises."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.policies.caller import caller_of
from foundation.problems import Conflict, Invalid
from protocol.doors import get_line_for
from protocol.errors import EntryChanged
from protocol.services.lines import Choice, decide

REVISION_DIGITS = 9


@login_required
@require_POST
def line_decide(request: HttpRequest, disguise_id: str, entry_id: str) -> HttpResponse:
    """Cover what was ticked or typed, and come back to the line."""
    row, entry, admitted = get_line_for(caller_of(request), disguise_id, entry_id)
    try:
        decide(row, entry, _choice(request), admitted)
        messages.success(request, _("The line is decided."))
    except EntryChanged:
        messages.error(request, _("The line was changed meanwhile. Read it again and decide once more."))
    except Conflict as problem:
        messages.error(request, str(problem.title))
    except Invalid as wrong:
        messages.error(request, str(wrong.detail))
    page = reverse("media:disguises", args=[row.hearing_id])
    return HttpResponseRedirect(f"{page}#line-{row.pk}-{entry.pk}")


def _choice(request: HttpRequest) -> Choice:
    """Return what the form says: ticked words, and others, one on each line."""
    raw = request.POST.get("revision", "")
    revision = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= REVISION_DIGITS else 0
    cover = (*request.POST.getlist("cover"), *request.POST.get("more", "").splitlines())
    return Choice(revision, cover, tuple(request.POST.getlist("shown")))
