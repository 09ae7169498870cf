"""The door to a person, for who administers the person's court."""

from accounts.models import User
from accounts.policies.administered import administered_by
from accounts.policies.caller import Caller
from foundation.ids import is_id
from foundation.problems import NotFound, SignInRequired


def get_person_for(caller: Caller, person_id: str) -> User:
    """Return one of those whom the caller administers; everybody else is not to be found."""
    if not caller.known:
        raise SignInRequired
    if caller.user is None or not is_id(person_id):
        raise NotFound
    person = administered_by(caller.user).filter(pk=person_id).first()
    if person is None:
        raise NotFound
    return person
