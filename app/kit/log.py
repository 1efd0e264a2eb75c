"""Structured logs, one JSON object a line, with the request's id and no personal data."""

import logging
import re
import sys
from contextvars import ContextVar

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_SECRET = re.compile(r"password|secret|token|email|cookie|authorization", re.IGNORECASE)


def request_id() -> str | None:
    """The id of the request (or job) being served."""
    return _request_id.get()


def set_request_id(value: str | None) -> None:
    """Name what is being served from here on."""
    _request_id.set(value)


def _add_request_id(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    if (current := request_id()) is not None:
        event["request_id"] = current
    return event


def _hide(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    for key in event:
        if _SECRET.search(key):
            event[key] = "[hidden]"
    return event


def set_up(level: str = "INFO") -> None:
    """Send our logs, and those of libraries, to standard error as JSON."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
    ]
    last = structlog.processors.JSONRenderer(ensure_ascii=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            last,
        ],
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("weasyprint.progress", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, _hide, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A logger: `log.get(__name__).info("assessment submitted", assessment=str(id))`."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
