"""The container files: valid, without secrets, not as root, nothing reachable that need not be."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tools.forbidden_text import ROOT

LONG_RUNNING = ["web", "worker", "postgres", "redis"]
SECRET_NAMES = re.compile(r"(PASSWORD|SECRET|KEY|TOKEN|DATABASE_URL)")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """docker-compose.yml with its anchors resolved."""
    document: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")
    return document


@pytest.mark.parametrize("name", ["docker-compose.yml", "deploy/s3.yml"])
def test_compose_schema_is_valid(name: str) -> None:
    command = [
        str(Path(sys.executable).parent / "check-jsonschema"),
        "--builtin-schema",
        "vendor.compose-spec",
    ]
    done = subprocess.run([*command, name], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_compose_environment_holds_no_secret(compose: dict[str, Any]) -> None:
    values = {
        f"{name}.{key}": value
        for name, service in compose["services"].items()
        for key, value in service.get("environment", {}).items()
        if SECRET_NAMES.search(key)
    }
    assert values
    assert [key for key in values if not key.endswith("_FILE")] == []
    assert {value.partition("/run/secrets/")[2] for value in values.values()} == set(compose["secrets"])


def test_compose_of_a_bucket_names_secrets_as_files_only() -> None:
    document: dict[str, Any] = YAML(typ="safe").load(ROOT / "deploy" / "s3.yml")
    for service in document["services"].values():
        keys = [key for key in service["environment"] if SECRET_NAMES.search(key)]
        assert keys == ["S3_ACCESS_KEY_FILE", "S3_SECRET_KEY_FILE"]
        assert set(service["secrets"]) == set(document["secrets"])


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_compose_service_has_health_and_restarts(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"


def test_compose_only_web_is_published_and_on_loopback(compose: dict[str, Any]) -> None:
    published = {
        name: service["ports"] for name, service in compose["services"].items() if "ports" in service
    }
    assert published == {"web": ["127.0.0.1:8000:8000"]}
    assert compose["networks"]["inside"]["internal"] is True


def test_compose_redis_forgets_nothing(compose: dict[str, Any]) -> None:
    command = " ".join(compose["services"]["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


@pytest.mark.parametrize(("name", "version"), [("postgres", "postgres:15-"), ("redis", "redis:7-")])
def test_compose_image_is_the_supported_version(compose: dict[str, Any], name: str, version: str) -> None:
    assert compose["services"][name]["image"].startswith(version)


@pytest.mark.parametrize("name", ["web", "worker", "prepare"])
def test_compose_portal_runs_without_privileges(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "no-new-privileges:true" in service["security_opt"]


def test_dockerfile_last_user_is_not_root() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users[-1:] == ["courtrec"]
    assert lines.index(f"USER {users[-1]}") > max(
        n for n, line in enumerate(lines) if line.startswith("RUN ")
    )


def test_dockerfile_installs_only_hashed_locks() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    installs = re.findall(r"(?:pip install|pip sync)[^\\\n]*", text)
    assert len(installs) == 2
    assert all("--require-hashes" in install for install in installs)
