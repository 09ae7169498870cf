from accounts.models.client import ServiceClient
from accounts.models.epoch import PolicyEpoch
from accounts.models.membership import Membership, MembershipRole
from accounts.models.user import User

__all__ = ["Membership", "MembershipRole", "PolicyEpoch", "ServiceClient", "User"]
