"""The form of a restriction: what is withheld, where, and whom it leaves out."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.clock import ms_between
from hearings.models import (
    AssignmentRole,
    FaceCover,
    Hearing,
    Participant,
    RestrictionKind,
    Side,
    VoiceProfile,
)
from hearings.models.restriction import GROUND_MAX
from hearings.policies.orders import Order
from hearings.web.boxes import BoxesField, BoxesWidget, Shown
from hearings.web.forms import LocalDateTime

RANGE, WHOLE, PERSON = "range", "whole", "person"
WHERE = [
    (RANGE, _("From a moment to another")),
    (WHOLE, _("The whole hearing")),
    (PERSON, _("One person's examination")),
]
SECOND = timedelta(seconds=1)


def _told() -> str:
    page = format_html('<a href="{}">{}</a>', reverse("hearings:voices"), _("what each protects against"))
    return format_html("{} {}", _("None of them makes anonymous: words and dialect stay."), page)


_link = lazy(_told, str)()


class RestrictionForm(forms.Form):
    """A restriction; the form gives whole seconds, so a range is widened to them."""

    kind = forms.ChoiceField(label=_("Kind"))
    where = forms.ChoiceField(
        label=_("What of the hearing"), choices=WHERE, widget=forms.RadioSelect, initial=RANGE
    )
    participant = forms.ModelChoiceField(
        Participant.objects.none(),
        label=_("Person"),
        required=False,
        help_text=_("For one person's examination."),
    )
    excludes = forms.MultipleChoiceField(
        label=_("Who may not hear it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody chosen: all who take part in the hearing hear a closed part."),
    )
    voice = forms.ChoiceField(
        label=_("Voices in a protected part"),
        choices=VoiceProfile.choices,
        widget=forms.RadioSelect,
        initial=VoiceProfile.STRONG,
        required=False,
        help_text=_link,
    )
    face = forms.ChoiceField(
        label=_("Picture of a protected part"),
        choices=FaceCover.choices,
        widget=forms.RadioSelect,
        initial=FaceCover.COVERED,
        required=False,
    )
    boxes = BoxesField(
        label=_("Rectangles of the picture"),
        required=False,
        help_text=_("For a masked picture: a face, or a name that the recorder wrote into the picture."),
    )
    ruling_number = forms.CharField(label=_("Number of the ruling"), max_length=100, required=False)
    ordered_by = forms.CharField(label=_("Ordered by"), max_length=200, required=False)
    ground = forms.CharField(
        label=_("Ground"), max_length=GROUND_MAX, min_length=3, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, hearing: Hearing, decides: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = hearing.court.zone
        begin = LocalDateTime(label=_("From"), zone=zone, required=False, help_text=_("Court time."))
        end = LocalDateTime(
            label=_("To"), zone=zone, required=False, help_text=_("Empty: until a judge decides otherwise.")
        )
        first = {name: self.fields.pop(name) for name in ("kind", "where")}
        self.fields = {**first, "started_at": begin, "ended_at": end, **self.fields}
        if decides:
            self.fields["publish_disguised"] = forms.BooleanField(
                label=_("The public may hear the disguised version"), required=False
            )
        self._show_picture(hearing)
        people = Participant.objects.filter(case__hearings=hearing, until=None)
        self._offer(people.order_by("side", "name", "pseudonym"), decides=decides)

    def _show_picture(self, hearing: Hearing) -> None:
        widget, begin = self.fields["boxes"].widget, self.initial.get("started_at")
        at_ms = max(0, ms_between(hearing.started_at, begin)) if begin else 0
        if isinstance(widget, BoxesWidget):
            widget.shown = Shown(reverse("api:playback", args=[hearing.pk]), at_ms)

    def _offer(self, people: QuerySet[Participant], *, decides: bool) -> None:
        by_clerk = RestrictionKind.PROVISIONAL  # a judge closes by ruling
        named = [(person.pk, f"{person} ({person.get_kind_display()})") for person in people]
        places = [each for each in AssignmentRole.choices if each[0] in {"clerk", "assistant"}]
        offered: dict[str, list[tuple[Any, Any]]] = {
            "kind": [each for each in RestrictionKind.choices if not (decides and each[0] == by_clerk)],
            "excludes": [*(each for each in Side.choices if each[0] != Side.NONE), *named, *places],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        person = self.fields["participant"]
        if isinstance(person, forms.ModelChoiceField):
            person.queryset = people

    def clean(self) -> dict[str, Any]:
        """Return the fields; a range needs its beginning, an examination its person."""
        fields = super().clean() or {}
        needed = {RANGE: "started_at", PERSON: "participant"}.get(fields.get("where", ""))
        if needed is not None and not fields.get(needed) and needed not in self.errors:
            self.add_error(needed, _("This is needed for what you have chosen above."))
        return fields


def order_from(fields: dict[str, Any]) -> Order:
    """Return the order that a valid form describes."""
    where = fields["where"]
    return Order(
        kind=fields["kind"],
        started_at=fields["started_at"] if where == RANGE else None,
        ended_at=fields["ended_at"] if where == RANGE else None,
        whole=where == WHOLE,
        participant=fields["participant"] if where == PERSON else None,
        excludes=frozenset(fields["excludes"]),
        ruling_number=fields["ruling_number"],
        ordered_by=fields["ordered_by"],
        ground=fields["ground"],
        publish_disguised=fields.get("publish_disguised", False),
        voice=fields["voice"] or VoiceProfile.STRONG,
        face=fields["face"] or FaceCover.COVERED,
        boxes=fields["boxes"],
    )


def initial_of(order: Order) -> dict[str, Any]:
    """Return the form's first values for an order."""
    where = WHOLE if order.whole else PERSON if order.participant is not None else RANGE
    return {
        "kind": order.kind,
        "where": where,
        "started_at": order.started_at,
        "ended_at": None if order.ended_at is None else whole_second_after(order.ended_at),
        "participant": order.participant,
        "excludes": sorted(order.excludes),
        "ruling_number": order.ruling_number,
        "ordered_by": order.ordered_by,
        "ground": order.ground,
        "publish_disguised": order.publish_disguised,
        "voice": order.voice,
        "face": order.face,
        "boxes": order.boxes,
    }


def whole_second_after(moment: datetime) -> datetime:
    """Return the moment rounded up to a second: what is withheld never gets shorter by being looked at."""
    floor = moment.replace(microsecond=0)
    return floor if floor == moment else floor + SECOND
