"""Telling people what happened to their account while they were not there."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import AccountNotice, NoticeKind, User
from courts.models import Court
from foundation.clock import utc_now


def leave_notice(user: User, kind: NoticeKind, court: Court | None) -> None:
    """Have a person told at the next sign-in; call it in the transaction of what happened."""
    AccountNotice.objects.create(user=user, kind=kind, court=court)


def take_notices(user: User) -> list[AccountNotice]:
    """Return what the person has not been told, and count it as told."""
    untold = list(AccountNotice.objects.filter(user=user, told_at=None).select_related("court"))
    AccountNotice.objects.filter(pk__in=[notice.pk for notice in untold]).update(told_at=utc_now())
    return untold


def recent_notices(user: User) -> QuerySet[AccountNotice]:
    """Return what happened lately, the latest first, told or not."""
    since = utc_now() - timedelta(days=settings.ACCOUNT_NOTICE_DAYS)
    return AccountNotice.objects.filter(user=user, created_at__gte=since).order_by("-created_at")
