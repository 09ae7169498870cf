"""The portal's settings with one address changed: media without any check. For the bench's own loopback server only."""

from courtrec.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.unchecked_urls"
