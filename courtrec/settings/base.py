"""Django itself: applications, database, broker, storage, pages, security."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from courtrec.env import BASE_DIR, IDENTITY_KEY_FILE, home, keys, load, secret, url
from foundation.envelopes import new_key

HOME = home()
env = load(HOME)

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("COURTREC_DEMO", default=False)
SECRET_KEY = secret(env, "SECRET_KEY", HOME / "keys" / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
INSECURE_HTTP = DEBUG or DEMO or env.bool("COURTREC_INSECURE_HTTP", default=False)
IDENTITY_KEYS = keys(
    env, "IDENTITY_KEYS", HOME / IDENTITY_KEY_FILE, (lambda: new_key("first")) if INSECURE_HTTP else None
)
"""What the identities of protected people are sealed with; the first key seals, the others still open."""

INSTALLED_APPS = [
    "courtrec.admin_config.CourtrecAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "csp",
    "django_htmx",
    "django_structlog",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "allauth.mfa",
    "axes",
    "foundation",
    "custody",
    "courts",
    "jobs",
    "notices",
    "desk",
    "accounts",
    "hearings",
    "media_pipeline",
    "protocol",
    "playback",
    "demo",
    "courtrec",
]

MIDDLEWARE = [
    "foundation.web.headers.safe_headers",
    "django.middleware.security.SecurityMiddleware",
    "playback.web.direct.media_first",
    "foundation.web.refusals.even_refusals",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "foundation.web.language.LanguageChoice",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.web.idle.SessionRenewal",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "foundation.web.problems.ProblemPages",
    "accounts.web.second_factor.SecondFactorDuty",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "courtrec.urls"
WSGI_APPLICATION = "courtrec.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "courtrec.pages.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database: SQLite on the embedded default; IMMEDIATE, because DEFERRED loses updates under web + worker -------
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
}
_DATABASE_URL = url(env, "DATABASE_URL") or f"sqlite:///{HOME / 'db.sqlite3'}"
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url_config(_DATABASE_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = _SQLITE

# --- cache and broker ------------------------------------------------------------------------------------------
REDIS_URL = url(env, "REDIS_URL")
KEY_PREFIX = env.str("COURTREC_KEY_PREFIX", default="courtrec")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": KEY_PREFIX,
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_rows"}
}
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_TASK_DEFAULT_QUEUE = f"{KEY_PREFIX}.jobs"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
_QUEUE_DIR = HOME / "queue"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": int(timedelta(hours=6).total_seconds()),
        "unacked_restore_throttle": 1,
        "global_keyprefix": f"{KEY_PREFIX}:",
    }
else:
    for _part in ("messages", "control", "processed"):
        (_QUEUE_DIR / _part).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_QUEUE_DIR / "messages"),
        "data_folder_out": str(_QUEUE_DIR / "messages"),
        "control_folder": str(_QUEUE_DIR / "control"),
        "processed_folder": str(_QUEUE_DIR / "processed"),
        "store_processed": False,
        "polling_interval": 0.1,
    }

# --- files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "dist", ("voices", BASE_DIR / "static" / "voices")]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
ORIGINALS_DIR = HOME / "originals"
PARTS_DIR = HOME / "originals" / "parts"  # the same file system as the store: sealing is one rename
ARTEFACTS_DIR = HOME / "artefacts"
AUDIT_LOG_DIR = Path(env.str("AUDIT_LOG_DIR", default="") or HOME / "auditlog")
AUDIT_CHECKPOINT_DIR = Path(env.str("AUDIT_CHECKPOINT_DIR", default="") or HOME / "checkpoints")
# In service a folder that only the signer's own process reads; it holds the key and what was signed.
AUDIT_SIGNER_DIR = Path(env.str("AUDIT_SIGNER_DIR", default="") or HOME / "keys" / "signer")
AUDIT_SIGNER_EMBEDDED = env.bool("AUDIT_SIGNER_EMBEDDED", default=True)
HEARD_DIR = HOME / "heard"  # notes on what the gate sent out, on their way into the log
AUDIT_ORIGIN = env.str("AUDIT_ORIGIN", default="courtrec")
# local: below the home. s3: originals and what is made of them in a bucket; memory: for tests, gone with the process.
STORAGE = env.str("STORAGE", default="local")
S3_ENDPOINT = env.str("S3_ENDPOINT", default="")
S3_REGION = env.str("S3_REGION", default="")
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_PREFIX = env.str("S3_PREFIX", default="")
S3_ACCESS_KEY = url(env, "S3_ACCESS_KEY")
S3_SECRET_KEY = url(env, "S3_SECRET_KEY")
S3_ADDRESSING = env.str("S3_ADDRESSING", default="path")
S3_CA_FILE = env.str("S3_CA_FILE", default="")
S3_LOCK_MODE = env.str("S3_LOCK_MODE", default="GOVERNANCE")
S3_LOCK_DAYS = env.int("S3_LOCK_DAYS", default=0)
# nginx: whole originals are fetched by deploy/nginx.conf once the portal has allowed it. Never without that nginx.
MEDIA_ACCEL = env.str("MEDIA_ACCEL", default="")
FFMPEG_BINARY = env.str("FFMPEG_BINARY", default="")

# --- languages and time ----------------------------------------------------------------------------------------
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_SAMESITE = "Lax"
# Ours first; the second one holds what the packages' own catalogues lack (tools/package_messages.py).
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_packages"]
FORMAT_MODULE_PATH = ["courtrec.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_COURT_ZONE = env.str("DEFAULT_COURT_ZONE", default="UTC")

# --- security --------------------------------------------------------------------------------------------------
# Browsers take a cookie with this prefix from this host alone and over TLS: no neighbour of the same domain sets one.
_COOKIE_PREFIX = "" if INSECURE_HTTP else "__Host-"
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_COOKIE_PREFIX}language"
MESSAGE_COOKIE_NAME = f"{_COOKIE_PREFIX}messages"
MESSAGE_STORAGE = "foundation.web.messages.NamedCookieOrSession"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not INSECURE_HTTP and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else int(timedelta(days=365).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Not "no-referrer": with it browsers send "Origin: null" with forms, which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- what rooms above hang into rooms below --------------------------------------------------------------------
JOB_HANDLERS = {
    "index": "media_pipeline.services.indexing.index_recording",
    "convert": "media_pipeline.services.converting.convert_recording",
    "chunk": "media_pipeline.services.rendering.render_chunk",
    "light": "media_pipeline.services.lightening.lighten_recording",
    "seal": "media_pipeline.services.sealing.finish_abandoned",
    "match": "media_pipeline.services.matching.place_for_hearing",
    "measure_quick": "media_pipeline.services.triage.look_quickly",
    "slates": "media_pipeline.services.wording.make_hearings_slates",
    "disguise": "media_pipeline.services.disguises.make_disguises",
    "masks": "media_pipeline.services.mask_job.make_hearings_masks",
    "measure": "media_pipeline.services.triage.measure_recording",
}
KEEPER_ROUNDS: dict[str, int] = {
    "media_pipeline.services.sealing.rescue_abandoned": 15,
    "media_pipeline.services.sweeping.end_expired": 300,
    "media_pipeline.services.findings.measure_forgotten": 300,
    "notices.services.sending.send_due": 15,
    "hearings.services.destroying.carry_out_due": 30,
    "media_pipeline.services.sweeping.remove_orphans": 3600,
    "media_pipeline.services.sweeping.remove_orphans_in_bucket": 86400,
    "playback.services.unplayed.drop_in_time": 86400,
    "accounts.services.sessions.forget_ended": 3600,
    "custody.services.fixity.check_due": 300,
}
"""What the workers' keepers do again and again, and how many seconds lie between."""
PROMPT_ROUNDS: dict[str, int] = {
    "custody.services.sequencer.sequence_due": 5,
    "custody.services.key_rows.announce_keys": 60,
    "playback.services.heard.gather_heard": 10,
    "hearings.services.break_glass.expire_due": 60,
}
"""The same, for what takes moments and must not wait behind the others."""
MACHINE_ROUNDS: dict[str, int] = {
    "custody.services.destroying.forget_copies": 3600,
    "media_pipeline.services.destroying.forget_copies": 3600,
}
"""The same, on each machine that runs a worker: what lies on its own disks."""
if AUDIT_SIGNER_EMBEDDED:
    PROMPT_ROUNDS["custody.services.signer.sign_due"] = 5
SESSION_SIGNS = [
    "media_pipeline.services.signs.session_signs",
    "protocol.services.signs.session_signs",
]
"""What tells of a session's beginning and end, when its bounds are proposed."""
CONDEMNERS = ["media_pipeline.services.condemning.condemn"]
"""What rooms above end when an act of destruction is approved, in its transaction."""
DESTROYERS = [
    "protocol.services.destroying.destroy_entries",
    "media_pipeline.services.destroying.destroy_recordings",
    "hearings.services.destroying.forget_turns",
]
"""What each room removes when the act is carried out, again and again until nothing is left."""
NOTICE_ADDRESSEE = "hearings.services.notices.addressee"
"""Who gets a mail about a notice, and whether they still may; the room of the notices knows no people."""
NOTICE_ROUTE = "hearings:notice"
IDENTITY_FOLLOWERS = [
    "media_pipeline.services.gap_notes.cover_hearings",
    "protocol.services.covering.cover_hearings",
]
"""What takes the names of protected people out of its rows, or brings them back, in the transaction of the change."""
DISGUISE_LINES = "protocol.services.lines.lines_beside"
"""What tells the lines of the protocol that lie in a disguised part, for who decides on it."""
DISGUISE_CONDITIONS = ["media_pipeline.services.mask_job.require_masks", "protocol.services.lines.settle"]
"""What must hold before a disguise is released, and notes by whom; each raises the problem where it does not."""
DESK_SOURCES = [
    "hearings.web.notices.notices_on_desk",
    "hearings.web.court_desk.decisions_on_desk",
    "hearings.web.desk.hearings_on_desk",
    "media_pipeline.web.disguise_desk.disguises_on_desk",
    "media_pipeline.web.desk.recordings_on_desk",
    "media_pipeline.web.desk.backlog_on_desk",
    "media_pipeline.web.desk.inbox_on_desk",
    "media_pipeline.web.desk.recorders_on_desk",
    "playback.web.desk.gaps_on_desk",
    "courtrec.log_alarms.log_on_desk",
    "protocol.web.desk.logs_on_desk",
    "hearings.web.court_desk.court_on_desk",
]
