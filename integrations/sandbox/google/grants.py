"""Codes and tokens of Google: a refresh token stays the same, and one of an app in "Testing" lives a week."""

import secrets
from dataclasses import dataclass, field

from ..clock import Clock
from ..constants import CODE_SECONDS, GOOGLE_ACCESS_SECONDS, GOOGLE_TESTING_SECONDS
from ..settings import Settings
from ..state import State


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a person allowed. `refresh` is empty where no offline access was asked for."""

    person: str
    scopes: tuple[str, ...]
    refresh: str = field(default="", repr=False)
    refresh_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Grants:
    """Everything that was ever allowed, in the sandbox's state."""

    clock: Clock
    state: State
    settings: Settings

    def add_code(
        self, person: str, redirect_uri: str, scopes: tuple[str, ...], challenge: str, *, keeps: bool
    ) -> str:
        """A code that works once; `keeps`: it brings a refresh token."""
        code, ends = f"4/0{secrets.token_urlsafe(40)}", self.clock.timestamp() + CODE_SECONDS
        values = (code, person, redirect_uri, " ".join(scopes), challenge, int(keeps), ends)
        self.state.run("INSERT INTO google_code VALUES (?, ?, ?, ?, ?, ?, ?, 0)", *values)
        return code

    def code(self, code: str) -> tuple[str, str] | None:
        """Redirect address and challenge of a code that is still good."""
        sql = "SELECT redirect_uri, challenge FROM google_code WHERE code = ? AND used = 0 AND expires > ?"
        row = self.state.one(sql, code, self.clock.timestamp())
        return (row[0], row[1]) if row else None

    def take_code(self, code: str) -> Allowed | None:
        """Spends a code: only the first who asks gets anything."""
        if not self.state.run("UPDATE google_code SET used = 1 WHERE code = ? AND used = 0", code):
            return None
        row = self.state.one("SELECT person, scopes, keeps FROM google_code WHERE code = ?", code)
        return self.allow(row[0], tuple(row[1].split()), keeps=bool(row[2])) if row else None

    def allow(self, person: str, scopes: tuple[str, ...], *, keeps: bool = True) -> Allowed:
        if not keeps:
            return Allowed(person, scopes)
        lasts = GOOGLE_TESTING_SECONDS if self.settings.google_app == "testing" else None
        ends = self.clock.timestamp() + lasts if lasts else None
        allowed = Allowed(person, scopes, f"1//0{secrets.token_urlsafe(40)}", lasts)
        self.state.run(
            "INSERT INTO google_grant VALUES (?, ?, ?, ?)", allowed.refresh, person, " ".join(scopes), ends
        )
        return allowed

    def by_refresh(self, refresh: str) -> Allowed | None:
        """The same token as often as it is asked for, until it is too old or taken back."""
        sql = "SELECT person, scopes FROM google_grant WHERE refresh = ? AND (expires IS NULL OR expires > ?)"
        row = self.state.one(sql, refresh, self.clock.timestamp())
        return Allowed(row[0], tuple(row[1].split()), refresh) if row else None

    def access_for(self, allowed: Allowed, seconds: float = GOOGLE_ACCESS_SECONDS) -> str:
        """A new access token; those that are long over are swept away."""
        now, access = self.clock.timestamp(), f"ya29.{secrets.token_urlsafe(40)}"
        self.state.run("DELETE FROM google_access WHERE expires < ?", now - 30 * 24 * 3600)
        held = allowed.refresh or self.allow(allowed.person, allowed.scopes).refresh
        self.state.run("INSERT INTO google_access VALUES (?, ?, ?)", access, held, now + seconds)
        return access

    def by_access(self, access: str) -> Allowed | None:
        """What an access token opens; nothing once its grant was taken back."""
        row = self.state.one(
            "SELECT person, scopes FROM google_access JOIN google_grant USING (refresh)"
            " WHERE access = ? AND google_access.expires > ?",
            access,
            self.clock.timestamp(),
        )
        return Allowed(row[0], tuple(row[1].split())) if row else None

    def revoke(self, token: str) -> bool:
        """Ends a grant by either of its tokens; False where there is none."""
        row = self.state.one("SELECT refresh FROM google_access WHERE access = ?", token)
        return self.state.run("DELETE FROM google_grant WHERE refresh = ?", row[0] if row else token) > 0

    def revoke_all(self, person: str | None) -> int:
        return self.state.run("DELETE FROM google_grant WHERE ? IS NULL OR person = ?", person, person)

    def expire_access(self, person: str | None) -> int:
        """Every access token of one person, or of all, is too old from now on."""
        return self.state.run(
            "UPDATE google_access SET expires = 0 WHERE refresh IN"
            " (SELECT refresh FROM google_grant WHERE ? IS NULL OR person = ?)",
            person,
            person,
        )

    def forget(self) -> None:
        for table in ("google_code", "google_grant", "google_access"):
            self.state.run(f"DELETE FROM {table}")  # noqa: S608 - names of our own
