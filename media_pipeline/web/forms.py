"""Forms of recordings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courts.models import Courtroom
from hearings.models import Hearing
from media_pipeline.policies.queue_words import SECTIONS


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
