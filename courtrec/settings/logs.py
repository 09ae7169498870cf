"""Logs: one line per event on standard error, structured; no names, no content, no addresses of media."""

from typing import Any

import structlog

from courtrec.settings.base import env

LOG_FORMAT = env.str("LOG_FORMAT", default="console")
_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_RENDERER: Any = (
    structlog.processors.JSONRenderer()
    if LOG_FORMAT == "json"
    # Where rich is installed, the default would print the values of local variables: names, tokens, content.
    else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "events": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _RENDERER],
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "events"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Refusals (404 and the like) are everyday and would tell who looked for what; only faults of ours are logged.
    "loggers": {
        "kombu": {"level": "ERROR"},  # warns that the filesystem broker has no host
        "django": {"handlers": [], "level": "ERROR"},
        "django.server": {"handlers": [], "level": "ERROR"},
    },
}
structlog.configure(
    processors=[
        *_SHARED,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
