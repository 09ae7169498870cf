"""Liveness and readiness: one entry per dependency, no names, no content."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from custody.models import AuditLog
from custody.services.stores import store
from custody.services.watching import log_alarms
from foundation.clock import utc_now
from jobs.models import ProcessHeartbeat
from media_pipeline.ffmpeg.binary import find_ffmpeg


def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def readyz(_request: HttpRequest) -> JsonResponse:
    """Check each dependency; 503 when one is missing."""
    checks = {name: _state(check) for name, check in CHECKS.items()}
    ready = all(entry["ok"] for entry in checks.values())
    return JsonResponse({"ready": ready, **checks}, status=200 if ready else 503)


def _state(check: Callable[[], str]) -> dict[str, object]:
    try:
        return {"ok": True, "detail": check()}
    except Exception as error:  # noqa: BLE001  whatever a dependency raises means that it is not ready
        return {"ok": False, "detail": type(error).__name__}


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connection.vendor


def _broker() -> str:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
        return str(broker.transport.driver_type)


def _worker() -> str:
    since = utc_now() - timedelta(seconds=settings.WORKER_SILENT_S)
    alive = ProcessHeartbeat.objects.filter(role="worker", seen_at__gte=since).count()
    if not alive:
        raise LookupError
    return str(alive)


def _storage() -> str:
    probe = Path(settings.PARTS_DIR) / ".ready"
    probe.parent.mkdir(parents=True, exist_ok=True)
    probe.write_bytes(b"ok")
    store().require()
    return "writable"


def _ffmpeg() -> str:
    return find_ffmpeg(settings.FFMPEG_BINARY).source


def _log() -> str:
    """Count the audit logs; fails while acts wait for their places or a log is refused or not signed."""
    if log_alarms():
        raise LookupError
    return str(AuditLog.objects.count())


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "broker": _broker,
    "worker": _worker,
    "storage": _storage,
    "ffmpeg": _ffmpeg,
    "log": _log,
}
