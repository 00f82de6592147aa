"""A server. Refuses to start, with one sentence, when something that protects people is missing."""

from .base import *  # noqa: F403
from .base import (
    ALLOWED_HOSTS,
    DEBUG,
    FERNET_KEYS,
    PUBLIC_IS_SECURE,
    SANDBOX_URL,
    SECRET_KEY,
    SILENCED_SYSTEM_CHECKS,
    env,
)

_problems = [
    sentence
    for wrong, sentence in [
        (not SECRET_KEY, "SECRET_KEY is not set."),
        (not FERNET_KEYS, "ENCRYPTION_KEY is not set."),
        (not ALLOWED_HOSTS, "ALLOWED_HOSTS is not set."),
        (DEBUG, "DEBUG is on; a server must not show its insides."),
        (bool(SANDBOX_URL), "SANDBOX_URL is set; the sandbox does not run beside real data."),
    ]
    if wrong
]
if _problems:
    raise SystemExit("healthdash does not start: " + " ".join(_problems) + " See .env.example.")

SECURE_SSL_REDIRECT = PUBLIC_IS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PUBLIC_IS_SECURE else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PUBLIC_IS_SECURE else 0
# Only this host, unless all below it are known to speak https: a printer at home beside it may not.
SECURE_HSTS_INCLUDE_SUBDOMAINS = PUBLIC_IS_SECURE and env.bool("HSTS_SUBDOMAINS", default=False)
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W005", "security.W021"]
