"""Write the reference page of the matrix."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.matrix.document import render  # noqa: E402  it imports models

sys.stdout.write(render())
