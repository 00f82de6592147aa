"""What the sandbox remembers between two starts: codes, tokens, faults, changed data, its first day."""

import secrets
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS code (
    code TEXT PRIMARY KEY, person TEXT NOT NULL, redirect_uri TEXT NOT NULL, scopes TEXT NOT NULL,
    expires REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS token (
    access TEXT PRIMARY KEY, refresh TEXT NOT NULL UNIQUE, grant_id TEXT NOT NULL, person TEXT NOT NULL,
    scopes TEXT NOT NULL, expires REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0,
    revoked INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS google_code (
    code TEXT PRIMARY KEY, person TEXT NOT NULL, redirect_uri TEXT NOT NULL, scopes TEXT NOT NULL,
    challenge TEXT NOT NULL, keeps INTEGER NOT NULL, expires REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS google_grant (
    refresh TEXT PRIMARY KEY, person TEXT NOT NULL, scopes TEXT NOT NULL, expires REAL
);
CREATE TABLE IF NOT EXISTS google_access (
    access TEXT PRIMARY KEY, refresh TEXT NOT NULL, expires REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS misbehaviour (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, body TEXT NOT NULL
);
"""

_GRANT = "SELECT grant_id, person, scopes, expires FROM token"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person allowed. `expires` in epoch seconds, of the access token."""

    grant_id: str
    person: str
    scopes: tuple[str, ...]
    expires: float
    access: str = field(repr=False, default="")
    refresh: str = field(repr=False, default="")


class State:
    """A SQLite file, or `:memory:`. One connection behind a lock: its statements take microseconds."""

    def __init__(self, path: str | Path) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None, timeout=10)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def run(self, sql: str, *values: Any) -> int:
        """Rows that a statement changed."""
        with self._lock, closing(self._db.execute(sql, values)) as cursor:
            return cursor.rowcount

    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row that a statement finds."""
        with self._lock, closing(self._db.execute(sql, values)) as cursor:
            return cursor.fetchone()

    def anchor(self, today: date) -> date:
        """The day on which this sandbox first ran: histories begin a fixed time before it."""
        self.run("INSERT OR IGNORE INTO meta VALUES ('anchor', ?)", today.isoformat())
        row = self.one("SELECT value FROM meta WHERE key = 'anchor'")
        return date.fromisoformat(row[0]) if row else today

    def add_code(self, person: str, redirect_uri: str, scopes: tuple[str, ...], expires: float) -> str:
        code = secrets.token_urlsafe(24)
        self.run(
            "INSERT INTO code VALUES (?, ?, ?, ?, ?, 0)",
            code,
            person,
            redirect_uri,
            " ".join(scopes),
            expires,
        )
        return code

    def take_code(self, code: str, redirect_uri: str, now: float) -> tuple[str, tuple[str, ...]] | None:
        """Person and scopes of a code, once, in time, for the same redirect URI."""
        taken = self.run(
            "UPDATE code SET used = 1 WHERE code = ? AND redirect_uri = ? AND used = 0 AND expires > ?",
            code,
            redirect_uri,
            now,
        )
        row = self.one("SELECT person, scopes FROM code WHERE code = ?", code) if taken else None
        return (row[0], tuple(row[1].split())) if row else None

    def add_grant(self, person: str, scopes: tuple[str, ...], expires: float, grant_id: str = "") -> Grant:
        grant = Grant(
            grant_id or secrets.token_hex(8),
            person,
            scopes,
            expires,
            secrets.token_urlsafe(30),
            secrets.token_urlsafe(30),
        )
        self.run(
            "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, 0, 0)",
            grant.access,
            grant.refresh,
            grant.grant_id,
            person,
            " ".join(scopes),
            expires,
        )
        return grant

    def take_refresh(self, refresh: str) -> Grant | None:
        """The grant of a refresh token: the first who asks gets it, everybody else gets nothing."""
        taken = self.run("UPDATE token SET used = 1 WHERE refresh = ? AND used = 0 AND revoked = 0", refresh)
        return self._grant("refresh", refresh) if taken else None

    def access(self, access: str, now: float) -> Grant | None:
        """The grant of an access token that is still good."""
        grant = self._grant("access", access)
        return grant if grant and grant.expires > now else None

    def _grant(self, column: str, token: str) -> Grant | None:
        sql = {
            "access": f"{_GRANT} WHERE access = ? AND revoked = 0",
            "refresh": f"{_GRANT} WHERE refresh = ? AND revoked = 0",
        }[column]
        row = self.one(sql, token)
        return Grant(row[0], row[1], tuple(row[2].split()), row[3]) if row else None

    def revoke(self, token: str) -> bool:
        """Ends a grant by any of its tokens; False where there is none."""
        row = self.one(
            "SELECT grant_id FROM token WHERE revoked = 0 AND (access = ? OR refresh = ?)", token, token
        )
        return row is not None and self.run("UPDATE token SET revoked = 1 WHERE grant_id = ?", row[0]) > 0

    def expire_access(self, person: str | None) -> int:
        """Every access token of one person, or of all, is too old from now on."""
        return self.run("UPDATE token SET expires = 0 WHERE ? IS NULL OR person = ?", person, person)

    def revoke_all(self, person: str | None) -> int:
        """The same for whole grants."""
        return self.run("UPDATE token SET revoked = 1 WHERE ? IS NULL OR person = ?", person, person)

    def forget_tokens(self) -> None:
        self.run("DELETE FROM token")
        self.run("DELETE FROM code")

    def put(self, kind: str, body: str, number: int | None = None) -> int:
        """Keeps a fault or a change, new or again; gives its number."""
        with (
            self._lock,
            closing(
                self._db.execute("INSERT OR REPLACE INTO misbehaviour VALUES (?, ?, ?)", (number, kind, body))
            ) as cursor,
        ):
            return int(cursor.lastrowid or 0)

    def all(self, kind: str) -> list[tuple[int, str]]:
        with (
            self._lock,
            closing(
                self._db.execute("SELECT id, body FROM misbehaviour WHERE kind = ? ORDER BY id", (kind,))
            ) as cursor,
        ):
            return cursor.fetchall()

    def drop_one(self, kind: str, number: int) -> None:
        self.run("DELETE FROM misbehaviour WHERE kind = ? AND id = ?", kind, number)

    def drop(self, kind: str) -> None:
        self.run("DELETE FROM misbehaviour WHERE kind = ?", kind)
