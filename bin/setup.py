"""Makes .venv and .env, as far as they are missing or out of date. Standard library only.

Usage: bin/setup base|test|dev [mysql]      (mysql is added by itself when the database is MySQL)
"""

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# There while something is being installed. Found at the start, it means that the last time was cut short.
UNFINISHED = VENV / ".unfinished"
# Each set of packages holds the ones before it.
SETS = ("base", "test", "dev")
HEADERS = (
    "mysqlclient is built here and needs headers. Type: "
    "sudo apt install build-essential pkg-config python3-dev libmariadb-dev"
)


def main() -> None:
    wanted = sys.argv[1] if sys.argv[1:] else "base"
    if wanted not in SETS:
        sys.exit(__doc__)
    write_env(ROOT / ".env")
    if VENV.is_symlink():  # somebody else's environment: used as it is
        return
    with (ROOT / "requirements" / "base.txt").open() as lock:  # any file will do
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        install(wanted, included=SETS[: SETS.index(wanted) + 1])
        if "mysql" in sys.argv[2:] or database_is_mysql(ROOT / ".env"):
            install("production", included=("base", "production"), hint=HEADERS)


def write_env(path: Path) -> None:
    """A private .env with fresh keys, where there is none."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(
            "# Made by `make install`; .env.example says what else can stand here.\n"
            "# Keep a copy of ENCRYPTION_KEY apart from the database: without it the stored\n"
            "# credentials and texts cannot be read again.\n"
            f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
            f"ENCRYPTION_KEY={secrets.token_urlsafe(32)}\n"
        )
    print("Wrote .env with fresh keys (only you can read it).")


def make_venv() -> None:
    """A virtual environment of this Python; made anew after a Python change or an unfinished install."""
    if not VENV.exists():
        reason = ""
    elif UNFINISHED.exists():
        reason = "The last set-up was cut short; starting it afresh."
    elif not works():
        reason = "Python has changed; making the virtual environment afresh."
    else:
        return
    need_ensurepip()
    print(reason or f"Making a virtual environment in .venv with Python {version()}.", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    UNFINISHED.touch()
    venv.create(VENV, with_pip=True, symlinks=True)
    UNFINISHED.unlink()


def works() -> bool:
    """Whether the environment's Python runs and is the one asked for."""
    try:
        answer = subprocess.run(
            [PYTHON, "-c", "import sys, pip; print(sys.version)"], capture_output=True, text=True
        )
    except OSError:
        return False
    asked_for = "PYTHON" in os.environ
    return answer.returncode == 0 and (not asked_for or answer.stdout.strip() == sys.version)


def need_ensurepip() -> None:
    """Debian and Ubuntu keep this part of Python in a package of its own."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        name = "python{}.{}-venv".format(*sys.version_info)
        sys.exit(f"Python {version()} has no ensurepip here. Type: sudo apt install {name}")


def install(name: str, included: tuple[str, ...], hint: str = "") -> None:
    """Installs one lock file, unless exactly that has been done."""
    stamps = {each: VENV / f".installed-{each}" for each in included}
    stamp = fingerprint(name)
    if stamps[name].exists() and stamps[name].read_text() == stamp:
        return
    print(f"Installing the packages of requirements/{name}.txt (once; a minute or so).", flush=True)
    UNFINISHED.touch()
    command: list[str | Path] = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    command += ["--no-compile", "--no-deps", "--require-hashes"]
    command += ["-r", ROOT / "requirements" / f"{name}.txt"]
    if subprocess.run(command).returncode:
        UNFINISHED.unlink()
        sys.exit(
            f"The packages could not be installed. {f'Perhaps headers are missing: {hint}' if hint else ''}"
        )
    for each, path in stamps.items():
        path.write_text(fingerprint(each))
    UNFINISHED.unlink()


def fingerprint(name: str) -> str:
    """Changes with the lock file and with the environment's Python."""
    lock = (ROOT / "requirements" / f"{name}.txt").read_bytes()
    config = (VENV / "pyvenv.cfg").read_bytes()
    return hashlib.sha256(lock + config).hexdigest()


def database_is_mysql(env_file: Path) -> bool:
    """Whether DATABASE_URL or DB_NAME, in the environment or in .env, mean MySQL or MariaDB."""
    values = dict(re.findall(r"^\s*(?:export\s+)?(\w+)=['\"]?([^'\"\n]*)", env_file.read_text(), re.M))
    values.update(os.environ)
    url = values.get("DATABASE_URL", "").strip()
    return url.startswith("mysql") if url else bool(values.get("DB_NAME", "").strip())


def version() -> str:
    return "{}.{}.{}".format(*sys.version_info)


if __name__ == "__main__":
    main()
