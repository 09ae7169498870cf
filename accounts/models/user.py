"""The user: a Django user whose id tells nothing."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from accounts.models.membership import MembershipRole
from foundation.clock import utc_now
from foundation.ids import ID_LENGTH, new_id


class User(AbstractUser):
    """A person who signs in. What the person may do comes from memberships, assignments and mandates."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=new_id, editable=False)
    demo_role = models.CharField(max_length=100, blank=True, editable=False)

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name as other people of the hearing know it."""
        return f"{self.last_name} {self.first_name}".strip() or self.username

    def administered_courts(self) -> list[str]:
        """Return the ids of the courts that this person administers now."""
        offices = self.memberships.filter(role=MembershipRole.COURT_ADMIN, until=None, since__lte=utc_now())
        return list(offices.values_list("court_id", flat=True))
