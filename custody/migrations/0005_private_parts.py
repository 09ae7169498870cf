"""Private parts of old rows move to where they can be erased, their actors get pseudonyms, and all wait for the log."""

import base64
import hashlib
import hmac
import secrets
from typing import Any

from django.db import migrations

from custody.log.leaf import commitment
from foundation.ids import is_id

BATCH = 500


def _pseudonym(apps: Any, row: Any) -> str:
    keys = apps.get_model("custody", "PersonKey").objects
    key, _fresh = keys.get_or_create(person=row.actor, defaults={"key": secrets.token_bytes(32)})
    digest = hmac.new(bytes(key.key), f"{row.court}/{row.at.year}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:16]).decode("ascii").rstrip("=").lower()


def _move(apps: Any, row: Any) -> None:
    person = row.actor if is_id(row.actor) else ""
    apps.get_model("custody", "LogEntry").objects.create(row=row)
    if not (person or row.private):
        return
    salt = secrets.token_bytes(32)
    parts = apps.get_model("custody", "PrivatePart").objects
    parts.create(row=row, person=person, salt=salt, body=row.private)
    row.priv = commitment(salt, {**row.private, "person": person})
    row.actor = _pseudonym(apps, row) if person else row.actor
    row.save(update_fields=["priv", "actor"])


def forwards(apps: Any, _editor: Any) -> None:
    rows = apps.get_model("custody", "OutboxRow").objects.filter(entry=None).order_by("seq")
    while batch := list(rows[:BATCH]):
        for row in batch:
            _move(apps, row)


class Migration(migrations.Migration):
    dependencies = [("custody", "0004_audit_log")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
