"""Settings of the tests: the product's own, in a home that is thrown away.

The environment must be set before the product's settings are read, hence a module and not a conftest.
A run that names DATABASE_URL, REDIS_URL or COURTREC_HOME keeps them.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tools.empty_databases import POSTGRESQL as EMPTY_POSTGRESQL, SQLITE as EMPTY_SQLITE

if "COURTREC_HOME" not in os.environ:
    os.environ["COURTREC_HOME"] = tempfile.mkdtemp(prefix="courtrec-test-")
    atexit.register(shutil.rmtree, os.environ["COURTREC_HOME"], ignore_errors=True)
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Two workers must not share originals, queues or a SQLite file.
    os.environ["COURTREC_HOME"] = str(Path(os.environ["COURTREC_HOME"]) / worker)
    os.environ["COURTREC_KEY_PREFIX"] = f"{os.environ.get('COURTREC_KEY_PREFIX', 'test')}{worker}"
os.environ.setdefault("COURTREC_INSECURE_HTTP", "1")
# playwright's synchronous form leaves an idle event loop in the thread; tests that follow in it are not asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from courtrec.settings import *  # noqa: F403
from courtrec.settings import DATABASES, HOME, STORAGES

# A file and not shared memory: only a file has the locks that the tests marked `db` are about.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
    # pytest-django adds the worker's name, and with --reuse-db it takes what is there.
    own = HOME / f"test.sqlite3{'_' if worker else ''}{worker or ''}"
    if EMPTY_SQLITE in os.environ and not own.exists():
        own.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(os.environ[EMPTY_SQLITE], own)
elif EMPTY_POSTGRESQL in os.environ:
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ[EMPTY_POSTGRESQL]}
# A page in a test names /static/main.js whether or not collectstatic ran.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Thousands of 404 would wait for nothing.
NOT_FOUND_BEAT_MS = 0
# Hashing twenty passwords of the cast with argon2 would take longer than the tests that use them.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
