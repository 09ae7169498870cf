"""Each role's first page is its work."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from desk.services.items import collect


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what awaits the reader."""
    return render(request, "desk/home.html", {"groups": collect(request)})
