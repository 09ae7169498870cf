"""All addresses of the portal; each room names its own."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from accounts.web.paper_code import paper_code
from accounts.web.reset_codes import reset_code
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
    path("people/<str:person_id>/reset-code/", reset_code, name="account_reset_code"),
    path("code/", paper_code, name="paper_code"),  # short: it is typed from paper
    path("help/", TemplateView.as_view(template_name="help.html"), name="help"),
    path("admin/", admin.site.urls),
    path("", include("playback.urls")),
    path("", include("protocol.urls")),
    path("", include("media_pipeline.urls")),
    path("", include("hearings.urls")),
    path("", include("desk.urls")),
]
