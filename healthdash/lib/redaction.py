"""Keeps secrets out of logs, whatever a library writes there."""

import logging
import re

_SECRET = re.compile(
    r"(?i)(access_token|refresh_token|client_secret|api_key|code|id_token|password|secret"
    r"|authorization)(['\"]?\s*[=:]\s*['\"]?)(?:bearer\s+)?[^\s'\"&,}]+"
)
_BEARER = re.compile(r"(?i)bearer\s+[a-z0-9._~+/=-]+")


def redact(text: str) -> str:
    """The text with everything that looks like a secret's value replaced by ***."""
    return _BEARER.sub("Bearer ***", _SECRET.sub(r"\1\2***", text))


class RedactingFilter(logging.Filter):
    """Formats a record early so that its arguments are redacted too."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        return True
