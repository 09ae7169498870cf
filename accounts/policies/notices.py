"""What happened to an account, in words."""

from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import AccountNotice


def in_words(notice: AccountNotice) -> str:
    """Return one notice as a sentence without its full stop."""
    facts = {
        "when": date_format(localtime(notice.created_at), "SHORT_DATETIME_FORMAT"),
        "what": notice.get_kind_display(),
        "court": notice.court.local_name if notice.court else "",
    }
    return ("{when}, {court}: {what}" if notice.court else "{when}: {what}").format_map(facts)
