"""One way for every form page: show, check, write through a service, come back with a word."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise

from foundation.problems import Problem

Text = str | Promise
ALIASES = {"user": "username"}
"""What services call a field, and what forms do."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """What a form page says."""

    title: Text
    submit_label: Text
    cancel_url: str
    done: Text
    intro: Text = ""
    danger: bool = False
    other: tuple[Text, str] | None = None
    """Another way out of the page: what it is called, where it leads."""


def submit(
    request: HttpRequest, page: FormPage, form: forms.Form, write: Callable[[dict[str, Any]], str | None]
) -> HttpResponse:
    """Handle a form page; ``write`` gets the cleaned data and returns where to go (None: back)."""
    if request.method == "POST" and form.is_valid():
        try:
            target = write(form.cleaned_data)
        except Problem as problem:
            if problem.status in {401, 404}:
                raise
            _tell(form, problem)
        else:
            messages.success(request, str(page.done))
            return HttpResponseRedirect(target or page.cancel_url)
    context = {
        "title": page.title,
        "submit_label": page.submit_label,
        "cancel_url": page.cancel_url,
        "intro": page.intro,
        "danger": page.danger,
        "other": page.other,
        "form": form,
    }
    return render(request, "hearings/form.html", context, status=422 if form.errors else 200)


def _tell(form: forms.Form, problem: Problem) -> None:
    """Put what a service refused beside the fields that it names, else above the form."""
    named = problem.extra.get("errors") or [{"field": "", "message": problem.detail or problem.title}]
    for error in named:
        field = ALIASES.get(error["field"], error["field"])
        form.add_error(field if field in form.fields else None, str(error["message"]))
