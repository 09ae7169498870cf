"""The page where somebody types a code from paper; what the code gives is another page's work."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.policies.paper_codes import TYPED_MAX, read_code
from accounts.services.lockout import code_may_be_tried
from accounts.services.paper_codes import hold, prove
from accounts.web.lockout import locked_out

WRITING = {
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "translate": "no",
    "placeholder": "0000-0000-0000-0000",
}


class CodeForm(forms.Form):
    """The code as it stands on paper; groups, small letters and Cyrillic look-alikes do not matter."""

    code = forms.CharField(
        label=_("Code from the paper"), max_length=TYPED_MAX, widget=forms.TextInput(attrs=WRITING)
    )


@never_cache
def paper_code(request: HttpRequest) -> HttpResponse:
    """Take a code and lead to what it gives; a wrong, a used and an expired one are answered alike."""
    if request.method == "POST" and not code_may_be_tried(request):
        return locked_out(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (target := _target(request, form)):
        return HttpResponseRedirect(reverse(target))
    return render(request, "account/paper_code.html", {"form": form}, status=422 if form.errors else 200)


def _target(request: HttpRequest, form: CodeForm) -> str:
    """Return the name of the address to go to, empty with an error on the form."""
    code = read_code(form.cleaned_data["code"])
    if code is None:
        form.add_error("code", _("A code has 16 letters and digits. Look for a slip of the pen."))
        return ""
    row = prove(code, request)
    if row is None:
        form.add_error("code", _("This code is not valid, not valid any more, or was used already."))
        return ""
    if not request.user.is_authenticated:
        request.session.cycle_key()
    hold(request.session, row)
    target: str = settings.PAPER_CODE_PAGES[row.kind]
    return target
