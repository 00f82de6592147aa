"""The databases that are measured: made for the run, and gone after it."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environ import Env

from .processes import Environment, manage


@dataclass(frozen=True, slots=True)
class Place:
    """One database; `environment` makes a process use it."""

    vendor: str
    environment: Environment
    template: Path | None = None

    def empty(self) -> None:
        """As new, whatever was measured here before."""
        if self.template is None:
            manage(self.environment, "flush", "--no-input")
            return
        file = Path(urlsplit(self.environment["DATABASE_URL"]).path)
        for leftover in file.parent.glob(f"{file.name}-*"):
            leftover.unlink()
        shutil.copy(self.template, file)


@contextmanager
def sqlite(folder: Path, common: Environment, names: list[str]) -> Iterator[dict[str, Place]]:
    template = folder / "empty.sqlite3"
    manage({**common, "DATABASE_URL": f"sqlite:///{template}"}, "migrate")
    places = {}
    for name in names:
        place = Place("SQLite", {**common, "DATABASE_URL": f"sqlite:///{folder / name}.sqlite3"}, template)
        place.empty()
        places[name] = place
    yield places


@contextmanager
def mariadb(url: str, common: Environment, names: list[str]) -> Iterator[dict[str, Place]]:
    """Databases of our own beside the one that the URL names, which is not touched."""
    config = Env.db_url_config(url)
    parts = urlsplit(url)
    made: list[str] = []
    places = {}
    try:
        for name in names:
            database = f"{config['NAME']}_bench_{os.getpid()}_{name}"
            _execute(config, f"CREATE DATABASE `{database}` CHARACTER SET utf8mb4")
            made.append(database)
            address = parts._replace(path=f"/{database}").geturl()
            places[name] = Place("MariaDB", {**common, "DATABASE_URL": address})
            manage(places[name].environment, "migrate")
        yield places
    finally:
        for database in made:
            _execute(config, f"DROP DATABASE `{database}`")


def _execute(config: Mapping[str, Any], statement: str) -> None:
    # Only where MariaDB is measured: a fresh machine does not have it.
    MySQLdb: Any = import_module("MySQLdb")

    options: dict[str, Any] = {"unix_socket": config.get("OPTIONS", {}).get("unix_socket")}
    options |= {"host": config["HOST"], "user": config["USER"], "password": config["PASSWORD"]}
    options["port"] = int(config["PORT"] or 3306)
    server = MySQLdb.connect(**{name: value for name, value in options.items() if value})
    try:
        server.cursor().execute(statement)
    finally:
        server.close()
