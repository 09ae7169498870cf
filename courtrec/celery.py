"""Celery's app."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courtrec.settings")

app = Celery("courtrec")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
