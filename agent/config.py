"""The config file: read once, checked whole, refused with the section and the key that are wrong."""

from __future__ import annotations

import configparser
import fnmatch
import locale
import os
import re
import urllib.parse
from typing import Any, Callable, Mapping, NamedTuple

from agent.words import DEFAULT, WORDS, Words

AUDIO_ENDINGS = ".aac .ac3 .aif .aiff .amr .au .caf .ds2 .dss .flac .m4a .mp2 .mp3 .oga .ogg .opus .wav .wma"
VIDEO_ENDINGS = ".asf .avi .dv .flv .m2ts .m4v .mkv .mov .mp4 .mpeg .mpg .mts .mxf .ts .vob .webm .wmv"
EVERYTHING = " ".join(f"*{ending}" for ending in f"{AUDIO_ENDINGS} {VIDEO_ENDINGS}".split())
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
SECRET_FROM = "COURTREC_AGENT_SECRET"  # noqa: S105  the name of a variable
DAY_MINUTES = 24 * 60
HOUR = re.compile(r"(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)(?:\s*@\s*(\d+))?", re.ASCII)
KIB = 1024
MIB = 1024 * KIB
SLOWEST = 4 * KIB
"""Bytes a second; slower, the portal would take the line for dead between two blocks."""


class Hour(NamedTuple):
    """When sending is allowed, in minutes of the local day, and how fast (bytes a second, 0: as the line goes)."""

    start: int
    end: int
    rate: float


class Folder(NamedTuple):
    """A watched folder; ``fields`` go with each of its files as they are."""

    path: str
    patterns: tuple[str, ...]
    recursive: bool
    started_at_mtime: bool
    fields: dict[str, str]

    def wants(self, name: str) -> bool:
        """Tell whether a file name fits the patterns, capitals or not."""
        return any(fnmatch.fnmatchcase(name.lower(), pattern) for pattern in self.patterns)


class Config(NamedTuple):
    """The whole config file; ``origin`` and ``prefix`` are the two halves of the portal's address."""

    words: Words
    origin: str
    prefix: str
    client_id: str
    secret: str
    ca_file: str
    data: str
    hours: list[Hour]
    chunk: int
    scan_s: float
    still_s: float
    age_s: float
    folders: list[Folder]


class ConfigWrong(Exception):
    """The config file cannot be used; the text says which key and why."""


class Section:
    """One section of the file: each reader names the key when its value does not fit."""

    def __init__(self, words: Words, name: str, values: Mapping[str, str]) -> None:
        self.words, self.name, self.values = words, name, values

    def wrong(self, key: str, why: str, **values: Any) -> ConfigWrong:
        """Return what is wrong with a key."""
        return ConfigWrong(self.words("setting", section=self.name, name=key, why=self.words(why, **values)))

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it must be given."""
        value = self.values.get(key, "").strip() or default
        if value is None:
            raise self.wrong(key, "missing")
        return value

    def read(self, key: str, default: str, reader: Callable[[str], Any]) -> Any:
        """Return a text as something else; the reader raises KeyError or ValueError."""
        value = self.text(key, default)
        try:
            return reader(value)
        except (KeyError, ValueError):
            raise self.wrong(key, "wrong", value=value) from None

    def number(self, key: str, default: str, least: float, most: float) -> float:
        """Return a number within its bounds."""
        return float(self.read(key, default, lambda value: _within(float(value), least, most)))

    def flag(self, key: str, default: str = "no") -> bool:
        """Return yes or no."""
        states = configparser.ConfigParser.BOOLEAN_STATES
        return bool(self.read(key, default, lambda value: states[value.lower()]))


def _within(value: float, least: float, most: float) -> float:
    if not least <= value <= most:
        raise ValueError(value)
    return value


def parse_hours(text: str, rate: float) -> list[Hour]:
    """Read ``18:00-08:00, 12:00-13:00 @ 100``: spans of the day, each with its own limit in KiB/s if it has one."""
    hours = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        match = HOUR.fullmatch(part)
        if match is None:
            raise ValueError(part)
        h1, m1, h2, m2, limit = match.groups()
        start, end = int(h1) * 60 + int(m1), int(h2) * 60 + int(m2)
        if max(int(m1), int(m2)) > 59 or max(start, end) > DAY_MINUTES:
            raise ValueError(part)
        hours.append(Hour(start, end, _rate(limit) if limit else rate))
    return hours or [Hour(0, DAY_MINUTES, rate)]


def _rate(kib_s: str) -> float:
    return max(float(kib_s) * KIB, SLOWEST) if float(kib_s) else 0.0


def read_config(path: str, environment: Mapping[str, str]) -> Config:
    """Read the file; raises ConfigWrong."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(_decoded(path))
    except (OSError, configparser.Error) as error:
        raise ConfigWrong(str(error)) from None
    own: Mapping[str, str] = parser["agent"] if parser.has_section("agent") else {}
    language = own.get("language", DEFAULT).strip().lower()
    main = Section(Words(language if language in WORDS else DEFAULT), "agent", own)
    main.read("language", DEFAULT, lambda value: WORDS[value.lower()])
    here = os.path.dirname(os.path.abspath(path))
    names = [name for name in parser.sections() if name.startswith("folder")]
    if not names:
        raise Section(main.words, "folder:1", {}).wrong("path", "missing")
    ca_file = main.text("ca_file", "")
    return Config(
        main.words,
        *_portal(main),
        client_id=main.text("client_id"),
        secret=environment.get(SECRET_FROM) or main.text("client_secret"),
        ca_file=os.path.join(here, ca_file) if ca_file else "",
        data=os.path.join(here, main.text("data", ".")),
        hours=_hours(main),
        chunk=int(main.number("chunk_mib", "8", 0.25, 64) * MIB),
        scan_s=main.number("scan_every_s", "30", 0.1, 3600),
        still_s=main.number("still_s", "60", 0, 86400),
        age_s=main.number("minimum_age_s", "60", 0, 864000),
        folders=[_folder(Section(main.words, name, parser[name]), here) for name in names],
    )


def _decoded(path: str) -> str:
    """Return the text; Notepad writes UTF-8 with a mark, the older ones the code page of the country."""
    with open(path, "rb") as file:
        raw = file.read()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode(locale.getpreferredencoding(False), "replace")


def _portal(main: Section) -> tuple[str, str]:
    address = urllib.parse.urlsplit(main.text("portal"))
    if address.scheme not in {"http", "https"} or not address.hostname or address.username:
        raise main.wrong("portal", "wrong", value=main.text("portal").rpartition("@")[2])
    if address.scheme == "http" and address.hostname not in LOOPBACK and not main.flag("allow_http"):
        raise main.wrong("portal", "plain")
    return f"{address.scheme}://{address.netloc}", address.path.rstrip("/")


def _hours(main: Section) -> list[Hour]:
    limit = main.read("limit_kib_s", "0", lambda value: _rate(str(_within(float(value), 0, 1e9))))
    return list(main.read("hours", "00:00-24:00", lambda value: parse_hours(value, limit)))


def _folder(section: Section, here: str) -> Folder:
    fields = {"courtroom": section.text("courtroom")}
    camera = section.read("camera", "0", int)
    if camera:
        fields["camera"] = str(camera)
    if section.text("channels", ""):
        fields["channels"] = section.text("channels")
    patterns = re.split(r"[;,\s]+", section.text("patterns", EVERYTHING))
    return Folder(
        os.path.join(here, section.text("path")),
        tuple(pattern.lower() for pattern in patterns if pattern),
        section.flag("recursive", "yes"),
        section.read("started_at", "portal", {"portal": False, "mtime": True}.__getitem__),
        fields,
    )
