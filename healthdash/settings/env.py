"""Where settings come from: the environment, files named in it, and `.env`."""

import os
from pathlib import Path
from typing import Any

import environ
from environ.fileaware_mapping import FileAwareMapping

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class Variables(FileAwareMapping):
    """`NAME_FILE=/run/secrets/name` is read wherever `NAME` is; an empty value is none."""

    def __getitem__(self, key: str) -> str:
        try:
            value = super().__getitem__(key)
        except OSError as error:
            raise SystemExit(f"{key}_FILE names a file that cannot be read: {error}.") from None
        if f"{key}_FILE" in self.env:
            value = value.strip()  # editors end a file with a newline
        if not value:
            raise KeyError(key)
        # django-environ takes `$x` for the name of another variable; a password may begin like that.
        return "\\" + value if value.startswith("$") else value


class Env(environ.FileAwareEnv):
    ENVIRON = Variables()

    def __init__(self) -> None:
        super().__init__()
        self.escape_proxy = True

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except (ValueError, TypeError):
            raise SystemExit(f"{var} cannot be understood; .env.example shows how it is written.") from None

    def one_of(self, var: str, allowed: list[str], default: str) -> str:
        """A word from a closed list; a slip of the pen must not open a door."""
        value: str = self.str(var, default=default)
        if value not in allowed:
            raise SystemExit(f"{var} must be one of: {', '.join(allowed)}.")
        return value


env = Env()
env.read_env(os.environ.get("DOTENV") or BASE_DIR / ".env")

# Where the installation writes: the SQLite database, sockets, the sandbox's state. Nothing else.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data")))
