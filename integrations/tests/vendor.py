"""An OAuth server on loopback that answers as a test tells it: for what no vendor should ever send."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, Any]


class Vendor:
    """`answers` maps a path to (status, body); without one, `/token` rotates single-use pairs."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, Answer] = {}
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.delay = 0.0
        self.number = 0
        self.account = "account-1"
        self.lock = threading.Lock()

    def answer(self, path: str, form: dict[str, str]) -> Answer:
        with self.lock:
            self.calls.append((path, form))
            time.sleep(self.delay)
            if path in self.answers:
                return self.answers[path]
            if path.endswith("/personal_info"):
                return 200, {"id": self.account}
            return self.rotate(form)

    def rotate(self, form: dict[str, str]) -> Answer:
        if form.get("grant_type") == "refresh_token" and form["refresh_token"] != f"refresh-{self.number}":
            return 400, {"error": "invalid_grant"}
        self.number += 1
        return 200, pair(self.number)

    def count(self, path: str) -> int:
        return sum(called == path for called, _form in self.calls)


def pair(number: int, **changes: Any) -> dict[str, Any]:
    """A token answer; a change to None takes the field out."""
    answer = {
        "access_token": f"access-{number}",
        "refresh_token": f"refresh-{number}",
        "expires_in": 86400,
        "token_type": "bearer",
        "scope": "extapi:daily extapi:spo2Daily",
        **changes,
    }
    return {name: value for name, value in answer.items() if value is not None}


@contextmanager
def running_vendor() -> Iterator[Vendor]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            parts = urlsplit(self.path)
            self.reply(*vendor.answer(parts.path, dict(parse_qsl(f"{parts.query}&{body}"))))

        def do_GET(self) -> None:
            self.reply(*vendor.answer(urlsplit(self.path).path, {}))

        def reply(self, status: int, body: Any) -> None:
            if status == 0:
                return  # hangs up without a word
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    vendor = Vendor(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
