"""Tests: fixed keys, fast hashing, files in a temporary folder; everything else as it runs for a person."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["DOTENV"] = os.devnull
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("ENCRYPTION_KEY", "only-for-tests-too")

# One folder for a run of the tests, in it one for each of its processes; what a test starts inherits both.
if "TEST_DIR" not in os.environ:
    os.environ["TEST_DIR"] = tempfile.mkdtemp(prefix="healthdash-tests-")
    atexit.register(shutil.rmtree, os.environ["TEST_DIR"], ignore_errors=True)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
DATA_DIR = Path(os.environ["TEST_DIR"]) / WORKER
DATA_DIR.mkdir(parents=True, exist_ok=True)
os.environ["DATA_DIR"] = str(DATA_DIR)

# The processes share a real server: each takes its own database number, counted up from the given one.
if real := os.environ.get("TEST_REDIS_URL"):
    address, number = real.rsplit("/", 1)
    os.environ["REDIS_URL"] = f"{address}/{int(number) + int(WORKER.removeprefix('gw'))}"
else:
    os.environ["REDIS_URL"] = f"unix://{DATA_DIR}/redis.sock?db=0"

from .base import *  # noqa: E402, F403
from .base import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that a worker in another process sees the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
