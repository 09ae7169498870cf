"""Courts are named in the administration: the same letters are stored as the same letters."""

import unicodedata
from collections.abc import Callable

from django.test import Client

from courts.models import Court
from tests.cast import Cast

DECOMPOSED = "Районныи\u0306 суд"


def test_court_added_with_decomposed_letters_is_stored_composed(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    form = {
        "kind": "court",
        "parent": cast.courts["region"].pk,
        "name": DECOMPOSED,
        "time_zone": "Asia/Almaty",
    }
    answer = signed_in("admin").post("/admin/courts/court/add/", form)
    assert answer.status_code == 302, answer.content
    assert Court.objects.filter(name=unicodedata.normalize("NFC", DECOMPOSED)).count() == 1
