"""What the packages can say to a person, and what of it their own catalogues lack in our languages.

    python -m tools.package_messages

rewrites locale_packages/: new gaps are added (untranslated, so that lint fails until somebody translates them),
messages that a package no longer has or translates itself are dropped. Run it after a package was raised.
An entry with the comment of OVERRIDE stays: there the package's own translation is wrong or reads badly.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "locale_packages"
LANGUAGES = ("kk", "ru")
MARKERS = {"_", "_lazy", "gettext", "gettext_lazy", "gettext_noop"}
WRAP_WIDTH = 110
OVERRIDE = "instead of the package's own"


@dataclass(frozen=True)
class Package:
    """Where a package keeps its messages; ``unreachable`` are places that no address of ours leads to."""

    name: str
    folder: str = ""
    domain: str = "django"
    listed_in: str = "en"  # the catalogue that has every message
    unreachable: tuple[str, ...] = ()
    scanned: bool = False  # the catalogue is behind the sources: read those too


@dataclass(frozen=True, order=True)
class Message:
    """One message of a package."""

    text: str
    plural: str = ""
    context: str = ""


PACKAGES = (
    Package(
        "django",
        "conf",
        unreachable=(
            r"conf/global_settings",  # names of languages that the portal does not speak; ours are our own messages
            r"contrib/(sitemaps|syndication|staticfiles|messages)/",  # names of applications without administration
            r"views/(static|csrf|generic/dates)",  # not routed; the CSRF page is ours
            r"views/templates/default_urlconf",  # only in a project without addresses
        ),
    ),
    Package("django", "contrib/admin", unreachable=(r"registration/password_reset",)),
    Package("django", "contrib/admin", domain="djangojs"),
    Package("django", "contrib/auth"),
    Package("django", "contrib/contenttypes"),
    Package("django", "contrib/sessions"),
    Package(
        "allauth",
        unreachable=(
            r"(socialaccount|headless)/",  # the pages and messages of the first are ours; the second is not installed
            r"mfa/(webauthn/|apps|models)",  # the words on pages of passkeys are ours; no page names the others
            r"templates/mfa/(?!messages/)",  # its pages are ours, its mails are not sent
            r"templates/mfa/messages/webauthn",  # ours
            r"usersessions/",  # its page and its administration are ours
            r"templates/account/(?!messages/(log|password_ch))",  # those of its pages that are routed are ours
            r"templates/(idp|allauth)/",  # the consent pages are not routed; the frame is ours
            r"idp/oidc/internal/",
        ),
    ),
    Package("rest_framework", scanned=True),
    Package("django_filters", listed_in="ru", scanned=True),
)


def _home(package: Package) -> Path:
    found = find_spec(package.name)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(package.name)
    return Path(found.origin).parent / package.folder


def _catalogue(package: Package, language: str) -> list[polib.POEntry]:
    """Return the messages of a shipped catalogue; some packages ship only the compiled one, some none."""
    stem = _home(package) / "locale" / language / "LC_MESSAGES" / package.domain
    if stem.with_suffix(".po").exists():
        return [entry for entry in polib.pofile(str(stem.with_suffix(".po"))) if not entry.obsolete]
    if stem.with_suffix(".mo").exists():
        return list(polib.mofile(str(stem.with_suffix(".mo"))))
    return []


def _message(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _reachable(entry: polib.POEntry, package: Package) -> bool:
    places = [place for place, _line in entry.occurrences]
    hidden = [any(re.search(pattern, place) for pattern in package.unreachable) for place in places]
    return not places or not all(hidden)


def _from_sources(package: Package) -> Iterator[Message]:
    for path in _home(package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") in MARKERS:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                    yield Message(first.value)


def messages_of(package: Package) -> set[Message]:
    """Return every message of a package that a person can meet here."""
    found = {
        _message(entry)
        for entry in _catalogue(package, package.listed_in)
        if entry.msgid and _reachable(entry, package)
    }
    if package.scanned:
        plural = {message.text for message in found if message.plural}
        found |= {message for message in _from_sources(package) if message.text not in plural}
    return found


def _is_translated(entry: polib.POEntry) -> bool:
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return bool(forms) and all(forms) and "fuzzy" not in (getattr(entry, "flags", None) or [])


def gaps(language: str, domain: str) -> list[Message]:
    """Return the messages that no package translates into a language, sorted."""
    wanted: set[Message] = set()
    given: set[tuple[str, str]] = set()
    for package in (row for row in PACKAGES if row.domain == domain):
        wanted |= messages_of(package)
        given |= {(e.msgctxt or "", e.msgid) for e in _catalogue(package, language) if _is_translated(e)}
    return sorted(message for message in wanted if (message.context, message.text) not in given)


def _empty(message: Message, forms: int) -> polib.POEntry:
    plural = dict.fromkeys(range(forms), "") if message.plural else {}
    return polib.POEntry(
        msgid=message.text, msgid_plural=message.plural, msgctxt=message.context or None, msgstr_plural=plural
    )


def _forms(catalogue: polib.POFile) -> int:
    found = re.search(r"nplurals=(\d)", catalogue.metadata["Plural-Forms"])
    return int(found.group(1)) if found else 1


def _rewrite(language: str, domain: str) -> int:
    path = TARGET / language / "LC_MESSAGES" / f"{domain}.po"
    old = polib.pofile(str(path), wrapwidth=WRAP_WIDTH)
    known = {_message(entry): entry for entry in old}
    overridden = {message for message, entry in known.items() if entry.tcomment == OVERRIDE}
    fresh = polib.POFile(wrapwidth=WRAP_WIDTH)
    fresh.header, fresh.metadata = old.header, old.metadata
    wanted = sorted(overridden | set(gaps(language, domain)))
    fresh.extend(known.get(message) or _empty(message, _forms(old)) for message in wanted)
    fresh.save(str(path))
    return len(wanted)


def main() -> int:
    """Rewrite the catalogues that exist and say how many messages each has."""
    for language in LANGUAGES:
        for path in sorted((TARGET / language / "LC_MESSAGES").glob("*.po")):
            print(f"{path.relative_to(ROOT)}: {_rewrite(language, path.stem)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
