"""The command: courtrec-agent --config agent.ini [--once] [--retry] [--check | --status]."""

from __future__ import annotations

import argparse
import logging
import logging.handlers
import os
import signal
import sys
from typing import Any, NoReturn

from agent.config import MIB, Config, ConfigWrong, read_config
from agent.lock import try_lock
from agent.pace import Pace
from agent.portal import Portal, Refused, Trouble
from agent.report import check, status_lines
from agent.rounds import Rounds
from agent.state import REFUSED, State
from agent.upload import Uploader

EXIT_CODES = """exit codes:
  0  all is well, or stopped by hand
  1  the portal refused some files (--once, --status)
  2  the config file or the command line is wrong
  3  the portal is out of reach or busy (--once, --check)
  4  the portal refuses the login or a courtroom (--once, --check)
  5  another agent is running"""
LOG_FILES = 5
log = logging.getLogger("agent")


def main(arguments: list[str]) -> int:
    """Do what the command line asks; returns the exit code."""
    asked = _arguments(arguments)
    _talk(None)
    try:
        config = read_config(asked.config, os.environ)
        os.makedirs(config.data, exist_ok=True)
        pace = Pace(config.hours)
        portal = Portal(config, pace)
        if asked.check:
            check(config, portal)
            log.info(config.words("ready"))
            return 0
        return _status(config) if asked.status else _locked(config, portal, asked)
    except (
        ConfigWrong,
        OSError,
    ) as error:  # a data folder or a CA file that cannot be used is the config's fault
        log.error(str(error))
        return 2
    except Trouble as error:
        log.error(str(error))
        return error.code
    except Refused as error:
        log.error(str(error))
        return 4


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="courtrec-agent",
        description="Sends a recorder's files to the court's portal. It never changes the files.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--config", required=True, help="the config file (INI)")
    parser.add_argument("--once", action="store_true", help="send what is ready, then end")
    parser.add_argument("--retry", action="store_true", help="offer refused files again")
    parser.add_argument("--check", action="store_true", help="try config, login and courtrooms, send nothing")
    parser.add_argument("--status", action="store_true", help="show where the files stand")
    return parser.parse_args(arguments)


def _talk(folder: str | None) -> None:
    """Write to the console (where there is one), and into the log of a folder."""
    if sys.stdout and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # old consoles lack Kazakh letters
    log.setLevel(logging.INFO)
    if folder:
        path = os.path.join(folder, "agent.log")
        file = logging.handlers.RotatingFileHandler(
            path, maxBytes=MIB, backupCount=LOG_FILES, encoding="utf-8"
        )
        file.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log.addHandler(file)
    elif sys.stdout:
        log.addHandler(logging.StreamHandler(sys.stdout))


def _status(config: Config) -> int:
    state = State(config.data)
    for line in status_lines(config, state):
        log.info(line)
    return int(any(entry["status"] == REFUSED for entry in state.files.values()))


def _locked(config: Config, portal: Portal, asked: argparse.Namespace) -> int:
    lock = try_lock(os.path.join(config.data, "agent.lock"))
    if lock is None:
        log.error(config.words("second"))
        return 5
    _talk(config.data)
    signal.signal(signal.SIGTERM, _interrupt)
    if sys.platform == "win32":
        signal.signal(signal.SIGBREAK, _interrupt)  # also when its window is closed
    try:
        return _work(config, portal, asked)
    except KeyboardInterrupt:
        log.info(config.words("stopped"))
        return 0
    except Exception:
        log.exception("agent")
        raise
    finally:
        os.close(lock)


def _work(config: Config, portal: Portal, asked: argparse.Namespace) -> int:
    log.info(config.words("started", count=len(config.folders)))
    state = State(config.data)
    state.tidy()
    if asked.retry:
        state.retry_refused()
    return Rounds(Uploader(portal, state), asked.once).run()


def _interrupt(*_signal: Any) -> None:
    raise KeyboardInterrupt


def run() -> NoReturn:
    """The shipped file starts here."""
    sys.exit(main(sys.argv[1:]))
