"""Rows that services have built once, made again under new ids: one INSERT a table instead of hundreds of statements.

Ids are new each time, because processes remember things by id; times stay those of the first building, but for those
of the audit rows: they wait to be entered in the log, and that must not look late.
"""

import pickle
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from psycopg.types.json import Jsonb

from custody.models import OutboxRow
from foundation.clock import utc_now
from foundation.ids import new_id

T = TypeVar("T")
ID = re.compile(r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])")
MOMENT = re.compile(r"\A\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
"""As SQLite is given it."""
Statement = tuple[str, tuple[Any, ...]]


class _Undo(Exception):
    """Takes back what was built, when it is known."""


@dataclass(slots=True)
class Snapshot(Generic[T]):
    """What ``build`` makes in an empty database. Its value must survive pickling."""

    build: Callable[[], T]
    _value: bytes = b""
    _statements: list[Statement] = field(default_factory=list)
    _ids: list[str] = field(default_factory=list)

    def take(self) -> T:
        """Return the value; its rows are in the database of the running test."""
        if not self._value:
            self._learn()
        fresh = {old: new_id() for old in self._ids}
        with connection.cursor() as cursor:
            for sql, parameters in self._statements:
                now = utc_now() if OutboxRow._meta.db_table in sql else None
                cursor.execute(sql, [_renewed(each, fresh, now) for each in parameters])
        found: T = pickle.loads(_bytes_renamed(self._value, fresh))  # noqa: S301  written a moment ago, by us
        return found

    def _learn(self) -> None:
        """Build it, write down what is there, take it back; then see how those rows are inserted."""
        before = {_key(row) for row in _rows()}
        rows: list[Model] = []
        try:
            with transaction.atomic():
                self._value = pickle.dumps(self.build())
                rows = [row for row in _rows() if _key(row) not in before]
                raise _Undo
        except _Undo:
            self._statements = _inserts(rows)
        self._ids = sorted({text for statement in self._statements for text in ID.findall(repr(statement))})


def _rows() -> Iterable[Model]:
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            yield from model._base_manager.all()


def _key(row: Model) -> tuple[str, object]:
    return row._meta.label, row.pk


def _inserts(rows: list[Model]) -> list[Statement]:
    """Return how the rows are inserted; they are not any more when this returns."""
    seen: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT"):
            seen.append((sql, tuple(parameters)))
        return execute(sql, parameters, many, context)

    try:
        with transaction.atomic(), connection.execute_wrapper(note):
            for _, group in groupby(rows, type):
                batch = list(group)
                batch[0]._meta.model._base_manager.bulk_create(batch)
            raise _Undo
    except _Undo:
        return seen


def _renewed(value: Any, fresh: Mapping[str, str], now: datetime | None) -> Any:
    if now is not None and isinstance(value, list):  # a column of all rows, as PostgreSQL is given it
        return [_renewed(each, fresh, now) for each in value]
    if now is not None and (isinstance(value, datetime) or MOMENT.match(str(value))):
        return connection.ops.adapt_datetimefield_value(now)
    return _renamed(value, fresh)


def _renamed(value: Any, fresh: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return ID.sub(lambda found: fresh.get(found[0], found[0]), value)
    if isinstance(value, Jsonb):
        return Jsonb(_renamed(value.obj, fresh), dumps=value.dumps)
    if isinstance(value, dict):
        return {_renamed(key, fresh): _renamed(each, fresh) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, fresh) for each in value]
    return value


def _bytes_renamed(value: bytes, fresh: Mapping[str, str]) -> bytes:
    names = {old.encode(): new.encode() for old, new in fresh.items()}
    return re.sub(rb"[a-z2-7]{26}", lambda found: names.get(found[0], found[0]), value)
