"""Run the tests of `make test`: front end, suite, browser, then what depends on database or broker once more.

    python -m tools.run_tests [PYTEST ARGUMENTS]   the short forms
    python -m tools.run_tests --soak               the long forms only

The whole suite runs on PostgreSQL and Redis where they answer (DATABASE_URL, REDIS_URL, else their standard
ports on this machine), else on the embedded SQLite and filesystem broker; the first lines say which. Tests
marked `db` or `queue` then run again on the embedded ones, those marked `kills` only with --soak. What is marked
`shared` needs many answers and no server: processes on embedded databases of their own divide it. Tests marked
`browser` have the machine to themselves and drive the portal of `make run`, which is embedded. A few tests that fail
are looked at once more, alone: what somebody else does on the machine can make a browser or a server late. Which they
were is said. The last lines count each run by itself.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

from tools.empty_databases import empty_databases

ROOT = Path(__file__).resolve().parent.parent
STANDARD_POSTGRESQL = "postgres://postgres@127.0.0.1:5432/postgres"
STANDARD_REDIS = "redis://127.0.0.1:6379/0"
PROBE_SECONDS = 2
CORES = os.cpu_count() or 1
WORKERS = os.environ.get("COURTREC_TEST_WORKERS", str(CORES + 1))
"""One more than cores: much of the suite waits, for a disk, a server, a worker that it has killed."""
BROWSERS = os.environ.get("COURTREC_TEST_WORKERS", "2")
"""Each is a portal and a browser beside the test: two fill any machine."""
NOTHING_COLLECTED = 5
NO_BROWSER = "not browser and not soak"
BROWSER = "browser and not soak"
SECOND_RUN = "(db or queue) and not browser and not soak and not kills"
SECOND_SOAK = "kills and not soak"
SLOWEST = 12
SECOND_LOOK_MOST = 3
"""More failures than that are no chance."""


@dataclass(frozen=True)
class Services:
    """What answers here; an empty string means that the embedded default is used."""

    postgresql: str
    redis: str

    @property
    def label(self) -> str:
        """Both in words, for a person."""
        database = "PostgreSQL" if self.postgresql else "SQLite"
        return f"{database} + {'Redis' if self.redis else 'filesystem broker'}"


EMBEDDED = Services("", "")


@dataclass(frozen=True)
class Run:
    """Result of one run; `detail` are its counts in words."""

    label: str
    passed: bool
    detail: str


def _answers_postgresql(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=PROBE_SECONDS).close()
    except psycopg.Error:
        return False
    return True


def _answers_redis(url: str) -> bool:
    try:
        redis.Redis.from_url(url, socket_connect_timeout=PROBE_SECONDS).ping()
    except redis.RedisError:
        return False
    return True


def find_services() -> Services:
    """The servers named by the environment, else the standard ones; each only if it answers."""
    database = os.environ.get("DATABASE_URL", STANDARD_POSTGRESQL)
    broker = os.environ.get("REDIS_URL", STANDARD_REDIS)
    named = database.startswith("postgres")
    return Services(
        database if named and _answers_postgresql(database) else "",
        broker if _answers_redis(broker) else "",
    )


def environment(services: Services, home: Path) -> dict[str, str]:
    """The child's environment: a home and names of its own, so that two runs on one machine do not meet."""
    child = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    child |= {"COURTREC_HOME": str(home), "COURTREC_KEY_PREFIX": f"test-{os.getpid()}:"}
    if services.postgresql:
        server, _, _ = services.postgresql.rpartition("/")
        child["DATABASE_URL"] = f"{server}/courtrec_{os.getpid()}"
    if services.redis:
        child["REDIS_URL"] = services.redis
    return child


def _counts(report: Path) -> str:
    if not report.exists():
        return "no report"
    suites = list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 - written by our own child
    total, failed, errors, skipped = (
        sum(int(suite.get(key, 0)) for suite in suites) for key in ("tests", "failures", "errors", "skipped")
    )
    return f"{total} tests, {failed} failed, {errors} errors, {skipped} skipped"


def run_pytest(label: str, services: Services, arguments: list[str], *, second_look: bool = False) -> Run:
    """One run of pytest on those services, in a home that is removed afterwards."""
    name = f"{label} on {services.label}"
    print(f"\ntest: --- {name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="courtrec-test-") as home:
        report = Path(home) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-o", f"cache_dir={home}/cache"]
        env = environment(services, Path(home))
        code = subprocess.run([*command, f"--junitxml={report}", *arguments], cwd=ROOT, env=env).returncode
        if code == NOTHING_COLLECTED:
            return Run(name, True, "0 tests")
        counts, failed = _counts(report), _failed(report)
        print(f"\ntest: seconds of the slowest files: {_slowest(report)}", flush=True)
        if code and second_look and 0 < len(failed) <= SECOND_LOOK_MOST:
            print(f"\ntest: --- once more, alone: {', '.join(failed)}", flush=True)
            again = [*command, "--last-failed", "--last-failed-no-failures=none", *arguments, "-n", "0"]
            code = subprocess.run(again, cwd=ROOT, env=env).returncode
            counts += "" if code else f"; passed only alone: {', '.join(failed)}"
        return Run(name, code == 0, counts)


def _slowest(report: Path) -> str:
    """The files that took most seconds of a worker, set-up included."""
    if not report.exists():
        return ""
    spent: Counter[str] = Counter()
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 - written by our own child
        spent[case.get("classname", "")] += round(float(case.get("time", 0)))
    return ", ".join(
        f"{name.removeprefix('tests.')} {seconds}" for name, seconds in spent.most_common(SLOWEST)
    )


def _failed(report: Path) -> list[str]:
    """Names of the tests that failed or ended in an error."""
    if not report.exists():
        return []
    cases = ET.parse(report).getroot().iter("testcase")  # noqa: S314 - written by our own child
    bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    return [f"{case.get('classname')}.{case.get('name')}" for case in bad]


def run_front_end() -> Run:
    """The TypeScript tests."""
    print("\ntest: --- front end", flush=True)
    with tempfile.TemporaryDirectory(prefix="courtrec-test-") as folder:
        report = Path(folder) / "report.xml"
        outputs = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"]
        done = subprocess.run(["node_modules/.bin/vitest", "run", "--passWithNoTests", *outputs], cwd=ROOT)
        return Run("front end", done.returncode == 0, _counts(report))


def count_soak() -> str:
    """How many tests were left to `make soak`."""
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-m", "soak"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return str(sum("::" in line for line in done.stdout.splitlines()))


def short_forms(services: Services, extra: list[str]) -> list[Run]:
    """Everything but soak."""
    parallel = ["-n", WORKERS, *extra]
    # Of SQLite the migrated file is taken that lies there (tests/settings.py); a server makes its own from a template.
    on_file = [*parallel, "--reuse-db"]
    browsers = ["-n", BROWSERS, "--dist=loadfile", *extra, "--reuse-db"]
    suite = parallel if services.postgresql else on_file
    runs = [
        run_front_end(),
        run_pytest("suite without browser", services, ["-m", NO_BROWSER, *suite], second_look=True),
        # Whole files to one worker: a browser is started for each.
        run_pytest("browser", EMBEDDED, ["-m", BROWSER, *browsers], second_look=True),
    ]
    if services != EMBEDDED:
        arguments = ["-m", SECOND_RUN, *on_file]
        runs.append(run_pytest("tests marked db or queue", EMBEDDED, arguments, second_look=True))
    return runs


def run_mutation() -> Run:
    """Small changes of the policy and of the log."""
    print("\ntest: --- mutation", flush=True)
    done = subprocess.run([sys.executable, "-m", "tools.mutation"], cwd=ROOT, capture_output=True, text=True)
    print(done.stdout, flush=True)
    last = done.stdout.strip().splitlines()[-1:] or [done.stderr[-300:]]
    return Run("mutation", done.returncode == 0, last[0].removeprefix("mutation: "))


def long_forms(services: Services, extra: list[str]) -> list[Run]:
    """Soak, and on the embedded services what takes too long for a second run of the short forms."""
    shares = ["-n", str(CORES), "--dist=worksteal", *extra]
    runs = [
        run_pytest("long forms in shares", EMBEDDED, ["-m", "soak and shared", "-s", *shares]),
        run_pytest("long forms", services, ["-m", "soak and not shared", "-s", *extra]),
    ]
    if not extra:
        runs.append(run_mutation())
    if services != EMBEDDED:
        runs.append(run_pytest("tests marked kills", EMBEDDED, ["-m", SECOND_SOAK, *extra]))
    return runs


def main(arguments: list[str]) -> int:
    """Run, then print one line per run; exit 1 if one of them failed."""
    services = find_services()
    print(f"test: found {services.label}")
    soak = "--soak" in arguments
    extra = [argument for argument in arguments if argument != "--soak"]
    with empty_databases(services.postgresql) as made:
        os.environ |= made
        runs = long_forms(services, extra) if soak else short_forms(services, extra)
        left = "" if soak else count_soak()
    print()
    for run in runs:
        print(f"test: {'ok    ' if run.passed else 'FAILED'} {run.label}: {run.detail}")
    if left:
        print(f"test: left to make soak: {left} tests")
    return 0 if all(run.passed for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
