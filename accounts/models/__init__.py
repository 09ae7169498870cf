from accounts.models.client import ServiceClient
from accounts.models.epoch import PolicyEpoch
from accounts.models.membership import Membership, MembershipRole
from accounts.models.notice import AccountNotice, NoticeKind
from accounts.models.paper_code import DocumentKind, PaperCode, PaperCodeKind
from accounts.models.user import User

__all__ = [
    "AccountNotice",
    "DocumentKind",
    "Membership",
    "MembershipRole",
    "NoticeKind",
    "PaperCode",
    "PaperCodeKind",
    "PolicyEpoch",
    "ServiceClient",
    "User",
]
