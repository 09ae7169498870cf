"""``manage.py runportal``: the whole portal on the embedded defaults, in the foreground."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courtrec.statics import collect_if_changed
from courtrec.supervisor import Child, supervise

LOOPBACK = "127.0.0.1"
DEMO_ENV = "COURTREC_DEMO=1\nDEFAULT_COURT_ZONE=Asia/Almaty\n"


class Command(BaseCommand):
    """Migrates, loads the demonstration court, starts web and worker; Ctrl-C or TERM stops all of it."""

    # Checks load every page's code; lint and tests run them, a start that waits for them is a second longer.
    requires_system_checks: list[str] = []
    help = "Run the demonstration portal: migrate, load the demo court, start web and worker."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port."""
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare, then supervise."""
        self._keep_settings()
        call_command("migrate", verbosity=0)
        if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
            call_command("createcachetable", verbosity=0)
        collect_if_changed()
        call_command("load_demo")
        self._announce(options["port"])
        supervise([Child("web", web_argv(options["port"])), Child("worker", worker_argv())])
        self.stdout.write("courtrec has stopped.")

    def _keep_settings(self) -> None:
        """Write this home's settings, which every manage.py command reads, so that all use one database."""
        if not settings.DEMO:
            raise CommandError(
                "runportal runs the demonstration court: set COURTREC_DEMO=1 (`make run` does)."
            )
        env_file = Path(settings.HOME) / "env"
        if not env_file.exists():
            env_file.write_text(
                f"# Written by runportal; read by every manage.py command of this home.\n{DEMO_ENV}"
            )
        elif "COURTREC_DEMO=1" not in env_file.read_text():
            raise CommandError(
                f"{env_file} belongs to a real court; choose another COURTREC_HOME for the demonstration."
            )

    def _announce(self, port: int) -> None:
        self.stdout.write(
            f"\ncourtrec runs at http://{LOOPBACK}:{port}/  (demonstration court; Ctrl-C stops it)"
        )
        self.stdout.write("Sign in as judge, clerk, party, lawyer, registry, ... ; password: courtrec-demo")
        self.stdout.flush()


def web_argv(port: int) -> list[str]:
    """Return gunicorn's command line: loopback only, threads for long uploads."""
    config = str(Path(settings.BASE_DIR) / "courtrec" / "gunicorn_conf.py")
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        config,
        "-b",
        f"{LOOPBACK}:{port}",
        "courtrec.wsgi:application",
    ]


def worker_argv() -> list[str]:
    """Return Celery's command line: one process, the keeper inside; one slot more than may do long work at once."""
    options = [
        "--pool",
        "threads",
        "--concurrency",
        "3",
        "--loglevel",
        "WARNING",
        "--without-mingle",
        "--without-gossip",
    ]
    return [sys.executable, "-m", "celery", "-A", "courtrec", "worker", *options]
