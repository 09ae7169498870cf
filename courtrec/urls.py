"""All addresses of the portal; each room names its own."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from accounts.web.token import token
from courtrec.health import healthz, readyz
from playback.web.media import media, poll

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("media/<str:play_id>/poll", poll, name="media-poll"),
    path("media/<str:play_id>/<str:generation>/<path:name>", media, name="media-file"),
    path("api/v1/", include("courtrec.api")),
    path("oauth/token/", token, name="oauth-token"),
    path("accounts/", include("accounts.urls")),
    path("help/", TemplateView.as_view(template_name="help.html"), name="help"),
    path("admin/", admin.site.urls),
    path("", include("playback.urls")),
    path("", include("protocol.urls")),
    path("", include("media_pipeline.urls")),
    path("", include("hearings.urls")),
    path("", include("desk.urls")),
]
