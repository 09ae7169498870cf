"""gunicorn for the portal, embedded and in the container: threads, because uploads are long and mostly wait."""

import os
import resource
from importlib import import_module
from pathlib import Path
from typing import Any

# The container's proxy is the only one that reaches this; the embedded start names a loopback address itself.
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "1"))
threads = int(os.environ.get("WEB_THREADS", "16"))
# An upload chunk on a slow line takes its time; the worker's own heartbeat is not affected by it.
timeout = 120
graceful_timeout = 8
keepalive = 75
# A memory file system where there is one, so that the heartbeat never waits for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
accesslog = None
loglevel = "warning"

# Each index of a recording that plays holds a file; a day of four cameras in pieces of a minute is 1,920 of them.
OPEN_FILES = 65_536
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
_most = OPEN_FILES if _hard == resource.RLIM_INFINITY else min(OPEN_FILES, _hard)
if _soft != resource.RLIM_INFINITY and _soft < _most:
    resource.setrlimit(resource.RLIMIT_NOFILE, (_most, _hard))


def post_worker_init(_worker: Any) -> None:
    """Start the index child before the first upload needs it; Django is ready only now."""
    import_module("media_pipeline.services.indexing").warm_up()
