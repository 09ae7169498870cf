"""A play lives no longer than the sign-in that asked for it, and answers to nothing else than that."""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.test import Client

from hearings.models import Hearing
from playback.services.gate import gate

SignIn = Callable[[str], Client]


def _playlist(client: Client, hearing: Hearing, **headers: str) -> str:
    answer = client.get(f"/api/v1/hearings/{hearing.pk}/playback/", headers=headers)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["playlist"])


def test_media_with_a_header_that_signs_nobody_in_needs_the_cookie(
    recorded: Hearing, signed_in: SignIn
) -> None:
    """Else a viewer could hand on a play with a word of the own choice, and keep the cookie."""
    agreed = {"Authorization": "Basic c2hhcmVk"}
    judge = signed_in("judge")
    address = _playlist(judge, recorded, **agreed)
    assert judge.get(address, headers=agreed).status_code == 200
    assert Client().get(address, headers=agreed).status_code == 404


def test_media_after_a_new_password_is_gone(recorded: Hearing, signed_in: SignIn) -> None:
    judge = signed_in("judge")
    address = _playlist(judge, recorded)
    assert judge.get(address).status_code == 200
    user = get_user_model().objects.get(username="judge")
    user.set_password("another password of 12")
    user.save(update_fields=["password"])
    gate._running.clear()
    assert judge.get(address).status_code == 404
