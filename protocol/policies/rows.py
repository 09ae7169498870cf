"""One row of an import or a form, checked; times may be wall clock or offsets in the hearing."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from foundation.clock import is_plausible, plus_ms
from protocol.models.entry import SPEAKER_MAX, TEXT_MAX, EntryKind

LANGUAGE = re.compile(r"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?\Z")
OFFSET_MAX_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Row:
    """A checked row."""

    started_at: datetime
    ended_at: datetime | None
    speaker: str
    participant: str | None
    language: str
    kind: str
    text: str
    external_source: str
    external_id: str


class RowErrors(Exception):
    """What is wrong with a row: field -> message."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


class _Reader:
    """Reads one mapping, collecting everything that is wrong instead of stopping at the first."""

    def __init__(self, raw: Mapping[str, Any], zero: datetime) -> None:
        self.raw = raw
        self.zero = zero
        self.errors: dict[str, str] = {}

    def text(self, name: str, longest: int, *, required: bool = False) -> str:
        value = self.raw.get(name)
        value = "" if value is None else value
        if not isinstance(value, str):
            self.errors[name] = _("must be text")
            return ""
        value = self._storable(name, value).strip()
        if required and not value:
            self.errors[name] = _("is required")
        if len(value) > longest:
            self.errors[name] = _("at most %(count)d characters") % {"count": longest}
        return value

    def _storable(self, name: str, value: str) -> str:
        """Return the text without what no database keeps; half a surrogate pair is no letter at all."""
        try:
            value.encode()
        except UnicodeEncodeError:
            self.errors[name] = _("must be text")
            return ""
        return value.replace("\x00", "")

    def moment(self, name: str, offset_name: str) -> datetime | None:
        value = self.raw.get(name)
        if value is not None and value != "":
            return self._wall_clock(name)
        offset = self.raw.get(offset_name)
        if offset is None:
            return None
        if isinstance(offset, bool) or not isinstance(offset, int) or abs(offset) > OFFSET_MAX_MS:
            self.errors[offset_name] = _("must be whole milliseconds")
            return None
        return plus_ms(self.zero, offset)

    def _wall_clock(self, name: str) -> datetime | None:
        value = self.raw[name]
        with suppress(
            ValueError, TypeError, OverflowError
        ):  # the first day that there is has no UTC everywhere
            parsed = value if isinstance(value, datetime) else parse_datetime(value)
            if parsed is not None and parsed.tzinfo is not None and is_plausible(parsed):
                return parsed.astimezone(UTC)
        self.errors[name] = _("must be a time with a zone, such as 2026-11-20T10:15:00Z")
        return None

    def one_of(self, name: str, known: list[str], default: str) -> str:
        value = self.raw.get(name)
        value = default if value is None or value == "" else value
        if value not in known:
            self.errors[name] = _("must be one of: %(known)s") % {"known": ", ".join(known)}
        return str(value)

    def external(self) -> tuple[str, str]:
        value = self.raw.get("external_id")
        if value is None or value == "":
            return "", ""
        source, key = (
            (value.get("source", ""), value.get("id", "")) if isinstance(value, Mapping) else ("", value)
        )
        if (
            not isinstance(source, str)
            or not isinstance(key, str | int)
            or len(str(key)) > 200
            or len(source) > 100
        ):
            self.errors["external_id"] = _("must be text or {source, id}")
        return self._storable("external_id", str(source)), self._storable("external_id", str(key))


def read_row(raw: Any, zero: datetime) -> Row:
    """Return the checked row; ``zero`` is playlist time 0. Raises RowErrors naming every wrong field."""
    if not isinstance(raw, Mapping):
        raise RowErrors({"": _("must be an object")})
    reader = _Reader(raw, zero)
    started_at = reader.moment("started_at", "offset_ms")
    if started_at is None and not reader.errors:
        reader.errors["started_at"] = _("is required")
    ended_at = reader.moment("ended_at", "end_offset_ms")
    if started_at and ended_at and ended_at < started_at:
        reader.errors["ended_at"] = _("must not lie before the beginning")
    source, key = reader.external()
    language = reader.text("language", 12)
    if language and not LANGUAGE.match(language):
        reader.errors["language"] = _("must be a language code such as kk, ru, en")
    participant = reader.raw.get("participant") or None
    row = Row(
        started_at=started_at or zero,
        ended_at=ended_at,
        speaker=reader.text("speaker", SPEAKER_MAX),
        participant=str(participant) if participant else None,
        language=language,
        kind=reader.one_of("kind", list(EntryKind.values), EntryKind.STATEMENT),
        text=reader.text("text", TEXT_MAX, required=True),
        external_source=source,
        external_id=key,
    )
    if reader.errors:
        raise RowErrors(reader.errors)
    return row
