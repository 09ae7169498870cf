"""Is every act in its log, and every log signed? What is not, and since when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from custody.models import AuditLog, LogEntry
from custody.services.checkpoints import Published
from custody.services.logfiles import place_of
from foundation.clock import utc_now

LATE, REFUSED, UNSIGNED = "late", "refused", "unsigned"


@dataclass(frozen=True, slots=True)
class LogAlarm:
    """``kind``: rows wait for their places, the signer refuses the log, or does not sign it; ``why``: in its words."""

    kind: str
    court: str
    year: int
    since: datetime | None
    why: str = ""


def log_alarms() -> list[LogAlarm]:
    """Return what is wrong with the logs, the worst first."""
    logs = list(AuditLog.objects.all())
    refused = [alarm for row in logs if (alarm := _refused(row)) is not None]
    told = {(alarm.court, alarm.year) for alarm in refused}
    unsigned = [_unsigned(row) for row in logs if (row.court, row.year) not in told]
    return [*refused, *_late(), *(alarm for alarm in unsigned if alarm is not None)]


def _long_ago() -> datetime:
    return utc_now() - timedelta(seconds=settings.AUDIT_LATE_S)


def _refused(row: AuditLog) -> LogAlarm | None:
    refusal = Published(place_of(row.court, row.year)).refusal()
    return LogAlarm(REFUSED, row.court, row.year, refusal[1], refusal[0]) if refusal is not None else None


def _late() -> list[LogAlarm]:
    rows = (
        LogEntry.objects.filter(seq=None, row__at__lte=_long_ago()).select_related("row").order_by("row_id")
    )
    first: dict[tuple[str, int], datetime] = {}
    for entry in rows[: settings.AUDIT_BATCH]:
        first.setdefault((entry.row.court, entry.row.at.year), entry.row.at)
    return [LogAlarm(LATE, court, year, since) for (court, year), since in first.items()]


def _unsigned(row: AuditLog) -> LogAlarm | None:
    signed = max(0, Published(place_of(row.court, row.year)).size())
    if signed >= row.size:
        return None
    waiting = row.entries.filter(seq=signed, row__at__lte=_long_ago()).select_related("row").first()
    return LogAlarm(UNSIGNED, row.court, row.year, waiting.row.at) if waiting is not None else None
