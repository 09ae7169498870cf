"""The runner of `make test`: which services a run gets, and that its counts are its own."""

from pathlib import Path

import pytest

from tools.run_tests import EMBEDDED, Services, _counts, environment, find_services

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
