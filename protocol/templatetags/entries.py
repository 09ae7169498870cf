"""A row of the protocol's table. A page has thousands of them: put together here, they take a third of the time that a
template of their own would need.
"""

from typing import Any, Final

from django import template
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation.templatetags.courtrec import clock, iso_utc, offset_ms

register = template.Library()

ROW: Final = (
    '<tr class="entry" role="row" tabindex="-1" id="entry-{id}" data-entry="{id}" data-offset-ms="{at}"{end}>'
    '<td class="entry__clock" role="cell"><time datetime="{moment}">{clock}</time></td>'
    '<td class="entry__offset" role="cell">{offset}</td>'
    '<th class="entry__speaker" role="rowheader" scope="row">{speaker}{kind}</th>'
    '<td class="entry__text" role="cell"{lang}>{text}</td>{edit}</tr>\n'
)
END: Final = ' data-end-ms="{}"'
KIND: Final = '<span class="entry__kind">{}</span>'
LANG: Final = ' lang="{}"'
EDIT: Final = (
    '<td class="protocol__actions" role="cell">'
    '<a href="{url}" hx-get="{url}" hx-target="#editor">{word}</a></td>'
)
NOTHING: Final = SafeString()


@register.simple_tag(takes_context=True)
def entry_row(context: Context, entry: dict[str, Any]) -> SafeString:
    """Return the row of an entry (protocol/web/rows.py); the page says ``court_tz``, and by ``can`` who may change it.

    Whatever was typed is escaped.
    """
    end = entry["end_offset_ms"]
    return format_html(
        ROW,
        id=entry["id"],
        at=entry["offset_ms"],
        end=NOTHING if end is None else format_html(END, end),
        moment=iso_utc(entry["started_at"]),
        clock=clock(entry["started_at"], context.get("court_tz")),
        offset=offset_ms(entry["offset_ms"]),
        speaker=entry["speaker"],
        kind=format_html(KIND, entry["kind_label"]) if entry["kind_label"] else NOTHING,
        lang=format_html(LANG, entry["language"]) if entry["language"] else NOTHING,
        text=linebreaksbr(entry["text"]),
        edit=_edit(entry["edit_url"]) if context["can"]["write_entries"] else NOTHING,
    )


def _edit(url: str) -> SafeString:
    return format_html(EDIT, url=url, word=_("Edit"))
