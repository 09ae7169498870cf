"""The config file, the state file, the words, and that all of it is Python 3.8."""

import ast
import json
import string
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent.config import ConfigWrong, read_config
from agent.source import Found
from agent.state import State, read_whole, write_whole
from agent.words import WORDS
from tests.agent.recorder import OLDEST, oldest_python, shipped
from tools.build_agent import PACKAGE, ROOT

SOURCES = sorted((ROOT / PACKAGE).glob("*.py"))
GOOD = {
    "agent": {"portal": "https://p.example/court/", "client_id": "c", "client_secret": "100%secret"},
    "folder:a": {"path": "in", "courtroom": "r"},
}


def write(home: Path, changes: dict[str, dict[str, str]], encoding: str = "utf-8") -> str:
    """Write the good config with changes; an empty value takes a key away."""
    merged = {name: {**keys, **changes.get(name, {})} for name, keys in GOOD.items()}
    lines = [
        f"[{name}]\n" + "".join(f"{k} = {v}\n" for k, v in keys.items() if v) for name, keys in merged.items()
    ]
    path = home / "agent.ini"
    path.write_bytes("".join(lines).encode(encoding))
    return str(path)


def test_read_config_of_a_short_file_has_safe_defaults(tmp_path: Path) -> None:
    config = read_config(write(tmp_path, {}, "utf-8-sig"), {})
    assert (config.origin, config.prefix, config.secret) == ("https://p.example", "/court", "100%secret")
    assert config.folders[0].path == str(tmp_path / "in")
    assert config.folders[0].fields == {"courtroom": "r"}
    assert not config.folders[0].started_at_mtime
    assert config.folders[0].wants("A.MP3")
    assert 4 * 2**20 <= config.chunk <= 8 * 2**20
    assert config.still_s >= 30


def test_read_config_secret_of_the_environment_comes_first(tmp_path: Path) -> None:
    path = write(tmp_path, {"agent": {"client_secret": ""}})
    assert read_config(path, {"COURTREC_AGENT_SECRET": "x"}).secret == "x"


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("agent", "portal", ""),
        ("agent", "client_id", ""),
        ("agent", "client_secret", ""),
        ("folder:a", "path", ""),
        ("folder:a", "courtroom", ""),
        ("agent", "portal", "http://p.example"),
        ("agent", "portal", "ftp://p.example"),
        ("agent", "portal", "p.example"),
        ("agent", "portal", "https://"),
        ("agent", "language", "de"),
        ("agent", "limit_kib_s", "fast"),
        ("agent", "limit_kib_s", "-1"),
        ("agent", "limit_kib_s", "nan"),
        ("agent", "chunk_mib", "0"),
        ("agent", "still_s", "soon"),
        ("agent", "hours", "8 to 18"),
        ("folder:a", "recursive", "perhaps"),
        ("folder:a", "camera", "left"),
        ("folder:a", "started_at", "guess"),
    ],
)
def test_read_config_names_the_key_that_is_wrong(tmp_path: Path, section: str, key: str, value: str) -> None:
    with pytest.raises(ConfigWrong, match=rf"\[{section}\] {key}: ") as caught:
        read_config(write(tmp_path, {section: {key: value}}), {})
    assert "100%secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({"portal": "http://p.example", "allow_http": "yes"}, True),
        ({"portal": "http://127.0.0.1:8000"}, True),
        ({"portal": "http://localhost:8000"}, True),
        ({"portal": "http://[::1]:8000"}, True),
        # begins like this machine, is another one
        ({"portal": "http://127.0.0.1.example"}, False),
        ({"portal": "https://user:word@p.example"}, False),
    ],
)
def test_read_config_plain_http_only_here_or_when_told(
    tmp_path: Path, changes: dict[str, str], fits: bool
) -> None:
    path = write(tmp_path, {"agent": changes})
    if fits:
        assert read_config(path, {}).origin == changes["portal"]
        return
    with pytest.raises(ConfigWrong) as caught:
        read_config(path, {})
    assert "word" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "portal = x", "[agent]\nportal = https://p.example\n", "[agent\n", "\0"]
)
def test_read_config_of_what_is_no_config_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "agent.ini").write_text(text)
    with pytest.raises(ConfigWrong):
        read_config(str(tmp_path / "agent.ini"), {})


def found(home: Path, name: str = "a.mp3") -> Found:
    config = read_config(write(home, {}), {})
    return Found(str(home / name), 5, 7, config.folders[0])


def test_state_survives_and_knows_a_changed_file_as_new(tmp_path: Path) -> None:
    one = found(tmp_path)
    State(str(tmp_path)).put(one, "done", "ab", recording="r")
    again = State(str(tmp_path))
    assert again.of(one) is not None
    assert again.of(one._replace(size=6)) is None
    assert again.of(one._replace(mtime_ns=8)) is None
    assert again.is_sent("ab", "r")


def test_write_whole_half_written_file_changes_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "state.json")
    write_whole(path, {"a": 1})
    Path(path + ".new").write_text('{"a": ')  # killed in the middle
    assert read_whole(path) == {"a": 1}
    write_whole(path, {"a": 2})
    assert read_whole(path) == {"a": 2}


def test_read_whole_damaged_file_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text("\0\0\0")
    assert read_whole(str(path)) == {}
    assert (tmp_path / "state.json.damaged").exists()


def test_tidy_forgets_only_what_has_long_gone(tmp_path: Path) -> None:
    state = State(str(tmp_path))
    for name, days in (("gone-lately", 10), ("gone-long", 500), ("there", 500)):
        state.put(found(tmp_path, name), "done", name)["at"] = time.time() - days * 86400
    (tmp_path / "there").touch()
    state.tidy()
    assert sorted(Path(path).name for path in State(str(tmp_path)).files) == ["gone-lately", "there"]


def fields_of(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_words_every_sentence_is_there_with_its_values(language: str) -> None:
    assert WORDS[language].keys() == WORDS["en"].keys()
    for key, text in WORDS["en"].items():
        assert fields_of(WORDS[language][key]) == fields_of(text), key
        assert WORDS[language][key] != text, key


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_sources_are_python_3_8_and_its_standard_library(source: Path) -> None:
    tree = ast.parse(source.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names | {PACKAGE, "__future__"}


def test_shipped_file_runs_on_the_oldest_python() -> None:
    if not oldest_python():
        pytest.skip(f"no Python {OLDEST} on this machine: only the syntax was checked")
    done = subprocess.run([oldest_python(), str(shipped()), "--help"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "exit codes" in done.stdout


def test_state_is_readable_json_without_secrets(tmp_path: Path) -> None:
    State(str(tmp_path)).put(found(tmp_path, "Әділет.mp3"), "sending", "ab", url="/u")
    text = (tmp_path / "state.json").read_text(encoding="ascii")
    assert "100%secret" not in text
    assert next(iter(json.loads(text).values())).keys() >= {"size", "mtime_ns", "sha256", "url"}
