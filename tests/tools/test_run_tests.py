"""The runner of `make test`: which services a run gets, and that its counts are its own."""

from pathlib import Path

import pytest

from tools.run_tests import (
    EMBEDDED,
    Services,
    _counts,
    _failed,
    _slowest,
    environment,
    find_services,
    run_pytest,
)

BOTH = Services("postgres://someone@server:5432/other", "redis://server:6379/3")


@pytest.mark.parametrize(
    ("services", "label"),
    [
        (BOTH, "PostgreSQL + Redis"),
        (EMBEDDED, "SQLite + filesystem broker"),
        (Services(BOTH.postgresql, ""), "PostgreSQL + filesystem broker"),
    ],
)
def test_label_says_what_is_used(services: Services, label: str) -> None:
    assert services.label == label


def test_environment_never_uses_the_named_database_itself(tmp_path: Path) -> None:
    child = environment(BOTH, tmp_path)
    assert child["DATABASE_URL"].startswith("postgres://someone@server:5432/courtrec_")
    assert child["REDIS_URL"] == BOTH.redis
    assert child["COURTREC_HOME"] == str(tmp_path)


def test_environment_embedded_forgets_what_the_shell_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", BOTH.postgresql)
    monkeypatch.setenv("REDIS_URL", BOTH.redis)
    assert not {"DATABASE_URL", "REDIS_URL"} & set(environment(EMBEDDED, tmp_path))


def test_find_services_nothing_answers_is_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    assert find_services() == EMBEDDED


def test_counts_report_is_summed(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    suite = '<testsuite tests="{}" failures="1" errors="0" skipped="2"/>'
    report.write_text(f"<testsuites>{suite.format(5)}{suite.format(7)}</testsuites>", encoding="utf-8")
    assert _counts(report) == "12 tests, 2 failed, 0 errors, 4 skipped"


def test_counts_crash_before_the_report_is_said(tmp_path: Path) -> None:
    assert _counts(tmp_path / "absent.xml") == "no report"


def test_failed_names_what_failed_and_what_ended_in_an_error(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    cases = [("passed", ""), ("failed", "<failure/>"), ("broken", "<error/>"), ("left", "<skipped/>")]
    rows = "".join(f'<testcase classname="tests.a" name="{name}">{end}</testcase>' for name, end in cases)
    report.write_text(f"<testsuites><testsuite>{rows}</testsuite></testsuites>", encoding="utf-8")
    assert _failed(report) == ["tests.a.failed", "tests.a.broken"]


UNSTEADY = """
from pathlib import Path
MARK = Path(__file__).with_name("been_here")
def test_steady():
    pass
def test_unsteady():
    been = MARK.exists()
    MARK.touch()
    assert been
def test_wrong():
    assert {right}
"""


@pytest.mark.parametrize("right", [True, False])
def test_second_look_tells_unsteady_from_wrong(
    right: bool, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    test = tmp_path / "test_made.py"
    test.write_text(UNSTEADY.format(right=right), encoding="utf-8")
    arguments = ["-c", "/dev/null", "-p", "xdist", str(test), "-n", "1"]
    run = run_pytest("made", EMBEDDED, arguments, second_look=True)
    assert run.passed is right
    assert ("passed only alone: test_made.test_unsteady" in run.detail) is right
    assert "once more, alone" in capfd.readouterr().out


def test_slowest_sums_the_seconds_of_each_file(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    cases = [("a", 1.2), ("b", 3), ("a", 5.1)]
    rows = "".join(f'<testcase classname="tests.{name}" name="t" time="{time}"/>' for name, time in cases)
    report.write_text(f"<testsuites><testsuite>{rows}</testsuite></testsuites>", encoding="utf-8")
    assert _slowest(report) == "a 6, b 3"
