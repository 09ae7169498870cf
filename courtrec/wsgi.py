"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from courtrec.safety import require_secure_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courtrec.settings")
require_secure_settings()
application = get_wsgi_application()
