"""A bucket of a test's own: SeaweedFS on free loopback ports, ended by its process id."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pytest_django.fixtures import Settings

from custody.services.buckets import bucket
from custody.store.bucket import Bucket, BucketConfig
from foundation.ids import new_id

ACCESS_KEY = "courtrec-test"
SECRET_KEY = "courtrec-test-secret"
STARTS_WITHIN_S = 30
PORTS = (
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "s3.port",
    "s3.port.grpc",
    "s3.port.iceberg",
    "s3.port.lance",
)
# Small volumes: the default of 30 GB each is more than a test machine has.
FEW = ("-master.volumeSizeLimitMB=64", "-volume.max=64", "-volume.minFreeSpace=0", "-filer.maxMB=16")


def program() -> Path | None:
    """Return the server's binary, None on a platform for which there is none."""
    found = shutil.which("weed", path=str(Path(sys.executable).parent))
    return Path(found) if found else None


@dataclass(frozen=True, slots=True)
class Server:
    """A running store with one pair of keys; its buckets are the tests' own."""

    endpoint: str
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        """The port of the S3 gateway."""
        return int(self.endpoint.rsplit(":", 1)[1])


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on, all different."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def running(weed: Path) -> Iterator[Server]:
    """Run the store in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="bucket-") as folder:
        server = _start(weed, Path(folder))
        try:
            yield server
        finally:
            server.process.kill()  # the folder goes with it: there is nothing to be put in order
            server.process.wait()


def _start(weed: Path, folder: Path) -> Server:
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    identity = {
        "name": "test",
        "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
        "actions": ["Admin"],
    }
    (folder / "keys.json").write_text(json.dumps({"identities": [identity]}), encoding="utf-8")
    (folder / "data").mkdir()
    command = [str(weed), "-logtostderr=true", "server", f"-dir={folder / 'data'}", "-filer", "-s3"]
    command += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-s3.config={folder / 'keys.json'}", *FEW]
    command += [f"-{name}={port}" for name, port in ports.items()]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    endpoint = f"http://127.0.0.1:{ports['s3.port']}"
    _await(process, endpoint, folder / "log")
    return Server(endpoint, process)


def _await(process: subprocess.Popen[bytes], endpoint: str, log: Path) -> None:
    """Wait until the gateway knows that it can store something."""
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{endpoint}/healthz", timeout=1).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"the bucket did not start:\n{log.read_text(errors='replace')[-2000:]}")


BUCKET = "court-records"
LOCKED_BUCKET = "court-records-locked"
PART_BYTES = 5 * 1024**2
"""The least that S3 allows."""


def config(server: Server, **other: Any) -> BucketConfig:
    """Return how a test speaks to the server: a prefix of its own, small parts, short times."""
    given: dict[str, Any] = {
        "name": BUCKET,
        "prefix": f"{new_id()}/",
        "endpoint": server.endpoint,
        "region": "us-east-1",
        "access_key": ACCESS_KEY,
        "secret_key": SECRET_KEY,
        "addressing": "path",
        "part_bytes": PART_BYTES,
        "read_s": 5.0,
        "write_s": 20.0,
    }
    return BucketConfig(**given | other)


def create_buckets(server: Server) -> None:
    """Create the bucket of all tests, and one whose objects can be locked."""
    client = Bucket(config(server)).writer
    client.create_bucket(Bucket=BUCKET)
    client.create_bucket(Bucket=LOCKED_BUCKET, ObjectLockEnabledForBucket=True)


def use(settings: Settings, server: Server, **other: Any) -> Bucket:
    """Let the product keep its files in a bucket; returns that bucket."""
    chosen = config(server, **other)
    settings.STORAGE = "s3"
    for name, field in (
        ("S3_BUCKET", "name"),
        ("S3_PREFIX", "prefix"),
        ("S3_ENDPOINT", "endpoint"),
        ("S3_REGION", "region"),
        ("S3_ACCESS_KEY", "access_key"),
        ("S3_SECRET_KEY", "secret_key"),
        ("S3_ADDRESSING", "addressing"),
        ("S3_PART_BYTES", "part_bytes"),
        ("S3_READ_S", "read_s"),
        ("S3_WRITE_S", "write_s"),
        ("S3_LOCK_DAYS", "lock_days"),
    ):
        setattr(settings, name, getattr(chosen, field))
    return bucket()
