"""The administration's app."""

from django.contrib.admin.apps import AdminConfig


class CourtrecAdmin(AdminConfig):
    """Makes our administration the default site."""

    default_site = "courtrec.admin_site.Administration"
