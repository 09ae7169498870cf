"""The page of who has proved a code for a new password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.errors import CodeOver
from accounts.models import PaperCodeKind
from accounts.policies.addresses import address_of
from accounts.services.paper_codes import held_code, let_go
from accounts.services.resets import person_of, reset_password
from accounts.web.new_password import NewPasswordForm


@never_cache
def reset(request: HttpRequest) -> HttpResponse:
    """Set a new password with a proved code; without one the way leads back to where it is typed."""
    try:
        code = held_code(request.session, PaperCodeKind.RESET)
        user = person_of(code)
        form = NewPasswordForm(request.POST if request.method == "POST" else None, user=user)
        if form.is_valid():
            reset_password(code, form.cleaned_data["password"], address_of(request))
            let_go(request.session)
            messages.success(request, _("The new password is set. Sign in with it."))
            return HttpResponseRedirect(reverse("account_login"))
    except CodeOver as over:
        let_go(request.session)
        messages.error(request, str(over.title))
        return HttpResponseRedirect(reverse("paper_code"))
    context = {"form": form, "name": user.username}
    return render(request, "account/reset.html", context, status=422 if form.errors else 200)
