"""The fixed cast of the demonstration court: who they are and which office they hold."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_noop as _

from accounts.models import MembershipRole, User
from accounts.services.memberships import give_office
from courts.models import Court
from custody.services.outbox import SYSTEM

PASSWORD = "courtrec-demo"  # noqa: S105  published on purpose: it opens nothing but the demonstration


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the cast; ``court`` is a key of the demo courts."""

    username: str
    first_name: str
    last_name: str
    role: str
    court: str = ""
    office: str = ""


CAST = (
    Person("judge", "С. Е.", "Туманова", _("presiding judge of case 1"), "city", MembershipRole.JUDGE),
    Person("judge2", "Т. К.", "Ахметов", _("judge of another case"), "city", MembershipRole.JUDGE),
    Person("chair", "Б. М.", "Искаков", _("chair of the court"), "city", MembershipRole.CHAIR),
    Person("clerk", "А.", "Бекова", _("clerk of the hearing"), "city", MembershipRole.CLERK),
    Person("clerk2", "Р.", "Ким", _("clerk of the same court, not assigned"), "city", MembershipRole.CLERK),
    Person("clerk3", "О. В.", "Петрова", _("clerk of another court"), "other", MembershipRole.CLERK),
    Person("party", "Н. Б.", "Сарман", _("party: the accused of case 1")),
    Person("lawyer", "Д. А.", "Куанов", _("counsel for the defence")),
    Person("prosecutor", "И. П.", "Ветров", _("prosecutor")),
    Person("victim", "О. С.", "Лугина", _("victim")),
    Person("witness", "Т.", "Хейл", _("witness")),
    Person("assistant", "А.", "Тулегенова", _("judge's assistant")),
    Person("appeal", "М. С.", "Беков", _("judge of the court above"), "region", MembershipRole.JUDGE),
    Person("registry", "С.", "Ли", _("registry office"), "city", MembershipRole.REGISTRY),
    Person("expert", "Н. Н.", "Орлов", _("expert named in an order")),
    Person("recused", "К. Т.", "Абенов", _("recused judge"), "city", MembershipRole.JUDGE),
    Person("observer", "А.", "Вебер", _("observer"), "city", MembershipRole.OBSERVER),
    Person("courtadmin", "Г.", "Серик", _("court administrator"), "city", MembershipRole.COURT_ADMIN),
    Person("admin", "System", "Administrator", _("system administrator")),
    Person("outsider", "О.", "Смирнов", _("signed in, no part in any case")),
)


def create_cast(courts: dict[str, Court]) -> dict[str, User]:
    """Create the users with one password and give them their offices."""
    password = make_password(PASSWORD)
    people: dict[str, User] = {}
    for person in CAST:
        people[person.username] = User.objects.create(
            username=person.username,
            password=password,
            first_name=person.first_name,
            last_name=person.last_name,
            demo_role=person.role,
            is_staff=person.username in {"admin", "courtadmin"},
            is_superuser=person.username == "admin",
        )
        if person.office:
            give_office(people[person.username], courts[person.court], person.office, actor=SYSTEM)
    return people
