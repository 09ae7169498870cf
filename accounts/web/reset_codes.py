"""The page on which an administrator gives a person of the court a code for a new password."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.doors.person import get_person_for
from accounts.models import PaperCodeKind, User
from accounts.policies.caller import caller_of
from accounts.services.paper_codes import codes_for
from accounts.services.resets import give_reset_code
from accounts.web.desk_forms import ResetForm
from accounts.web.slips import code_rows, slip_page
from courts.models import Court
from foundation.clock import utc_now
from foundation.problems import Problem

RULE = "administration"


@never_cache
@login_required
def reset_code(request: HttpRequest, person_id: str) -> HttpResponse:
    """Show what was given; a POST gives a code to one of those whom the reader administers, and shows its slip."""
    caller = caller_of(request)
    person = get_person_for(caller, person_id)
    back = reverse("admin:accounts_user_change", args=[person.pk])
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code, written = give_reset_code(person, _court_of(person), form.what_was_seen(), caller, RULE)
        except Problem as problem:
            form.add_error(None, str(problem.title))
        else:
            return slip_page(request, code, written, back)
    context = {
        "form": form,
        "name": person.display_name,
        "back": back,
        "codes": code_rows(codes_for(PaperCodeKind.RESET, person.pk)),
    }
    return render(request, "account/reset_code.html", context, status=422 if form.errors else 200)


def _court_of(person: User) -> Court | None:
    office = person.memberships.filter(until=None, since__lte=utc_now()).select_related("court").first()
    return office.court if office is not None else None
