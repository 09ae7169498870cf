"""The registry of courts: public knowledge, the same for every known caller."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from courts.models import Court, Courtroom
from foundation.api.etags import tagged
from foundation.problems import NotFound


class CourtroomSerializer(serializers.ModelSerializer[Courtroom]):
    """A room."""

    class Meta:
        model = Courtroom
        fields = ["id", "name"]


class CourtSerializer(serializers.ModelSerializer[Court]):
    """A court with its rooms."""

    courtrooms = CourtroomSerializer(many=True, read_only=True)

    class Meta:
        model = Court
        fields = ["id", "kind", "parent", "name", "name_kk", "name_ru", "time_zone", "courtrooms"]


class Courts(ListAPIView[Court]):
    """All courts."""

    queryset = Court.objects.prefetch_related("courtrooms")
    serializer_class = CourtSerializer


class CourtDetail(APIView):
    """One court."""

    @extend_schema(responses=CourtSerializer)
    def get(self, request: Request, court_id: str) -> Response:
        """Return the court with its rooms."""
        court = Court.objects.prefetch_related("courtrooms").filter(pk=court_id).first()
        if court is None:
            raise NotFound
        return tagged(request, CourtSerializer(court).data)
