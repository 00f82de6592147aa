"""A first visit in Chromium with nothing kept and its processor slowed four times, before gunicorn."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from bench.inside import answer, asked  # first: it sets Django up

# isort: split
from django.conf import settings
from django.test import Client
from playwright.sync_api import CDPSession, Page, sync_playwright

from accounts.models import User
from healthdash.laptop import ports

SLOWER = 4
LARGEST_PAINT = """() => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
        .observe({ type: "largest-contentful-paint", buffered: true });
})"""


@contextmanager
def server() -> Iterator[str]:
    port = ports.free_port()
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "gunicorn", "healthdash.wsgi", "--bind", f"127.0.0.1:{port}"]
    environment = {**os.environ, "PUBLIC_URL": url, "DEBUG": "0"}
    process = subprocess.Popen([*command, "--threads", "4", "--log-level", "error"], env=environment)
    try:
        for _try in range(100):
            try:
                urllib.request.urlopen(f"{url}/accounts/login/").close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


def received(session: CDPSession) -> list[float]:
    """The bytes of everything that comes over the wire from now on, compressed as they come."""
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return sizes


def visit(page: Page, url: str) -> tuple[float, float, float]:
    """Milliseconds to the largest paint, KiB until it is quiet, KiB once all charts were in view."""
    sizes = received(page.context.new_cdp_session(page))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    paint, first = page.evaluate(LARGEST_PAINT), sum(sizes)
    for frame in page.locator("[data-figure]").all():
        frame.scroll_into_view_if_needed()
        page.wait_for_timeout(200)
    page.wait_for_load_state("networkidle")
    return paint, first / 1024, sum(sizes) / 1024


def main(times: int) -> None:
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        answer()
        return
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(), "allauth.account.auth_backends.AuthenticationBackend")
    name, value = settings.SESSION_COOKIE_NAME, client.cookies["sessionid"].value
    visits = []
    with server() as url, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for _ in range(times):
            # Its service worker would fetch beside the page.
            context = chromium.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
            context.add_cookies([{"name": name, "value": value, "url": url}])
            visits.append(visit(context.new_page(), url))
            context.close()
        chromium.close()
    paints, first, everything = (list(figures) for figures in zip(*visits, strict=True))
    answer(paint_ms=paints, first_kib=first, with_charts_kib=everything)


main(**asked())
