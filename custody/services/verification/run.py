"""The whole check, and what it looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db.models import Sum

from custody.log.errors import LogError
from custody.models import AuditLog, Original, PrivatePart
from custody.services.logfiles import place_of, places
from custody.services.verification.faults import Fault, Kind
from custody.services.verification.logs import check_log
from custody.services.verification.originals import check_bytes, check_register, destroyed_under
from custody.services.verification.rows import check_private_parts, check_rows


@dataclass
class Report:
    """What was found and how much was looked at."""

    faults: list[Fault] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    destroyed: dict[str, str] = field(default_factory=dict)
    """By original, under which act the log says that it was destroyed."""

    @property
    def ok(self) -> bool:
        """Whether all is as it was."""
        return not self.faults

    def document(self) -> dict[str, object]:
        """As `verify_custody --json` prints it."""
        return {
            "ok": self.ok,
            "checked": self.checked,
            "faults": [fault.document() for fault in self.faults],
            "destroyed": [{"object": name, "act": act} for name, act in sorted(self.destroyed.items())],
        }


def verify(*, kept: Mapping[str, bytes] | None = None, with_bytes: bool = True) -> Report:
    """Check everything. ``kept``: signed checkpoints from elsewhere, by name; without bytes no original is read."""
    report = Report(list(_faults(kept or {}, with_bytes=with_bytes)), destroyed=dict(destroyed_under()))
    report.checked = {
        "logs": AuditLog.objects.count(),
        "leaves": AuditLog.objects.aggregate(total=Sum("size"))["total"] or 0,
        "private_parts": PrivatePart.objects.exclude(salt=None).count(),
        "originals": Original.objects.filter(destroyed_at=None).count() if with_bytes else 0,
        "destroyed": len(report.destroyed),
    }
    return report


def _faults(kept: Mapping[str, bytes], *, with_bytes: bool) -> Iterator[Fault]:
    for row in AuditLog.objects.all():
        try:
            yield from check_log(row, kept)
        except (OSError, LogError) as error:
            yield Fault(Kind.FILE_MISSING, "files", f"the log cannot be read: {error}", log=row.origin)
    yield from _forgotten()
    yield from check_rows()
    yield from check_private_parts()
    yield from check_register()
    if with_bytes:
        yield from check_bytes()


def _forgotten() -> Iterator[Fault]:
    """Yield logs that have files or signatures and that the database does not know."""
    known = {place_of(row.court, row.year) for row in AuditLog.objects.all()}
    folders = (settings.AUDIT_LOG_DIR, settings.AUDIT_CHECKPOINT_DIR)
    found = {place for folder in folders for place in places(Path(folder))}
    for place in sorted(found - known):
        yield Fault(Kind.ROLLED_BACK, "custody_auditlog", "the database knows nothing of this log", log=place)
