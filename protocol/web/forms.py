"""The form of an entry: time of day in the court's zone, with seconds and parts of them."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from protocol.models.entry import SPEAKER_MAX, TEXT_MAX, EntryKind

CLOCK = re.compile(r"\A(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?\Z")
LANGUAGES = [("", "—"), ("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]


class TimeOfDay(forms.CharField):
    """``HH:MM[:SS[.mmm]]`` on the day of a given moment."""

    def __init__(self, *, near: datetime, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.near = near.astimezone(zone)

    def prepare_value(self, value: Any) -> Any:
        """Show a moment as the court's time of day."""
        if not isinstance(value, datetime):
            return value
        local = value.astimezone(self.near.tzinfo)
        return local.strftime("%H:%M:%S") + f".{local.microsecond // 1000:03d}"

    def clean(self, value: Any) -> datetime:
        """Return the moment nearest to the given one that shows this time of day."""
        match = CLOCK.match(str(super().clean(value)).strip())
        hour, minute, second, part = (
            (match.group(n) or "0" for n in range(1, 5)) if match else ("99", "0", "0", "0")
        )
        if int(hour) > 23 or int(minute) > 59 or int(second) > 59:
            raise forms.ValidationError(_("Please enter a time such as 10:15:00."))
        micro = int(part.ljust(3, "0")) * 1000
        day = self.near.replace(hour=int(hour), minute=int(minute), second=int(second), microsecond=micro)
        nights = [day + timedelta(days=n) for n in (-1, 0, 1)]  # a hearing may run past midnight
        return min(nights, key=lambda moment: abs(moment - self.near))


class EntryForm(forms.Form):
    """An entry; ``revision`` says which version the writer saw."""

    speaker = forms.CharField(
        label=_("Speaker"),
        max_length=SPEAKER_MAX,
        required=False,
        widget=forms.TextInput(attrs={"list": "speakers", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=EntryKind.choices, initial=EntryKind.STATEMENT)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    text = forms.CharField(label=_("Text"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 4}))
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, near: datetime, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        time = TimeOfDay(
            label=_("Time of day"), near=near, zone=zone, help_text=_("Court time, for example 10:15:00.")
        )
        self.fields = {"started_at": time, **self.fields}
