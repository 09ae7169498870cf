"""The catalogue compiler against the standard library's reader."""

import gettext
import io
import struct

import pytest

from tools.compile_messages import mo_bytes, read_po

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);\\n"

"""


def load(text: str) -> gettext.GNUTranslations:
    """The catalogue as Django will read it."""
    return gettext.GNUTranslations(io.BytesIO(mo_bytes(read_po(HEADER + text))))


@pytest.mark.parametrize(
    ("po", "source", "shown"),
    [
        # plain
        ('msgid "court"\nmsgstr "сот"\n', "court", "сот"),
        # continued over lines, with escapes
        ('msgid ""\n"two "\n"\\"lines\\"\\n"\nmsgstr ""\n"екі "\n"жол\\n"\n', 'two "lines"\n', "екі жол\n"),
        # untranslated: the source is shown
        ('msgid "party"\nmsgstr ""\n', "party", "party"),
        # a guess is not a translation
        ('#, fuzzy\nmsgid "clerk"\nmsgstr "сот"\n', "clerk", "clerk"),
        # a flag that is not fuzzy keeps it
        ('#, python-format\nmsgid "%s min"\nmsgstr "%s мин"\n', "%s min", "%s мин"),
        # obsolete
        ('#~ msgid "old"\n#~ msgstr "ескі"\n', "old", "old"),
    ],
)
def test_mo_bytes_message_is_read_back(po: str, source: str, shown: str) -> None:
    assert load(po).gettext(source) == shown


@pytest.mark.parametrize(("n", "shown"), [(1, "1 файл"), (3, "3 файла"), (5, "5 файлов"), (21, "21 файл")])
def test_mo_bytes_plural_chooses_form(n: int, shown: str) -> None:
    forms = "".join(f'msgstr[{row}] "%d файл{end}"\n' for row, end in enumerate(["", "а", "ов"]))
    po = f'msgid "%d file"\nmsgid_plural "%d files"\n{forms}'
    assert load(po).ngettext("%d file", "%d files", n) % n == shown


def test_mo_bytes_context_separates_equal_words() -> None:
    catalogue = load('msgctxt "judges"\nmsgid "panel"\nmsgstr "алқа"\n')
    assert catalogue.pgettext("judges", "panel") == "алқа"
    assert catalogue.gettext("panel") == "panel"


def test_mo_bytes_keys_are_sorted_as_gettext_searches_them() -> None:
    content = mo_bytes({"б": "2", "a": "1", "я": "3"})
    count, offset = struct.unpack_from("<2I", content, 8)
    places = [struct.unpack_from("<2I", content, offset + 8 * row) for row in range(count)]
    keys = [content[start : start + length] for length, start in places]
    assert keys == sorted(keys)
    assert len(keys) == 3
