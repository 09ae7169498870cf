"""The portal's settings with a counter of database queries in front."""

from courtrec.settings import *  # noqa: F403
from courtrec.settings import MIDDLEWARE as PORTALS

MIDDLEWARE = ["tests.bench.counting.count_queries", *PORTALS]
