"""Forms of recordings."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courts.models import Courtroom
from foundation.clock import ms_between
from hearings.models import Hearing
from hearings.web.forms import LocalDateTime
from media_pipeline.models import GapCause, Recording
from media_pipeline.models.gap_note import GAP_TEXT_MAX
from media_pipeline.policies.queue_words import SECTIONS
from media_pipeline.services.gap_notes import Said


class MoveForm(forms.Form):
    """To which hearing, and why."""

    hearing = forms.ChoiceField(label=_("Hearing"))
    reason = forms.CharField(
        label=_("Reason"), max_length=500, min_length=3, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, hearings: list[Hearing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hearing"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(row.pk, _title(row)) for row in hearings]


class QueueSearch(forms.Form):
    """Which recordings of the queue are shown."""

    room = forms.ModelChoiceField(
        Courtroom.objects.none(), label=_("Courtroom"), required=False, empty_label=_("all")
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=lambda: [("", _("all")), *SECTIONS.items()]
    )

    def __init__(self, *args: Any, rooms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["room"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rooms


def _title(row: Hearing) -> str:
    when = row.scheduled_at.astimezone(row.court.zone).strftime("%d.%m.%Y %H:%M")
    room = f" · {row.courtroom.name}" if row.courtroom else ""
    return f"{when}{room} · {', '.join(link.case.number for link in row.case_links.all())}"


class EmptyForm(forms.Form):
    """Nothing but the question."""


class LocalMoment(LocalDateTime):
    """A time of the court to the millisecond."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "0.001"})

    def prepare_value(self, value: Any) -> Any:
        """Show a stored time in the court's zone, with as many digits as a browser takes."""
        local = super().prepare_value(value)
        return local.isoformat(timespec="milliseconds") if isinstance(local, datetime) else local


class ClockForm(forms.Form):
    """When a recording really began."""

    FILE, CAMERA = "file", "camera"

    scope = forms.ChoiceField(
        label=_("Applies to"),
        choices=[
            (FILE, _("this file only")),
            (CAMERA, _("all files of this camera in this hearing, by the same amount")),
        ],
        initial=FILE,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, recording: Recording, read: bool, **kwargs: Any) -> None:
        """``read``: a hearing reads the recording, so there may be others of its camera."""
        super().__init__(*args, **kwargs)
        if not read:
            del self.fields["scope"]
        began = LocalMoment(
            label=_("It began at"),
            zone=recording.court.zone,
            initial=recording.started_at,
            help_text=_("Court time."),
        )
        self.fields = {"started_at": began, **self.fields}


class AssignForm(forms.Form):
    """To which hearing, and which part of the file."""

    def __init__(
        self,
        *args: Any,
        recording: Recording,
        near: list[tuple[Hearing, str]],
        others: list[Hearing],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.recording = recording
        known = {row.pk for row, _nearness in near}
        groups = [
            (str(_("Near this time")), [(row.pk, f"{_title(row)} · {words}") for row, words in near]),
            (str(_("My other hearings")), [(row.pk, _title(row)) for row in others if row.pk not in known]),
        ]
        choices = [group for group in groups if group[1]]
        self.has_choices = bool(choices)
        zone = recording.court.zone
        self.fields["hearing"] = forms.ChoiceField(label=_("Hearing"), choices=choices)
        self.fields["begins_at"] = LocalDateTime(
            label=_("From"), zone=zone, required=False, help_text=_("Court time. Empty: from the beginning.")
        )
        self.fields["ends_at"] = LocalDateTime(
            label=_("Until"), zone=zone, required=False, help_text=_("Court time. Empty: to the end.")
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a part that lies outside the recording."""
        fields = dict(super().clean() or self.cleaned_data)
        start, end = fields.get("begins_at"), fields.get("ends_at")
        length = self.recording.duration_ms
        from_ms = ms_between(self.recording.started_at, start) if start else 0
        to_ms = ms_between(self.recording.started_at, end) if end else None
        late = length is not None and from_ms >= length
        if late or (to_ms is not None and to_ms <= max(from_ms, 0)):
            raise forms.ValidationError(_("The chosen part does not lie within the recording."))
        return fields


class GapNoteForm(forms.Form):
    """What was not recorded, and why; ``revision`` says which version the writer saw."""

    camera = forms.TypedChoiceField(
        label=_("What was not recorded"), required=False, coerce=int, empty_value=None
    )
    cause = forms.ChoiceField(label=_("Cause"), choices=[("", "—"), *GapCause.choices])
    text = forms.CharField(
        label=_("In more words"),
        max_length=GAP_TEXT_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The parties read this with the protocol."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, hearing: Hearing, cameras: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = hearing.court.zone
        start = LocalDateTime(label=_("Not recorded from"), zone=zone, help_text=_("Court time."))
        self.fields = {
            "started_at": start,
            "ended_at": LocalDateTime(label=_("Until"), zone=zone),
            **self.fields,
        }
        field = self.fields["camera"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", _("the hearing as a whole")),
                *((str(n), name) for n, name in cameras.items()),
            ]

    def said(self) -> Said:
        """Return what a valid form says."""
        fields = self.cleaned_data
        return Said(
            fields["started_at"],
            fields["ended_at"],
            fields["camera"],
            fields["cause"],
            fields["text"].strip(),
        )
