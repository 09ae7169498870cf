"""Hold the floors of the house: import-linter's contracts of pyproject.toml, and a floor for every package.

Two things import-linter cannot do itself: it stops at a room that is planned but not built (those are left
out here and named), and it does not notice a top-level package that no contract mentions (that fails here).
"""

import configparser
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
NOT_ROOMS = {"tests", "tools", "docs", "static", "templates", "node_modules", "var", "staticfiles"}
# The keys of a contract whose values name modules that may not be built yet.
MODULE_LISTS = ("containers", "source_modules")

Contract = dict[str, Any]


def packages(root: Path) -> set[str]:
    """Names of the top-level folders that hold Python code, wherever in them it lies."""
    folders = (path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
    return {path.name for path in folders if path.name not in NOT_ROOMS and any(path.rglob("*.py"))}


def is_built(root: Path, module: str) -> bool:
    """Whether the dotted module or package exists under `root`."""
    path = root.joinpath(*module.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def _floor_of(line: str, built: set[str]) -> str:
    return " | ".join(room for room in line.split(" | ") if room in built)


def only_built(contract: Contract, root: Path, built: set[str]) -> Contract:
    """The contract without modules that do not exist yet."""
    reduced = dict(contract)
    if contract["type"] == "layers" and "containers" not in contract:
        floors = (_floor_of(line, built) for line in contract["layers"])
        reduced["layers"] = [floor for floor in floors if floor]
    for key in MODULE_LISTS:
        if key in contract:
            reduced[key] = [name for name in contract[key] if is_built(root, name.partition(".*")[0])]
    return reduced


def _text(value: object) -> str:
    return "\n" + "\n".join(str(item) for item in value) if isinstance(value, list) else str(value)


def as_ini(roots: list[str], contracts: list[Contract]) -> configparser.ConfigParser:
    """import-linter's own format: the standard library reads TOML but does not write it."""
    config = configparser.ConfigParser()
    config["importlinter"] = {"root_packages": _text(roots), "include_external_packages": "True"}
    for number, contract in enumerate(contracts):
        config[f"importlinter:contract:{number}"] = {key: _text(value) for key, value in contract.items()}
    return config


def homeless(options: dict[str, Any], found: set[str]) -> list[str]:
    """Packages without a floor: absent from the root packages or from the first contract."""
    floors = {room for line in options["contracts"][0]["layers"] for room in line.split(" | ")}
    return sorted(found - (floors & set(options["root_packages"])))


def main() -> int:
    """Run the contracts; 0 when all hold and every package has its floor."""
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    found = packages(ROOT)
    lost = homeless(options, found)
    for name in lost:
        print(f"floors: {name}/ has no floor; add it to [tool.importlinter] in pyproject.toml")
    built = [name for name in options["root_packages"] if is_built(ROOT, name)]
    planned = sorted(set(options["root_packages"]) - set(built))
    print(f"floors: planned, not built: {', '.join(planned) or 'none'}")
    contracts = [only_built(contract, ROOT, set(built)) for contract in options["contracts"]]
    with tempfile.NamedTemporaryFile("w", suffix=".ini", encoding="utf-8") as file:
        as_ini(built, contracts).write(file)
        file.flush()
        broken = lint_imports(config_filename=file.name, no_cache=True, no_logo=True)
    return 1 if lost or broken else 0


if __name__ == "__main__":
    sys.exit(main())
