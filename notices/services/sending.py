"""Sending the mails about notices: at least once, to who may still know of the object at that moment."""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPException
from typing import cast

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F
from django.urls import reverse
from django.utils.module_loading import import_string

from foundation.clock import utc_now
from notices.models import Notice
from notices.policies.mail import mail_about
from notices.states import MailState

log = structlog.get_logger(__name__)
Addressee = Callable[[str, str], str | None]


def send_due() -> int:
    """Send what waits; returns how many mails left (a keeper's round). A server that does not answer ends the round."""
    waiting = Notice.objects.filter(mail=MailState.WAITING, next_try_at__lte=utc_now())
    sent = 0
    for notice in waiting.order_by("next_try_at")[: settings.NOTICE_BATCH]:
        if not _taken(notice):
            continue
        try:
            sent += _send(notice)
        except (OSError, SMTPException) as error:
            _gave_up(notice, error)
            break
    return sent


def link_to(notice: Notice) -> str:
    """Return the address of a notice, as a mail carries it."""
    base: str = settings.PORTAL_URL
    return base.rstrip("/") + reverse(settings.NOTICE_ROUTE, args=[notice.pk])


def _taken(notice: Notice) -> bool:
    """Move the next attempt on; the conditional update lets only one process through."""
    pause = settings.NOTICE_RETRY_S * 2 ** min(notice.attempts, 10)
    rows = Notice.objects.filter(pk=notice.pk, mail=MailState.WAITING, next_try_at=notice.next_try_at)
    return bool(rows.update(next_try_at=utc_now() + timedelta(seconds=pause), attempts=F("attempts") + 1))


def _send(notice: Notice) -> int:
    address = cast(Addressee, import_string(settings.NOTICE_ADDRESSEE))(notice.recipient, notice.object)
    if address is None:
        _moved(notice, MailState.NONE)
        return 0
    mail = mail_about(link_to(notice))
    send_mail(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [address])
    _moved(notice, MailState.SENT)
    return 1


def _gave_up(notice: Notice, error: Exception) -> None:
    over = notice.attempts + 1 >= settings.NOTICE_MAIL_ATTEMPTS
    log.error("notice.not_mailed", notice=notice.pk, error=type(error).__name__, over=over)
    if over:
        _moved(notice, MailState.FAILED)


def _moved(notice: Notice, state: MailState) -> None:
    mailed_at = utc_now() if state is MailState.SENT else None
    Notice.objects.filter(pk=notice.pk, mail=MailState.WAITING).update(mail=state, mailed_at=mailed_at)
