"""The floor check: what is planned is left out, what has no floor is named."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools.floors import ROOT, as_ini, homeless, only_built, packages

FLOORS = {"type": "layers", "name": "floors", "layers": ["top", "left | right", "later", "ground"]}


def make(root: Path, *modules: str) -> None:
    """Create empty modules, packages included."""
    for module in modules:
        path = root / module
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


def test_packages_folder_without_python_is_no_package(tmp_path: Path) -> None:
    make(
        tmp_path,
        "room/__init__.py",
        "deep/inner/module.py",
        "templates/page.py",
        "texts/readme.md",
        ".x/a.py",
    )
    assert packages(tmp_path) == {"room", "deep"}


def test_only_built_floor_keeps_what_exists(tmp_path: Path) -> None:
    reduced = only_built(FLOORS, tmp_path, {"top", "right", "ground"})
    assert reduced["layers"] == ["top", "right", "ground"]


def test_only_built_module_list_keeps_modules_and_packages(tmp_path: Path) -> None:
    make(tmp_path, "media/mp4/__init__.py", "media/hls.py")
    contract = {"type": "forbidden", "source_modules": ["media.mp4", "media.hls", "media.voice"]}
    assert only_built(contract, tmp_path, set())["source_modules"] == ["media.mp4", "media.hls"]


@pytest.mark.parametrize(
    ("roots", "found", "lost"),
    [
        # everything has its place
        (["top", "ground"], {"top", "ground"}, []),
        # on a floor, but unknown to the graph
        (["top"], {"top", "ground"}, ["ground"]),
        # in the graph, but on no floor
        (["top", "attic"], {"top", "attic"}, ["attic"]),
    ],
)
def test_homeless_package_without_floor_is_named(roots: list[str], found: set[str], lost: list[str]) -> None:
    assert homeless({"root_packages": roots, "contracts": [FLOORS]}, found) == lost


def test_as_ini_list_becomes_lines() -> None:
    config = as_ini(["top"], [FLOORS])
    assert config["importlinter:contract:0"]["layers"].split("\n") == ["", *FLOORS["layers"]]


def test_contracts_every_app_is_checked_inside() -> None:
    options: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = options["importlinter"]["contracts"]
    apps = set(options["importlinter"]["root_packages"]) - {"courtrec", "demo", "foundation", "agent"}
    assert apps == set(contracts[1]["containers"])
    assert contracts[1]["exhaustive"] is True
