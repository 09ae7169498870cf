"""Reads pages as a person would: every visible text and label, walked along the links."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from django.urls import Resolver404, resolve

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HIDDEN = {"script", "style", "svg", "code", "kbd", "textarea"}  # what a person wrote stands in a textarea
LABELS = ("title", "aria-label", "placeholder", "alt", "data-label")
# Not pages: files, the API's own reference, what ends the session; nor the same list of the administration re-sorted.
NOT_WALKED = re.compile(r"^/(static|media|api|accounts/logout|admin/(logout|jsi18n|.*\?))")
VISITS_PER_VIEW = 2


@dataclass
class Reading:
    """What a page says; ``texts`` leaves out what is marked as another language."""

    language: str = ""
    texts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Collects texts and labels; content of an element in another language (``lang``) is not the page's own."""

    def __init__(self) -> None:
        super().__init__()
        self.reading = Reading()
        self._open: list[tuple[str, bool]] = []
        self._json = False

    @property
    def _silent(self) -> bool:
        return any(silent for _tag, silent in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.reading.language = given.get("lang", "")
        foreign = bool(given.get("lang")) and given["lang"] != self.reading.language
        if not self._silent and not foreign:
            self.reading.texts += [given[name] for name in LABELS if given.get(name)]
            if tag == "input" and given.get("type") == "submit" and given.get("value"):
                self.reading.texts.append(given["value"])
        if tag == "a" and given.get("href"):
            self.reading.links.append(given["href"])
        self._json = tag == "script" and "data-texts" in given
        if tag not in VOID:
            self._open.append((tag, foreign or tag in HIDDEN))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _silent in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]
        self._json = False

    def handle_data(self, data: str) -> None:
        if self._json:
            self.reading.texts += strings(json.loads(data))
        elif data.strip() and not self._silent:
            self.reading.texts.append(" ".join(data.split()))


def strings(value: object) -> Iterator[str]:
    """Return every string in a JSON value; names of members are not for people."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for row in value.values() if isinstance(value, dict) else value:
            yield from strings(row)


def read(html: str) -> Reading:
    """Return what a page says."""
    reader = Reader()
    reader.feed(html)
    return reader.reading


def walk(client: Client, language: str, starts: Iterable[str]) -> dict[str, Reading]:
    """Return the pages that links lead to, by address; of one view at most a few."""
    waiting, seen, visits = list(starts), set(), Counter[str]()
    found: dict[str, Reading] = {}
    while waiting:
        address = waiting.pop(0)
        view = _view(address)
        if address in seen or not view or visits[view] >= VISITS_PER_VIEW:
            continue
        seen.add(address)
        visits[view] += 1
        response = client.get(address, headers={"accept-language": language}, follow=True)
        assert response.status_code < 500, address
        if response.headers.get("Content-Type", "").startswith("text/html"):
            found[address] = read(response.content.decode())
            waiting += [_absolute(address, link) for link in found[address].links]
    return found


def _absolute(address: str, link: str) -> str:
    parts = urlsplit(urljoin(address, link))
    if parts.netloc or parts.scheme:
        return ""
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "lang"]
    return parts.path + (f"?{urlencode(query)}" if query else "")


def _view(address: str) -> str:
    if not address.startswith("/") or NOT_WALKED.match(address):
        return ""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return f"{match.view_name}{'?' if '?' in address else ''}"


def data() -> list[str]:
    """Return every string of the database, longest first: names, numbers and words of people are not ours."""
    found = set[str]()
    for model in apps.get_models():
        columns = [
            f.attname for f in model._meta.concrete_fields if isinstance(f, CharField | TextField | JSONField)
        ]
        for row in model._default_manager.values_list(*columns) if columns else ():
            found |= {part for value in row for part in strings(value) if len(part) > 1}
    return sorted(found, key=len, reverse=True)
