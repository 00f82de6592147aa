"""A laptop: SQLite and an embedded Redis, sandbox allowed, readable error pages only if asked for."""

from .env import DATA_DIR, env

# What a running `make run` has decided: the addresses of its Redis and its sandbox.
env.read_env(DATA_DIR / "run.env")

from .base import *  # noqa: E402, F403
from .base import (  # noqa: E402
    ALLOWED_HOSTS,
    DEBUG,
    FERNET_KEYS,
    PUBLIC_URL,
    SECRET_KEY,
    STORAGES,
    urlsplit,
)

if not SECRET_KEY or not FERNET_KEYS:
    raise SystemExit("There is no .env with SECRET_KEY and ENCRYPTION_KEY yet: run `make install` first.")

ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_URL).hostname]

if DEBUG:  # files as they lie in static/, so that a change shows without collecting them
    STORAGES = {
        **STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
