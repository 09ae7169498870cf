"""Loads the demonstration court once; a second call changes nothing."""

from accounts.models import User
from accounts.policies.caller import Caller
from demo.services.cases import (
    CRIMINAL,
    PROTECTED,
    Stage,
    create_administrative,
    create_civil,
    create_criminal,
    create_protected,
    protect_witness,
)
from demo.services.cast import create_cast
from demo.services.courts import MICROPHONES, create_client, create_courts, create_rooms
from demo.services.recording import WHOLE, WITNESS, add_recording
from hearings.models import Hearing


def load() -> bool:
    """Load what is missing; returns whether anything was."""
    fresh = not User.objects.filter(username="judge").exists()
    if fresh:
        _load_people_and_cases()
    clerk, judge = (Caller(user=User.objects.get(username=name)) for name in ("clerk", "judge"))
    for number, reel in ((CRIMINAL, WHOLE), (PROTECTED, WITNESS)):
        hearing = Hearing.objects.filter(case_links__case__number=number).order_by("scheduled_at").first()
        if hearing is not None and hearing.log_published_at is None:
            add_recording(hearing, clerk, MICROPHONES, reel)
        if hearing is not None and number == PROTECTED:
            protect_witness(hearing, judge)
    return fresh


def _load_people_and_cases() -> None:
    courts = create_courts()
    rooms = create_rooms(courts["city"])
    create_rooms(courts["other"])
    people = create_cast(courts)
    create_client(courts["city"])
    stage = Stage(courts["city"], rooms, people, Caller(user=people["registry"]))
    create_criminal(stage)
    create_civil(stage)
    create_administrative(stage)
    create_protected(stage)
