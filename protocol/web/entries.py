"""Writing entries in the page: plain forms, in place with htmx, each change with its undo."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.policies.caller import caller_of
from foundation.clock import plus_ms, utc_now
from hearings.doors import Admitted, get_hearing_for
from hearings.models import Participant
from hearings.policy import Action
from hearings.states import HearingState
from protocol.doors import get_entry_for
from protocol.errors import EntryChanged
from protocol.models import Entry, EntryState
from protocol.policies.readable import written
from protocol.policies.rows import Row
from protocol.services.entries import add_entry, change_entry, undo, withdraw_entry
from protocol.services.publishing import publish
from protocol.services.reading import shown_version, unmasked
from protocol.web.forms import EntryForm
from protocol.web.rows import entry_row

OFFSET_MAX_MS = 7 * 24 * 3600 * 1000


@login_required
def entry_new(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Write a new entry, by default at the moment that the player shows."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.WRITE_ENTRY)
    near = _moment(request, admitted)
    form = _form(request, admitted, near, {"started_at": near})
    action_url = reverse("protocol:entry-new", args=[hearing_id])
    if request.method == "POST" and form.is_valid():
        entry = add_entry(
            admitted.hearing, _row(form, admitted, None), admitted.caller, admitted.verdict.rule_id
        )
        return _saved(request, admitted, entry, _("The entry is saved."))
    return _show(request, admitted, form, action_url)


@login_required
def entry_edit(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Change an entry; when somebody was quicker, both versions are shown."""
    entry, admitted = get_entry_for(caller_of(request), entry_id, Action.WRITE_ENTRY)
    shown = written(entry, admitted).entry
    initial = {
        name: getattr(shown, name)
        for name in ("started_at", "speaker", "kind", "language", "text", "revision")
    }
    form = _form(request, admitted, entry.started_at, initial)
    action_url = reverse("protocol:entry-edit", args=[entry_id])
    if request.method == "POST" and form.is_valid():
        row, expected = _row(form, admitted, entry), form.cleaned_data["revision"]
        try:
            changed = change_entry(entry, row, expected, admitted.caller, admitted.verdict.rule_id)
        except EntryChanged as conflict:
            return _conflict(request, admitted, conflict, action_url, entry)
        return _saved(request, admitted, changed, _("The entry is saved."))
    return _show(request, admitted, form, action_url, entry)


@login_required
@require_POST
def entry_withdraw(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Take an entry out of the log."""
    entry, admitted = get_entry_for(caller_of(request), entry_id, Action.WRITE_ENTRY)
    try:
        gone = withdraw_entry(entry, admitted.caller, admitted.verdict.rule_id, _seen(request))
    except EntryChanged as conflict:
        return _quicker(request, admitted, entry, conflict)
    return _saved(request, admitted, gone, _("The entry is withdrawn."))


@login_required
@require_POST
def entry_undo(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Undo the latest change of an entry."""
    entry, admitted = get_entry_for(caller_of(request), entry_id, Action.WRITE_ENTRY)
    try:
        restored = undo(entry, admitted.caller, admitted.verdict.rule_id, _seen(request))
    except EntryChanged as conflict:
        return _quicker(request, admitted, entry, conflict)
    return _saved(request, admitted, restored, _("The change is undone."), undoable=False)


@login_required
def log_publish(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Publish the log after a confirmation."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.PUBLISH)
    back = reverse("playback:hearing", args=[hearing_id])
    if request.method == "POST":
        publish(admitted.hearing, admitted.caller, admitted.verdict.rule_id)
        messages.success(request, _("The protocol is published."))
        return HttpResponseRedirect(back)
    context = {
        "title": _("Publish the protocol"),
        "intro": _("From then on the parties read it. Every later change stays visible as a revision."),
        "submit_label": _("Publish"),
        "cancel_url": back,
    }
    return render(request, "hearings/form.html", context)


def _seen(request: HttpRequest) -> int | None:
    """Return the revision that the writer saw, by the address; without one the latest is meant."""
    raw = request.GET.get("revision", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def _quicker(request: HttpRequest, admitted: Admitted, entry: Entry, conflict: EntryChanged) -> HttpResponse:
    """Show the entry as somebody else has left it: it is not undone or withdrawn unseen."""
    entry.refresh_from_db()
    return _saved(request, admitted, entry, str(conflict.title), undoable=False)


def _moment(request: HttpRequest, admitted: Admitted) -> datetime:
    raw = request.GET.get("at_ms", "")
    if not raw and admitted.hearing.state == HearingState.IN_SESSION:
        return utc_now()  # the log is kept live, often before there is a recording
    offset = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 12 else 0
    return plus_ms(admitted.hearing.started_at, min(offset, OFFSET_MAX_MS))


def _form(request: HttpRequest, admitted: Admitted, near: datetime, initial: dict[str, Any]) -> EntryForm:
    data = request.POST if request.method == "POST" else None
    return EntryForm(data, near=near, zone=admitted.hearing.court.zone, initial=initial)


def _row(form: EntryForm, admitted: Admitted, entry: Entry | None) -> Row:
    fields = form.cleaned_data
    if entry is not None:
        kept = {"speaker": entry.speaker, "text": entry.text}
        fields = fields | kept | unmasked(fields, entry, admitted)
    speaker = fields["speaker"].strip()
    people = list(Participant.objects.filter(case__in=admitted.cases))
    named = next((each for each in people if speaker and speaker == str(each)), None)
    if named is not None:
        speaker = named.name  # a pseudonym is no name: it is put in where the entry is read
    same = (
        named is None or named.pseudonym is None or (entry is not None and entry.participant_id == named.pk)
    )
    unchanged = entry is not None and entry.speaker == speaker and same
    who = None if named is None else named.pk
    if unchanged and entry is not None:
        who = entry.participant_id
    started_at = fields["started_at"]
    ended_at = (
        entry.ended_at if entry is not None and entry.ended_at and entry.ended_at >= started_at else None
    )
    return Row(
        started_at=started_at,
        ended_at=ended_at,
        speaker=speaker,
        participant=who,
        language=fields["language"],
        kind=fields["kind"],
        text=fields["text"].strip(),
        external_source="",
        external_id="",
    )


def _show(
    request: HttpRequest, admitted: Admitted, form: EntryForm, action_url: str, entry: Entry | None = None
) -> HttpResponse:
    people = Participant.objects.filter(case__in=admitted.cases, until=None)
    context = {
        "form": form,
        "action_url": action_url,
        "entry": entry,
        "cancel_url": reverse("playback:hearing", args=[admitted.hearing.pk]),
        "speakers": sorted(map(str, people)),
        "hearing": {"id": admitted.hearing.pk, "title": ", ".join(case.number for case in admitted.cases)},
        "court_tz": admitted.hearing.court.time_zone,
    }
    template = "protocol/_entry_form.html" if _in_place(request) else "protocol/entry_form.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _saved(
    request: HttpRequest, admitted: Admitted, entry: Entry, words: str, *, undoable: bool = True
) -> HttpResponse:
    page = reverse("playback:hearing", args=[admitted.hearing.pk])
    undo_url = (
        f"{reverse('protocol:entry-undo', args=[entry.pk])}?revision={entry.revision}" if undoable else None
    )
    if not _in_place(request):
        messages.success(request, words, extra_tags=undo_url or "")
        return HttpResponseRedirect(f"{page}?entry={entry.pk}#entry-{entry.pk}")
    context = {
        "entry": entry_row(written(entry, admitted)),
        "removed": entry.state == EntryState.WITHDRAWN,
        "status": words,
        "undo_url": undo_url,
        "can": {"write_entries": True},
        "court_tz": admitted.hearing.court.time_zone,
    }
    return render(request, "protocol/_entry_saved.html", context)


def _conflict(
    request: HttpRequest, admitted: Admitted, conflict: EntryChanged, action_url: str, entry: Entry
) -> HttpResponse:
    mine = shown_version(dict(conflict.extra["mine"]), entry, admitted)
    entry_form = EntryForm(
        near=admitted.hearing.started_at,
        zone=admitted.hearing.court.zone,
        initial=mine
        | {"started_at": datetime.fromisoformat(mine["started_at"]), "revision": conflict.extra["revision"]},
    )
    context = {
        "mine": mine,
        "theirs": shown_version(conflict.extra["theirs"], entry, admitted),
        "form": entry_form,
        "action_url": action_url,
        "cancel_url": reverse("playback:hearing", args=[admitted.hearing.pk]),
        "court_tz": admitted.hearing.court.time_zone,
        "entry": True,
    }
    template = "protocol/_conflict.html" if _in_place(request) else "protocol/conflict.html"
    return render(request, template, context, status=409)


def _in_place(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
