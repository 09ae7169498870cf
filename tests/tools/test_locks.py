"""The locks: everything pinned and hashed, no address, development a superset of runtime."""

import json
import re
from pathlib import Path

import pytest

from tools.forbidden_text import ROOT

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)
LOCKS = ["bootstrap", "node", "runtime", "dev"]


def lock(name: str) -> str:
    """Text of one Python lock."""
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_python_lock_every_package_has_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", lock(name)))
    packages = [block for block in blocks if "==" in block]
    assert packages
    assert [block.split()[0] for block in packages if "--hash=sha256:" not in block] == []


def test_python_lock_dev_agrees_with_runtime() -> None:
    runtime, dev = dict(PINNED.findall(lock("runtime"))), dict(PINNED.findall(lock("dev")))
    assert runtime
    assert {name: dev.get(name) for name in runtime} == runtime


def test_npm_lock_every_package_has_integrity_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = {name: entry for name, entry in packages.items() if name and not entry.get("inBundle")}
    assert installed
    assert [name for name, entry in installed.items() if "resolved" in entry] == []
    assert [name for name, entry in installed.items() if "integrity" not in entry] == []


def test_npm_manifest_versions_are_exact() -> None:
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    versions = {**manifest["dependencies"], **manifest["devDependencies"]}
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_npm_packages_none_needs_an_install_script() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    # esbuild's script only checks the binary that its own optional package brings; fsevents is macOS only.
    known = {"node_modules/esbuild", "node_modules/fsevents"}
    assert {
        Path(name).as_posix() for name, entry in packages.items() if entry.get("hasInstallScript")
    } <= known
