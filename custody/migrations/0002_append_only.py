"""Audit rows are append-only in the database itself, not by habit."""

from typing import Any

from django.db import migrations

POSTGRES = """
CREATE FUNCTION custody_outbox_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit rows are append-only'; END $$;
CREATE TRIGGER custody_outbox_append_only BEFORE UPDATE OR DELETE ON custody_outboxrow
FOR EACH ROW EXECUTE FUNCTION custody_outbox_append_only();
"""
POSTGRES_BACK = """
DROP TRIGGER custody_outbox_append_only ON custody_outboxrow;
DROP FUNCTION custody_outbox_append_only();
"""
SQLITE = [
    f"""CREATE TRIGGER custody_outbox_no_{verb.lower()} BEFORE {verb} ON custody_outboxrow
    BEGIN SELECT RAISE(ABORT, 'audit rows are append-only'); END"""
    for verb in ("UPDATE", "DELETE")
]
SQLITE_BACK = [f"DROP TRIGGER custody_outbox_no_{verb}" for verb in ("update", "delete")]


def forwards(_apps: Any, editor: Any) -> None:
    for statement in [POSTGRES] if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def backwards(_apps: Any, editor: Any) -> None:
    for statement in [POSTGRES_BACK] if editor.connection.vendor == "postgresql" else SQLITE_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
