"""A laptop: SQLite and an embedded Redis, sandbox allowed, readable error pages only if asked for."""

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, FERNET_KEYS, PUBLIC_URL, SECRET_KEY, urlsplit

if not SECRET_KEY or not FERNET_KEYS:
    raise SystemExit("There is no .env with SECRET_KEY and ENCRYPTION_KEY yet: run `make install` first.")

ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_URL).hostname]
