"""What cases, participants and hearings look like over REST."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from accounts.policies.national_ids import TYPED_MAX
from foundation.clock import is_plausible, rfc3339
from hearings.models import AssignmentRole, Case, CaseKind, Hearing, Participant, ParticipantKind, Side


class Moment(serializers.DateTimeField):
    """A time that every reader's zone can show."""

    def to_internal_value(self, value: Any) -> datetime:
        """Return the time; refuses years that are no years of a court."""
        moment: datetime = super().to_internal_value(value)
        if not is_plausible(moment):
            self.fail("overflow")
        return moment


class ExternalId(serializers.Serializer[Any]):
    """The id that another system gave: which system, which id."""

    source = serializers.CharField(max_length=100)  # type: ignore[assignment]  # the field of this name, not DRF's option
    id = serializers.CharField(max_length=200)


def external_columns(fields: dict[str, Any]) -> dict[str, Any]:
    """Replace ``external_id`` of a validated body by the two columns."""
    external = fields.pop("external_id", None)
    if external:
        fields |= {"external_source": external["source"], "external_id": external["id"]}
    return fields


class ExternalMixin(serializers.Serializer[Any]):
    """Shows the two columns as one object."""

    external_id = serializers.SerializerMethodField()

    def get_external_id(self, row: Case | Hearing | Participant) -> dict[str, str] | None:
        """Return ``{source, id}`` or null."""
        return {"source": row.external_source, "id": row.external_id} if row.external_id else None


class ParticipantSerializer(ExternalMixin, serializers.ModelSerializer[Participant]):
    """A participant; of a protected one ``name`` is the pseudonym in the reader's language, and no date is told."""

    name = serializers.CharField(source="__str__", read_only=True)
    protected = serializers.SerializerMethodField()

    class Meta:
        model = Participant
        fields = ["id", "external_id", "kind", "side", "name", "protected", "since", "until"]

    def get_protected(self, row: Participant) -> bool:
        """Tell whether the name is a pseudonym."""
        return row.pseudonym is not None

    def to_representation(self, instance: Participant) -> dict[str, Any]:
        """Return the participant; by its dates one could be told from the others who were there before."""
        found: dict[str, Any] = super().to_representation(instance)
        return found | {"since": None, "until": None} if instance.pseudonym is not None else found


class CaseSerializer(ExternalMixin, serializers.ModelSerializer[Case]):
    """A case's card."""

    participants = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = ["id", "external_id", "court", "number", "kind", "title", "participants"]

    @extend_schema_field(ParticipantSerializer(many=True))
    def get_participants(self, row: Case) -> list[dict[str, Any]]:
        """Return who takes part, in the order of every list."""
        rows = sorted(row.participants.all(), key=lambda each: (each.kind, each.name, each.pseudonym or 0))
        return [dict(ParticipantSerializer(each).data) for each in rows]

    def to_representation(self, instance: Case) -> dict[str, Any]:
        """Return the card; ``named`` False on the row leaves out what identifies the parties."""
        card: dict[str, Any] = super().to_representation(instance)
        return card if getattr(instance, "named", True) else card | {"title": "", "participants": []}


class HearingSerializer(ExternalMixin, serializers.ModelSerializer[Hearing]):
    """A hearing's card; ``started_at`` is playlist time 0."""

    cases = serializers.SerializerMethodField()
    started_at = serializers.DateTimeField(read_only=True)
    protocol_published_at = serializers.DateTimeField(source="log_published_at", read_only=True)
    assignments = serializers.SerializerMethodField()
    destroyed = serializers.SerializerMethodField()

    class Meta:
        model = Hearing
        fields = [
            "id",
            "external_id",
            "court",
            "courtroom",
            "cases",
            "scheduled_at",
            "scheduled_minutes",
            "state",
            "opened_at",
            "closed_at",
            "started_at",
            "protocol_published_at",
            "assignments",
            "destroyed",
        ]

    def get_cases(self, row: Hearing) -> list[dict[str, str]]:
        """Return the joined cases."""
        return [{"id": link.case_id, "number": link.case.number} for link in row.case_links.all()]

    def get_destroyed(self, row: Hearing) -> dict[str, str | None] | None:
        """Return under which act, and when, what was recorded and written was destroyed."""
        if not row.destroyed_under:
            return None
        return {"act": row.destroyed_under, "at": rfc3339(row.destroyed_at)}

    def get_assignments(self, row: Hearing) -> list[dict[str, str]]:
        """Return who sits in the hearing now."""
        places = [
            place for place in row.assignments.all() if place.until is None and place.recused_at is None
        ]
        return [{"id": place.pk, "role": place.role, "name": place.user.display_name} for place in places]


class ParticipantBody(serializers.Serializer[Any]):
    """A participant to be added; ``represents`` names participants for whom this one acts."""

    kind = serializers.ChoiceField(choices=ParticipantKind.choices)
    side = serializers.ChoiceField(choices=Side.choices, default=Side.NONE)
    name = serializers.CharField(max_length=200)
    user = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.all(), allow_null=True, default=None
    )
    external_id = ExternalId(required=False)
    since = Moment(required=False, allow_null=True, default=None)
    until = Moment(required=False, allow_null=True, default=None)
    represents = serializers.ListField(child=serializers.CharField(), default=list, max_length=100)
    national_id = serializers.CharField(
        max_length=TYPED_MAX,
        required=False,
        write_only=True,
        help_text="Kept as a keyed hash; never given back.",
    )


class CourtNamed(serializers.Serializer[Any]):
    """In which court; read before the rest, whose errors tell which accounts there are."""

    court = serializers.CharField()


class CaseBody(CourtNamed):
    """A case to be created."""

    number = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(choices=CaseKind.choices, default=CaseKind.CRIMINAL)
    title = serializers.CharField(max_length=300, allow_blank=True, default="")
    external_id = ExternalId(required=False)
    participants = ParticipantBody(many=True, required=False)


class CaseChange(serializers.Serializer[Any]):
    """A case's card to be changed."""

    number = serializers.CharField(max_length=100, required=False)
    kind = serializers.ChoiceField(choices=CaseKind.choices, required=False)
    title = serializers.CharField(max_length=300, allow_blank=True, required=False)


class AssignmentBody(serializers.Serializer[Any]):
    """A place in a hearing, for a user by name."""

    user = serializers.SlugRelatedField(slug_field="username", queryset=User.objects.filter(is_active=True))
    role = serializers.ChoiceField(choices=AssignmentRole.choices)
    sworn = serializers.BooleanField(default=False)


class CasesNamed(serializers.Serializer[Any]):
    """Of which cases; read before the rest, whose errors tell which accounts there are."""

    cases = serializers.ListField(child=serializers.CharField(), min_length=1, max_length=50)


class HearingBody(CasesNamed):
    """A hearing to be scheduled."""

    courtroom = serializers.CharField(allow_null=True, default=None)
    scheduled_at = Moment()
    scheduled_minutes = serializers.IntegerField(min_value=1, max_value=2880, default=60)
    external_id = ExternalId(required=False)
    assignments = AssignmentBody(many=True, required=False)


class HearingChange(serializers.Serializer[Any]):
    """A hearing's schedule to be changed."""

    courtroom = serializers.CharField(allow_null=True, required=False)
    scheduled_at = Moment(required=False)
    scheduled_minutes = serializers.IntegerField(min_value=1, max_value=2880, required=False)


class SessionBody(serializers.Serializer[Any]):
    """Bounds of the session."""

    opened_at = Moment()
    closed_at = Moment(allow_null=True, default=None)


class EventBody(serializers.Serializer[Any]):
    """An event of the hearing's life."""

    event = serializers.CharField()


def validated(shape: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """Return the validated body or raise DRF's ValidationError."""
    form = shape(data=data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)
