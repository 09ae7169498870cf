"""Lists of hearings and cases: filtered to what the reader may see before anything is counted."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case as Choice, Count, DateTimeField, F, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Membership, MembershipRole
from accounts.policies.caller import Caller, caller_of
from courts.models import Court, Courtroom
from foundation.texts import fold
from foundation.web.zone import midnight
from hearings.models import Case, Hearing, Participant
from hearings.policies.named import cases_named_to, hearings_named_to
from hearings.policies.visible import cases_visible_to, visible_to
from hearings.policy.classes import ContentClass
from hearings.web.forms import CaseSearch, HearingSearch
from hearings.web.paging import Page, page_of
from hearings.web.rows import PARTIES, hearing_rows


@login_required
def hearing_list(request: HttpRequest) -> HttpResponse:
    """List hearings: without a search from today on, the nearest first; with one, whatever fits."""
    caller = caller_of(request)
    visible = visible_to(caller, ContentClass.CARD)
    rooms = Courtroom.objects.filter(hearings__in=visible).distinct().order_by("name")
    form = HearingSearch(request.GET or None, rooms=rooms)
    found = _search_hearings(request, visible, form).distinct()
    page = page_of(request, found)
    context = {
        "form": form,
        "total": page.total,
        "page": hearing_rows(page.rows, caller),
        "new_url": None,
        **page.links,
    }
    return render(request, "hearings/hearing_list.html", context)


def _search_hearings(request: HttpRequest, rows: QuerySet[Hearing], form: HearingSearch) -> QuerySet[Hearing]:
    if not form.is_bound or not form.is_valid():
        return _today_first(request, rows)
    fields = form.cleaned_data
    if fields["q"]:
        rows = rows.filter(_matches(fields["q"], caller_of(request)))
    if fields["room"]:
        rows = rows.filter(courtroom=fields["room"])
    if fields["state"]:
        rows = rows.filter(state=fields["state"])
    if fields["date_from"]:
        rows = rows.filter(scheduled_at__gte=midnight(request, fields["date_from"]))
    if fields["date_to"]:
        rows = rows.filter(scheduled_at__lt=midnight(request, fields["date_to"]) + timedelta(days=1))
    return rows.order_by("-scheduled_at", "pk")


def _matches(text: str, caller: Caller) -> Q:
    party = Q(cases__participants__search_name__contains=fold(text), cases__participants__kind__in=PARTIES)
    return Q(cases__number__icontains=text) | (party & hearings_named_to(caller))


def _today_first(request: HttpRequest, rows: QuerySet[Hearing]) -> QuerySet[Hearing]:
    """Today and what comes in the order of the day, then what was, the latest first."""
    today = midnight(request)
    coming = Choice(
        When(scheduled_at__gte=today, then=F("scheduled_at")), default=None, output_field=DateTimeField()
    )
    return rows.order_by(coming.asc(nulls_last=True), "-scheduled_at", "pk")


@login_required
def case_list(request: HttpRequest) -> HttpResponse:
    """List cases, newest first."""
    caller = caller_of(request)
    visible = cases_visible_to(caller, ContentClass.CARD)
    form = CaseSearch(request.GET or None)
    if form.is_bound and form.is_valid():
        fields = form.cleaned_data
        if fields["q"]:
            named = Participant.objects.filter(search_name__contains=fold(fields["q"]), kind__in=PARTIES)
            party = Q(participants__in=named) & cases_named_to(caller)
            visible = visible.filter(Q(number__icontains=fields["q"]) | party)
        if fields["kind"]:
            visible = visible.filter(kind=fields["kind"])
    page: Page[Case] = page_of(request, visible.distinct().order_by("-created_at", "pk"))
    rows = page.rows.select_related("court").prefetch_related("participants")
    context = {
        "form": form,
        "total": page.total,
        "page": _case_rows(rows, caller),
        "new_url": reverse("hearings:case-new") if courts_of_registry(caller).exists() else None,
        **page.links,
    }
    return render(request, "hearings/case_list.html", context)


def _case_rows(rows: QuerySet[Case], caller: Caller) -> list[dict[str, Any]]:
    cases = list(rows)
    named = set(rows.filter(cases_named_to(caller)).values_list("pk", flat=True))
    seen = visible_to(caller).filter(cases__in=cases)
    counts = dict(seen.values_list("cases").annotate(count=Count("pk", distinct=True)))
    return [
        {
            "url": reverse("hearings:case", args=[case.pk]),
            "number": case.number,
            "kind_label": case.get_kind_display(),
            "parties": _parties(case) if case.pk in named else "",
            "court": case.court.local_name,
            "hearing_count": counts.get(case.pk, 0),
        }
        for case in cases
    ]


def _parties(case: Case) -> str:
    return ", ".join(str(p) for p in case.participants.all() if p.kind in PARTIES and p.until is None)


def courts_of_registry(caller: Caller) -> QuerySet[Court]:
    """Return the courts in which the caller is of the registry office; what it may do there is decided at the door."""
    offices = Membership.objects.filter(user=caller.user, role=MembershipRole.REGISTRY, until=None)
    return Court.objects.filter(memberships__in=offices).distinct()
