"""The demonstration's courts, rooms, recorders, profile and service client."""

from datetime import date

from accounts.models import ServiceClient
from accounts.policies.scopes import SCOPES
from accounts.services.clients import issue_credentials
from courts.models import Court, CourtKind, Courtroom, JurisdictionProfile, Recorder, RecorderProfile

ZONE = "Asia/Almaty"
CLIENT_ID = "demo-system"
CLIENT_NAME = "Demonstration case system"
CLIENT_SECRET = "courtrec-demo-secret"  # noqa: S105  published on purpose, demo mode only
# An example that says so: periods differ from country to country.
EXAMPLE_RULES = {
    "example": True,
    "retention_years": {"criminal": 25, "civil": 5, "administrative": 5},
    "second_person_above": True,
}
MICROPHONES = ["judge", "prosecution", "defence", "witness"]


def create_courts() -> dict[str, Court]:
    """Create a region with two courts."""
    region = Court.objects.create(
        kind=CourtKind.REGION,
        name="Steppe Regional Court",
        name_kk="Дала облыстық соты",
        name_ru="Степной областной суд",
        time_zone=ZONE,
    )
    city = Court.objects.create(
        parent=region,
        name="City Court No. 1",
        name_kk="№ 1 қалалық сот",
        name_ru="Городской суд № 1",
        time_zone=ZONE,
    )
    other = Court.objects.create(
        parent=region,
        name="Lakeside District Court",
        name_kk="Көлжаға аудандық соты",
        name_ru="Приозёрный районный суд",
        time_zone=ZONE,
    )
    JurisdictionProfile.objects.create(
        court=region, effective_from=date(2026, 1, 1), title="Example profile", rules=EXAMPLE_RULES
    )
    return {"region": region, "city": city, "other": other}


def create_rooms(court: Court) -> list[Courtroom]:
    """Create three rooms of a court, each with a recorder, and how its files are read."""
    profile = RecorderProfile.objects.create(
        court=court,
        name="SRS 4.2",
        grammars=["SRS_{camera}_%Y%m%d_%H%M%S", "{camera}_%d%m%y_%H%M_{piece}"],
        cameras={"A": 1, "B": 2, "C": 3},
        channels={"1": MICROPHONES},
    )
    rooms = [Courtroom.objects.create(court=court, name=name) for name in ("101", "102", "205")]
    for number, room in enumerate(rooms, start=1):
        Recorder.objects.create(
            courtroom=room,
            serial=f"SRS-{court.pk[:4]}-{number:04d}",
            software="SRS 4.2",
            profile=profile,
            channel_map=MICROPHONES,
        )
    return rooms


def create_client(court: Court) -> None:
    """Create the service client of the demonstration."""
    issue_credentials(CLIENT_NAME, SCOPES, client_id=CLIENT_ID, secret=CLIENT_SECRET)
    ServiceClient.objects.create(client_id=CLIENT_ID, name=CLIENT_NAME).courts.add(court)
