"""Measure the house: lengths of files and functions, annotations, late imports of our own modules.

    python -m tools.house            prints the figures and fails on a broken limit
    python -m tools.house --figures  prints the figures only

A file is its lines as they stand; a function runs from its `def` to its last line, decorators not counted.
"""

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {".venv", "node_modules", "var", "dist", "staticfiles", "migrations", ".git"}
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
MEDIAN_FILE_LINES = 80
MEDIAN_FUNCTION_LINES = 10
# Below this many files a median says nothing about the house.
MEDIANS_FROM_FILES = 40
TYPESCRIPT_SUFFIX = ".ts"

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """One function: where it is, how many lines, whether every parameter and the result is annotated."""

    place: str
    lines: int
    annotated: bool


@dataclass(frozen=True)
class Measured:
    """One source file; `late_imports` are imports of our own modules inside a function, as `path:line`."""

    path: Path
    lines: int
    functions: tuple[Function, ...]
    late_imports: tuple[str, ...]

    @property
    def is_test(self) -> bool:
        """Whether it counts as test code."""
        return self.path.parts[0] == "tests" or ".test." in self.path.name


def sources(root: Path) -> list[Path]:
    """Every Python and TypeScript source below `root`, generated and installed folders left out."""
    return sorted(
        path
        for suffix in ("*.py", f"*{TYPESCRIPT_SUFFIX}")
        for path in root.rglob(suffix)
        if not SKIPPED & set(path.relative_to(root).parts)
    )


def _is_annotated(node: FunctionNode) -> bool:
    args = node.args
    named = [*args.posonlyargs, *args.args, *args.kwonlyargs, *filter(None, (args.vararg, args.kwarg))]
    needed = [arg for arg in named if arg.arg not in {"self", "cls"}]
    return node.returns is not None and all(arg.annotation is not None for arg in needed)


def _functions(tree: ast.Module, path: Path) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, FunctionNode):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(f"{path}:{node.lineno} {node.name}", lines, _is_annotated(node))


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _late_imports(tree: ast.Module, path: Path, rooms: set[str]) -> Iterator[str]:
    for function in (node for node in ast.walk(tree) if isinstance(node, FunctionNode)):
        # Django calls ready() before which no model may be imported: the one place where it must come late.
        if function.name == "ready" and path.name == "apps.py":
            continue
        for node in ast.walk(function):
            if any(name.partition(".")[0] in rooms for name in _imported(node)):
                yield f"{path}:{getattr(node, 'lineno', 0)}"


def measure(path: Path, root: Path, rooms: set[str]) -> Measured:
    """Figures of one file; a TypeScript file has lines only (eslint holds its functions)."""
    text = path.read_text(encoding="utf-8")
    shown = path.relative_to(root)
    lines = len(text.splitlines())
    if path.suffix == TYPESCRIPT_SUFFIX:
        return Measured(shown, lines, (), ())
    tree = ast.parse(text)
    return Measured(shown, lines, tuple(_functions(tree, shown)), tuple(_late_imports(tree, shown, rooms)))


def faults(files: list[Measured]) -> list[str]:
    """One sentence for each broken limit."""
    found = [
        f"{f.path}: {f.lines} lines (at most {MAX_FILE_LINES})" for f in files if f.lines > MAX_FILE_LINES
    ]
    for file in files:
        found += [f"{place}: late import of our own module" for place in file.late_imports]
        for function in file.functions:
            if function.lines > MAX_FUNCTION_LINES:
                found.append(f"{function.place}: {function.lines} lines (at most {MAX_FUNCTION_LINES})")
            if not function.annotated:
                found.append(f"{function.place}: not annotated")
    return found + _median_faults([file for file in files if not file.is_test])


def _median_faults(production: list[Measured]) -> list[str]:
    if len(production) < MEDIANS_FROM_FILES:
        return []
    file_median, function_median = _medians(production)
    found = []
    if file_median > MEDIAN_FILE_LINES:
        found.append(f"median file {file_median:.0f} lines (at most {MEDIAN_FILE_LINES})")
    if function_median > MEDIAN_FUNCTION_LINES:
        found.append(f"median function {function_median:.0f} lines (at most {MEDIAN_FUNCTION_LINES})")
    return found


def _medians(files: list[Measured]) -> tuple[float, float]:
    # Empty __init__.py files would pull the median down for nothing.
    lengths = [file.lines for file in files if file.lines]
    functions = [function.lines for file in files for function in file.functions]
    return statistics.median(lengths or [0]), statistics.median(functions or [0])


def _percentile_95(values: list[int]) -> int:
    return sorted(values)[int(len(values) * 0.95)] if values else 0


def figures(files: list[Measured]) -> Iterator[str]:
    """The table of the README, one line per figure."""
    production = [file for file in files if not file.is_test]
    tests = [file for file in files if file.is_test]
    file_median, function_median = _medians(production)
    functions = [function.lines for file in production for function in file.functions]
    lengths = [file.lines for file in production if file.lines]
    longest = max(lengths or [0])
    written, tested = sum(lengths), sum(file.lines for file in tests)
    yield f"production      {len(lengths)} files, {written} lines"
    yield f"file lines      median {file_median:.0f}, p95 {_percentile_95(lengths)}, max {longest}"
    yield (
        f"function lines  median {function_median:.0f}, p95 {_percentile_95(functions)}, "
        f"max {max(functions or [0])} ({len(functions)} functions)"
    )
    yield f"tests           {len(tests)} files, {tested} lines, {tested / max(written, 1):.2f} x production"


def main(arguments: list[str]) -> int:
    """Print the figures; exit 1 on a broken limit unless only figures were asked for."""
    # `tests` and `tools` count as ours too; Path.iterdir finds every folder that holds Python.
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    files = [measure(path, ROOT, rooms) for path in sources(ROOT)]
    print("\n".join(figures(files)))
    if "--figures" in arguments:
        return 0
    found = faults(files)
    print("\n".join(f"house: {fault}" for fault in found) or "house: all limits hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
