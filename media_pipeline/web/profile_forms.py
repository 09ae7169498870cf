"""Forms of recorder profiles: lists and maps are written as lines."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courts.models import Court, Recorder, RecorderProfile, StartSource
from courts.models.court import validate_zone
from courts.models.recorder import PIECE_MINUTES_MAX
from hearings.web.forms import LocalDateTime
from media_pipeline.policies.grammar import problems
from media_pipeline.policies.profile_texts import (
    TextInvalid,
    cameras_of,
    cameras_text,
    channels_of,
    channels_text,
    lines_of,
)

NAME_MAX = 512


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "spellcheck": "false", "autocapitalize": "off"})


class RecorderChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic for the checker only
    """Recorders by room and number."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the room first."""
        return f"{obj.courtroom.name} · {obj.serial}"


class ProfileForm(forms.Form):
    """How files of one make of recorder are read."""

    name = forms.CharField(label=_("Name"), max_length=100)
    grammars = forms.CharField(
        label=_("Patterns of file names"),
        required=False,
        max_length=10_000,
        widget=_lines(5),
        help_text=_(
            "One a line, tried in this order. %Y year, %m month, %d day, %H hour, %M minute, %S second, {camera}, "
            "{piece} (number of the piece), * for anything. Everything else stands for itself."
        ),
    )
    piece_minutes = forms.IntegerField(
        label=_("Minutes in a piece"), min_value=1, max_value=PIECE_MINUTES_MAX, initial=5
    )
    cameras = forms.CharField(
        label=_("Cameras by name"),
        required=False,
        max_length=5_000,
        widget=_lines(3),
        help_text=_("One a line: what the file name says = number, for example A = 1."),
    )
    channels = forms.CharField(
        label=_("Microphones by camera"),
        required=False,
        max_length=10_000,
        widget=_lines(3),
        help_text=_(
            "One camera a line, in the order of its channels, for example <code>1: judge, clerk</code>. Known words: "
            "<code>judge, clerk, prosecution, defence, claimant, respondent, witness, interpreter, room</code>."
        ),
    )
    time_zone = forms.CharField(
        label=_("Time zone of the recorder"),
        required=False,
        max_length=64,
        help_text=_("For example <code>Asia/Almaty</code>. Empty: the court's."),
    )
    believed_first = forms.ChoiceField(
        label=_("Start time believed first"), choices=StartSource.choices, initial=StartSource.CLIENT
    )
    container_is_local = forms.BooleanField(
        label=_("The creation time inside files is local time"), required=False
    )
    recorders = RecorderChoice(
        Recorder.objects.none(),
        label=_("Recorders that are read like this"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, court: Court, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["recorders"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            rows = Recorder.objects.filter(courtroom__court=court).select_related("courtroom")
            field.queryset = rows.order_by("courtroom__name", "serial")

    def clean_grammars(self) -> list[str]:
        """Return the patterns; one that cannot be used is named with its reason."""
        patterns = self._read(lines_of, "grammars")
        refused = [f"{pattern}: {why}" for pattern, why in problems(patterns)]
        if refused:
            raise ValidationError(refused)
        return list(patterns)

    def clean_cameras(self) -> Any:
        """Return the map of cameras."""
        return self._read(cameras_of, "cameras")

    def clean_channels(self) -> Any:
        """Return the map of microphones."""
        return self._read(channels_of, "channels")

    def clean_time_zone(self) -> str:
        """Refuse a zone that this machine does not know."""
        zone = str(self.cleaned_data["time_zone"]).strip()
        if zone:
            validate_zone(zone)
        return zone

    def _read(self, reader: Any, name: str) -> Any:
        try:
            return reader(self.cleaned_data[name])
        except TextInvalid as error:
            raise ValidationError(str(error)) from error


def initial_of(profile: RecorderProfile) -> dict[str, Any]:
    """Return a profile as the form shows it."""
    return {
        "name": profile.name,
        "grammars": "\n".join(profile.grammars),
        "piece_minutes": profile.piece_minutes,
        "cameras": cameras_text(profile.cameras),
        "channels": channels_text(profile.channels),
        "time_zone": profile.time_zone,
        "believed_first": profile.believed_first,
        "container_is_local": profile.container_is_local,
        "recorders": list(profile.recorders.all()),
        "version": profile.version,
    }


class TryForm(forms.Form):
    """Names to try a profile on."""

    names = forms.CharField(label=_("File names, one a line"), max_length=NAME_MAX * 200, widget=_lines(8))

    def __init__(self, *args: Any, court: Court, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected"] = LocalDateTime(
            label=_("Day of names without a date"),
            zone=court.zone,
            required=False,
            help_text=_("Court time. Empty: now."),
        )

    def clean_names(self) -> list[str]:
        """Return the names; empty lines are none."""
        found = [line.strip()[:NAME_MAX] for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(found) > settings.PROFILE_TEST_NAMES:
            raise ValidationError(
                _("At most %(most)d names at once."), params={"most": settings.PROFILE_TEST_NAMES}
            )
        return found
