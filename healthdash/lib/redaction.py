"""Keeps secrets out of logs, whatever a library writes there."""

import logging
import re

_NAMES = (
    r"access_?token|refresh_?token|id_?token|client_?secret|api_?key|verification_?token|x-client-secret"
    r"|password|passwd|secret|encryption_?key|secret_?key|authorization|sessionid|csrftoken"
)
# name=value, "name": "value", b'name': b'value', name: scheme value. A quoted value may hold spaces.
_NAMED = re.compile(
    rf"""(?i)((?:\b|_)(?:{_NAMES})\b['"]?\s*[=:]\s*)"""
    r"""(?:b?"[^"]*"|b?'[^']*'|(?:(?:bearer|basic|token)\s+)?[^\s'"&,;})\]]+)"""
)
# "code" is a word of its own elsewhere; in a query or a form it lets its holder in.
_QUERY = re.compile(r"(?i)((?:^|[?&'\"])(?:code|state|key|token)=)[^\s&'\"]+")
_SCHEME = re.compile(r"(?i)\b(bearer|basic)\s+[a-z0-9._~+/-]{6,}=*")
# Links that let their holder in.
_LINKS = re.compile(r"(?i)(/(?:invitation|reset/key|confirm-email|by-link|reminders/off)/)[^\s/?'\"]+")
_COOKIES = re.compile(r"(?im)\b((?:set-)?cookie['\"]?\s*[=:]\s*).*$")
_USERINFO = re.compile(r"(://)[^\s/@]+@")


def redact(text: str) -> str:
    """The text with everything that looks like a secret's value replaced by ***."""
    text = _USERINFO.sub(r"\1***@", text)
    text = _COOKIES.sub(r"\1***", text)
    text = _NAMED.sub(r"\1***", text)
    text = _QUERY.sub(r"\1***", text)
    text = _LINKS.sub(r"\1***", text)
    return _SCHEME.sub(r"\1 ***", text)


class RedactingFilter(logging.Filter):
    """Formats a record early so that its arguments and its traceback are redacted too."""

    _formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(_message(record)), ()
        if record.exc_info:
            # A formatter takes what is in exc_text instead of writing the traceback again.
            record.exc_text = redact(record.exc_text or self._formatter.formatException(record.exc_info))
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # a wrong format string somewhere must not stop the program that logs
        return f"{record.msg} {record.args}"
