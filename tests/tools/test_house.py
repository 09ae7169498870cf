"""The measure of the house: each limit is noticed when it is broken, and only then."""

from pathlib import Path

import pytest

from tools.house import MAX_FILE_LINES, MAX_FUNCTION_LINES, Measured, faults, measure

ROOMS = {"hearings"}


def measured(root: Path, text: str, name: str = "module.py") -> Measured:
    """Write the text and measure it."""
    path = root / name
    path.write_text(text, encoding="utf-8")
    return measure(path, root, ROOMS)


def function_of(lines: int) -> str:
    """A function that is exactly that many lines long."""
    return "def f() -> None:\n" + "    pass\n" * (lines - 1)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (function_of(MAX_FUNCTION_LINES), 0),
        (function_of(MAX_FUNCTION_LINES + 1), 1),
        ("#\n" * MAX_FILE_LINES, 0),
        ("#\n" * (MAX_FILE_LINES + 1), 1),
        # a parameter and a result without annotation
        ("def f(a) -> int: ...\n", 1),
        ("def f(a: int): ...\n", 1),
        ("def f(*args) -> None: ...\n", 1),
        ("class A:\n    def f(self, a: int) -> int: ...\n", 0),
        # our own module late; a library may come late
        ("def f() -> None:\n    import hearings.models\n", 1),
        ("def f() -> None:\n    from hearings import models\n", 1),
        ("def f() -> None:\n    import numpy\n", 0),
        ("from hearings import models\n", 0),
    ],
)
def test_faults_limit_is_held_exactly(tmp_path: Path, text: str, count: int) -> None:
    assert len(faults([measured(tmp_path, text)])) == count


def test_faults_ready_of_an_app_may_import_late(tmp_path: Path) -> None:
    text = "class C:\n    def ready(self) -> None:\n        from hearings import jobs\n"
    assert faults([measured(tmp_path, text, "apps.py")]) == []
    assert len(faults([measured(tmp_path, text, "other.py")])) == 1


def test_faults_median_counts_production_only(tmp_path: Path) -> None:
    long = measured(tmp_path, "#\n" * 100)
    files = [Measured(Path(f"room/m{n}.py"), long.lines, (), ()) for n in range(40)]
    assert any("median file 100" in fault for fault in faults(files))
    tests = [Measured(Path(f"tests/m{n}.py"), long.lines, (), ()) for n in range(40)]
    assert faults(tests) == []


def test_measure_typescript_counts_lines(tmp_path: Path) -> None:
    assert measured(tmp_path, "export {};\n\n", "a.test.ts").lines == 2
