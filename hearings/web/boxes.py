"""Rectangles of the picture as a form asks for them: per cent of width and height, a row for each rectangle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearings.policy.boxes import FULL, Box

PER_CENT = FULL // 100
ROWS = 4
"""A ruling that names more of them uses the interface of other systems."""
COLUMNS: tuple[tuple[str, str | Promise], ...] = (
    ("camera", _("Camera")),
    ("left", _("From left, per cent")),
    ("top", _("From top, per cent")),
    ("width", _("Width, per cent")),
    ("height", _("Height, per cent")),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose picture rectangles are drawn on: where a browser asks for it, and the moment at which it begins."""

    url: str
    at_ms: int


class BoxesWidget(forms.Widget):
    """Rows of numbers below a line that opens them; above them the picture, where it is known which."""

    template_name = "hearings/widgets/boxes.html"
    is_group = True
    shown: Shown | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the rows, with so many empty ones that there are ROWS."""
        given: Sequence[Sequence[Any]] = value or ()
        rows = [*given, *([""] * len(COLUMNS) for _ in range(ROWS - len(given)))]
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["is_open"] = bool(given)
        context["widget"]["shown"] = self.shown
        context["widget"]["rows"] = [
            [
                {
                    "name": f"{name}_{number}_{key}",
                    "label": label,
                    "value": value,
                    "is_camera": key == "camera",
                }
                for (key, label), value in zip(COLUMNS, row, strict=True)
            ]
            for number, row in enumerate(rows, 1)
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[list[str]]:
        """Return the rows in which anything was filled in."""
        numbers = range(1, max(ROWS, _last(data, name)) + 1)
        rows = [
            [str(data.get(f"{name}_{number}_{key}", "")).strip() for key, _label in COLUMNS]
            for number in numbers
        ]
        return [row for row in rows if any(row[1:])]

    def value_omitted_from_data(self, *_data: Any) -> bool:
        """Never: rows that are empty are none."""
        return False


def _last(data: Mapping[str, Any], name: str) -> int:
    return sum(key.startswith(f"{name}_") and key.endswith("_camera") for key in data)


class BoxesField(forms.Field):
    """Rectangles; its value is a frozenset of Box."""

    widget = BoxesWidget
    default_error_messages = {"invalid": _("A rectangle needs four numbers between 0 and 100.")}

    def prepare_value(self, value: Any) -> Any:
        """Show rectangles as rows of numbers, what was sent as it was."""
        if isinstance(value, frozenset):
            return [_row(box) for box in sorted(value)]
        return value

    def clean(self, value: Any) -> frozenset[Box]:
        """Read rows; which rectangles fit is decided where orders are checked."""
        try:
            return frozenset(_box(row) for row in value or ())
        except ArithmeticError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


def box_words(box: Box) -> str:
    """Return a rectangle in words."""
    camera, left, top, width, height = _row(box)
    words = _("camera %(camera)s: %(width)s × %(height)s per cent, from left %(left)s, from top %(top)s")
    return str(words) % {"camera": camera, "width": width, "height": height, "left": left, "top": top}


def _row(box: Box) -> list[str]:
    sides = box.left, box.top, box.right - box.left, box.bottom - box.top
    return [str(box.camera), *(f"{side / PER_CENT:g}" for side in sides)]


def _box(row: Sequence[str]) -> Box:
    """Rounded outward: what is covered never gets smaller by being written down. Raises ArithmeticError."""
    camera = Decimal(row[0] or 1)
    left, top, width, height = (_thousandths(each) for each in row[1:])
    if not camera.is_finite() or camera != int(camera):
        raise ArithmeticError
    return Box(int(camera), int(left), int(top), ceil(left + width), ceil(top + height))


def _thousandths(text: str) -> Decimal:
    number = Decimal(text.replace(",", ".") or "NaN")
    if not number.is_finite() or abs(number) > FULL:
        raise ArithmeticError
    return number * PER_CENT
