"""A real HTTP server for tests, on a port of its own, that answers as it is told."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it arrived. `connection` tells apart TCP connections."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes
    connection: int


@dataclass(frozen=True)
class Answer:
    """What to send. `length` overrules Content-Length, so that an answer can promise more than it has."""

    status: int = 200
    body: bytes = b'{"data": [], "next_token": null}'
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    before: Callable[[], Any] = lambda: None


class Server:
    """`answer` is asked for every request; `asked` keeps them all."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Answer] = lambda asked: Answer()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._http.handle_error = lambda *args: None  # a client that hangs up is part of the test
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def _handler(server) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the handler's below
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else every answer waits 40 ms for an acknowledgement

            def respond(self) -> None:
                parts = urlsplit(self.path)
                asked = Asked(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query)),
                    dict(self.headers),
                    self.rfile.read(int(self.headers.get("Content-Length", 0))),
                    self.client_address[1],
                )
                server.asked.append(asked)
                self.send(server.answer(asked))

            def send(self, answer: Answer) -> None:
                answer.before()
                self.send_response(answer.status)
                length = len(answer.body) if answer.length is None else answer.length
                for name, value in {"Content-Length": str(length), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)
                self.close_connection = length != len(answer.body)

            def log_message(self, *args: Any) -> None:
                pass

            do_GET = do_POST = respond  # noqa: N815 - http.server's names

        return Handler

    @contextmanager
    def running(self) -> Iterator["Server"]:
        thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._http.server_close()
            thread.join()
