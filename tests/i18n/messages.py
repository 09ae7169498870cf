"""Every message that a person can meet: those of our own catalogue and those of the packages."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
from django.utils.translation import gettext, ngettext, npgettext, override, pgettext
from django.utils.translation.template import templatize

from tools.floors import packages
from tools.package_messages import PACKAGES, Message, messages_of

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = ("kk", "ru")
MARKERS = {"_": 0, "gettext": 0, "gettext_lazy": 0, "gettext_noop": 0, "ngettext": 0, "pgettext": 1}
"""Name: which argument is the message."""
COUNTS = (1, 2, 5, 21, 100)
# What templatize() makes of {% translate %} and {% blocktranslate %}: a call with Python string literals.
LITERAL = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf"\b(_|gettext|ngettext|pgettext)\(\s*u?({LITERAL})(?:\s*,\s*u?({LITERAL}))?")


def catalogue(folder: str, language: str, domain: str = "django") -> polib.POFile:
    """Return one of the committed catalogues."""
    return polib.pofile(str(ROOT / folder / language / "LC_MESSAGES" / f"{domain}.po"))


@cache
def own_messages() -> frozenset[Message]:
    """Return what `make messages` has collected."""
    return frozenset(
        Message(e.msgid, e.msgid_plural or "", e.msgctxt or "") for e in catalogue("locale", "kk")
    )


@cache
def package_messages() -> frozenset[Message]:
    """Return what the packages can say to a person of the portal."""
    return frozenset(m for row in PACKAGES if row.domain == "django" for m in messages_of(row))


def translated(message: Message, language: str) -> list[str]:
    """Return what a reader of the language sees, for several counts where the message has a plural."""
    with override(language):
        if message.plural and message.context:
            return [npgettext(message.context, message.text, message.plural, n) for n in COUNTS]
        if message.plural:
            return [ngettext(message.text, message.plural, n) for n in COUNTS]
        if message.context:
            return [pgettext(message.context, message.text)]
        return [gettext(message.text)]


def _in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (place := MARKERS.get(getattr(node.func, "id", ""))) is not None:
            text = node.args[place]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def _in_template(source: str) -> Iterator[str]:
    for name, first, second in IN_TEMPLATE.findall(templatize(source)):
        yield str(ast.literal_eval(second if name == "pgettext" else first))


def marked_in_sources() -> set[str]:
    """Return every string that is marked for translation in the product's modules and templates."""
    modules = [path for package in packages(ROOT) for path in (ROOT / package).rglob("*.py")]
    found = {text for path in modules for text in _in_python(path.read_text(encoding="utf-8"))}
    for path in (ROOT / "templates").rglob("*.*"):
        if path.suffix in {".html", ".txt"}:
            # makemessages reads a template's % as the catalogue has it, doubled.
            found |= {text.replace("%%", "%") for text in _in_template(path.read_text(encoding="utf-8"))}
    return found


def unmarked_messages() -> set[str]:
    """Return what stands as a plain literal under "message" in an error of ours: it would be English to everybody."""
    modules = [path for package in packages(ROOT) for path in (ROOT / package).rglob("*.py")]
    nodes = (node for path in modules for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    pairs = (
        pair
        for node in nodes
        if isinstance(node, ast.Dict)
        for pair in zip(node.keys, node.values, strict=True)
    )
    plain = ast.Constant | ast.JoinedStr
    return {
        ast.unparse(value)
        for key, value in pairs
        if isinstance(key, ast.Constant) and key.value == "message" and isinstance(value, plain)
    }
