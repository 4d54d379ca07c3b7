"""What is logged, and what never is: one JSON object a line, with the number of its request, without personal data."""

import json
import logging
import os
import re
import secrets
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from types import TracebackType
from typing import Any

from django.utils.log import AdminEmailHandler

# Of the request that this thread answers; empty outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")
HEADER = "X-Request-ID"
_counter = count(1)
_WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
HIDDEN = "[…]"
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What names a person wherever it stands: ID numbers, phone numbers, addresses, and what PostgreSQL tells of a row.
_PERSONAL = re.compile(
    r"\b\d{17}[\dXx]\b"
    r"|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<=\)=\()[^)]*(?=\))"
    r"|(?<=contains \()[^)]*(?=\))"
)


def new_request_id() -> str:
    """Eight characters of the process and eight that count: cheaper than chance, and as much its own."""
    return f"{_process()}{next(_counter):08x}"


@lru_cache(maxsize=1)
def _of(pid: int) -> str:  # noqa: ARG001 -- a copied process needs another
    return secrets.token_hex(4)


def _process() -> str:
    return _of(os.getpid())


def accepted_request_id(sent: str) -> str:
    """The proxy's number where it is well-formed, else one of our own: nothing that was sent gets into a log unread."""
    return sent if sent and _WELL_FORMED.fullmatch(sent) else new_request_id()


def scrubbed(text: str) -> str:
    """The text without what names a person."""
    return _PERSONAL.sub(HIDDEN, text)


class JsonFormatter(logging.Formatter):
    """A line a record: time, level, logger, request, message, and where it failed."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id.get(),
            "message": scrubbed(record.getMessage()),
        }
        if record.exc_info:
            said["trace"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


class LineFormatter(logging.Formatter):
    """The same for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.get() or "-"
        return scrubbed(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- logging's name
        """On one line, whatever a message quotes: nobody writes lines of their own into the log."""
        return _CONTROLS.sub(lambda found: repr(found[0])[1:-1], super().formatMessage(record))


def trace_without_words(error: BaseException | None) -> str:
    """Where it failed and by which kind of error, the first cause first; what errors say may be what somebody typed."""
    told: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        kind = type(error)
        told.append("".join(traceback.format_tb(error.__traceback__)) + f"{kind.__module__}.{kind.__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(reversed(told))


class MailFormatter(LineFormatter):
    """For what leaves this machine: a trace without anybody's words."""

    def formatException(  # noqa: N802 -- logging's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return trace_without_words(ei[1])

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have left its own trace there.
        record.exc_text = None
        try:
            return super().format(record)
        finally:
            record.exc_text = None


class ErrorMailHandler(AdminEmailHandler):
    """Mails an error to ADMINS: message, number of the request and trace; no form, no cookie, no header of the request."""

    def emit(self, record: logging.LogRecord) -> None:
        message = self.format(record)
        first = record.getMessage().splitlines()[0] if record.getMessage() else record.name
        self.send_mail(f"{record.levelname} {scrubbed(first)}"[:200], message, fail_silently=True)


def before_send(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 -- Sentry's signature
    """What leaves for Sentry: no user, no request but its method and route, no local variables, no words of errors, scrubbed texts."""
    event.pop("user", None)
    event.pop("server_name", None)
    event.pop("breadcrumbs", None)
    event.pop("extra", None)
    asked = event.pop("request", None) or {}
    event["request"] = {"method": asked.get("method", "")}
    event["tags"] = {**dict(event.get("tags") or {}), "request_id": request_id.get()}
    for one in (event.get("exception") or {}).get("values") or []:
        one["value"] = ""
        for frame in (one.get("stacktrace") or {}).get("frames") or []:
            frame.pop("vars", None)
    if isinstance(event.get("logentry"), dict):
        entry = event["logentry"]
        event["logentry"] = {"message": scrubbed(str(entry.get("formatted") or entry.get("message") or ""))}
    return event
