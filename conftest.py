"""What every test may use: a Redis of its own, and browser tests only where there is a browser."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from healthdash.laptop import embedded_redis

pytest_plugins = ["integrations.sandbox.fixtures"]

# How long an example takes says more of the machine than of the code; `make bench` measures.
hypothesis.register_profile("healthdash", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("healthdash")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session", autouse=True)
def redis_server() -> Iterator[str]:
    """The address of the Redis that settings point at: TEST_REDIS_URL's, or an embedded one."""
    if os.environ.get("TEST_REDIS_URL"):
        embedded_redis.wait_until_it_answers(settings.REDIS_URL, seconds=2)
        yield settings.REDIS_URL
        return
    plan = embedded_redis.plan(Path(settings.DATA_DIR))
    server = subprocess.Popen(plan.command, stdout=subprocess.DEVNULL)
    try:
        embedded_redis.wait_until_it_answers(plan.url)
        yield plan.url
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser of this machine."""
    path = find_chromium()
    assert path, "Chromium is not installed here. Type: sudo apt install chromium"
    return path


def find_chromium() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the browser tests are skipped; with REQUIRE_CHROMIUM=1 they fail instead."""
    if find_chromium() or os.environ.get("REQUIRE_CHROMIUM"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed here"))
