"""Rows are append-only again, without their private parts; a place in the log is given once and never taken back."""

from importlib import import_module
from typing import Any

from django.db import migrations

outbox = import_module("custody.migrations.0002_append_only")

POSTGRES = """
CREATE FUNCTION custody_log_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'UPDATE' AND OLD.seq IS NULL AND NEW.row_id = OLD.row_id THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'places in the audit log are append-only';
END $$;
CREATE TRIGGER custody_log_entry_append_only BEFORE UPDATE OR DELETE ON custody_logentry
FOR EACH ROW EXECUTE FUNCTION custody_log_entry_append_only();
"""
POSTGRES_BACK = """
DROP TRIGGER custody_log_entry_append_only ON custody_logentry;
DROP FUNCTION custody_log_entry_append_only();
"""
SQLITE = [
    """CREATE TRIGGER custody_log_entry_no_update BEFORE UPDATE ON custody_logentry
    WHEN OLD.seq IS NOT NULL OR NEW.row_id <> OLD.row_id
    BEGIN SELECT RAISE(ABORT, 'places in the audit log are append-only'); END""",
    """CREATE TRIGGER custody_log_entry_no_delete BEFORE DELETE ON custody_logentry
    BEGIN SELECT RAISE(ABORT, 'places in the audit log are append-only'); END""",
]
SQLITE_BACK = [f"DROP TRIGGER custody_log_entry_no_{verb}" for verb in ("update", "delete")]


def forwards(apps: Any, editor: Any) -> None:
    outbox.forwards(apps, editor)
    for statement in [POSTGRES] if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def backwards(apps: Any, editor: Any) -> None:
    for statement in [POSTGRES_BACK] if editor.connection.vendor == "postgresql" else SQLITE_BACK:
        editor.execute(statement)
    outbox.backwards(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("custody", "0005_private_parts")]
    operations = [
        migrations.RemoveField(model_name="outboxrow", name="private"),
        migrations.RunPython(forwards, backwards),
    ]
