"""Service clients: other court systems that call the API in their own name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courts.models import Court
from foundation.models import OpaqueModel


class ServiceClient(OpaqueModel):
    """Which courts an OAuth client may act for; its secret and scopes live with the OAuth provider."""

    client_id = models.CharField(_("OAuth client"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=100)
    courts = models.ManyToManyField(Court, related_name="service_clients", verbose_name=_("courts"))
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("service client")
        verbose_name_plural = _("service clients")

    def __str__(self) -> str:
        return self.name
