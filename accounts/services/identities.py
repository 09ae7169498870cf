"""Electronic identities: by which other systems a person may sign in to an account."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts.errors import LastWayIn
from accounts.models import User
from custody.services.outbox import Actor, record


def identities_of(user: User) -> list[SocialAccount]:
    """Return what a person has connected, the oldest first."""
    return list(SocialAccount.objects.filter(user=user).order_by("date_joined"))


def note_connected(user: User, provider: str, actor: Actor) -> None:
    """Note, in the transaction that connects, that a provider signs the person in from now on."""
    record("user.identity_connected", actor=actor, object_id=user.pk, private={"provider": provider})


@transaction.atomic
def disconnect(identity: SocialAccount, actor: Actor) -> None:
    """Let a provider sign its person in no longer. Raises LastWayIn where nothing else would."""
    user = identity.user
    others = SocialAccount.objects.filter(user=user).exclude(pk=identity.pk)
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    if not (user.has_usable_password() or others.exists() or passkeys.exists()):
        raise LastWayIn
    private = {"provider": identity.provider}
    identity.delete()
    record("user.identity_disconnected", actor=actor, object_id=user.pk, private=private)
