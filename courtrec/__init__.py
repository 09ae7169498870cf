"""The roof: settings, addresses, the broker's app. Imported by nobody."""

from courtrec.celery import app as celery_app

__all__ = ["celery_app"]
