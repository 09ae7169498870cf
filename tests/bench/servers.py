"""Servers beside the portal: nginx alone as the floor, and the portal's own code under other settings."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.acceptance.portal import ROOT, Portal, embedded_environment, free_port, stop

ANSWERS_WITHIN_S = 30.0
# tcp_nopush holds the last packet of a range back on loopback: a floor with it would be no floor.
NGINX_CONF = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 256; }}
http {{
  access_log off;
  log_not_found off;
  sendfile on;
  tcp_nopush off;
  keepalive_requests 1000000;
  types {{ text/html html; video/mp4 mp4; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


def nginx_program() -> str | None:
    """Return nginx, or None where it is not installed."""
    return shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


@contextmanager
def nginx(root: Path, folder: Path) -> Iterator[str]:
    """Serve a folder; yields the base address. ``folder`` takes its own files."""
    program, port = nginx_program(), free_port()
    if program is None:
        raise FileNotFoundError("nginx is not installed: apt-get install nginx-light")
    conf = folder / "nginx.conf"
    user = "user root;\n" if os.geteuid() == 0 else ""  # else its worker could not read our folders
    conf.write_text(user + NGINX_CONF.format(folder=folder, port=port, root=root), encoding="utf-8")
    with subprocess.Popen([program, "-c", str(conf), "-p", str(folder)], start_new_session=True) as process:
        try:
            yield _answering(f"http://127.0.0.1:{port}", "/")
        finally:
            stop(process)


@contextmanager
def same_web(portal: Portal, settings: str) -> Iterator[str]:
    """Run the portal's web server a second time on its home, under other settings; yields the base address."""
    port = free_port()
    argv = [sys.executable, "-m", "gunicorn", "-c", "courtrec/gunicorn_conf.py", "-b", f"127.0.0.1:{port}"]
    environment = embedded_environment(portal.home) | {"DJANGO_SETTINGS_MODULE": settings}
    with subprocess.Popen(
        [*argv, "courtrec.wsgi:application"], cwd=ROOT, env=environment, start_new_session=True
    ) as process:
        try:
            yield _answering(f"http://127.0.0.1:{port}", "/healthz")
        finally:
            stop(process)


def _answering(base: str, path: str) -> str:
    deadline = time.monotonic() + ANSWERS_WITHIN_S
    while time.monotonic() < deadline:
        try:
            httpx.get(base + path, timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return base
    raise TimeoutError(base)
