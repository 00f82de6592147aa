"""The database: DATABASE_URL beats DB_* beats a SQLite file."""

from typing import Any

from .env import DATA_DIR, env

SQLITE_OPTIONS = {
    # Taking the write lock at the start of a transaction avoids the deadlock of two readers
    # that both want to write; WAL lets pages be read meanwhile.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
MYSQL_OPTIONS = {"charset": "utf8mb4", "isolation_level": "read committed"}


def database() -> dict[str, Any]:
    """The default database as Django wants it."""
    if env.str("DATABASE_URL", default=""):
        config = env.db_url("DATABASE_URL")
    elif env.str("DB_NAME", default=""):
        config = {
            "ENGINE": "django.db.backends.mysql",
            "NAME": env.str("DB_NAME"),
            "USER": env.str("DB_USERNAME", default=""),
            "PASSWORD": env.str("DB_PASSWORD", default=""),
            "HOST": env.str("DB_HOST", default="127.0.0.1"),
            "PORT": env.str("DB_PORT", default="3306"),
        }
    else:
        config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "healthdash.sqlite3")}
    is_sqlite = config["ENGINE"].endswith("sqlite3")
    options = SQLITE_OPTIONS if is_sqlite else MYSQL_OPTIONS
    config["OPTIONS"] = {**options, **config.get("OPTIONS", {})}
    # Also for SQLite: whoever closes its last connection waits until the disk has everything.
    config.setdefault("CONN_MAX_AGE", 60)
    config["CONN_HEALTH_CHECKS"] = not is_sqlite
    return config


DATABASES = {"default": database()}
