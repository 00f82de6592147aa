"""A small HTTP/1.1 server: a thread per connection, one write per answer, connections kept alive."""

import json
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

LARGEST_BODY = 1_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """What came in. Of a query parameter that occurs twice the last one counts."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Message = field(default_factory=Message, repr=False)
    body: bytes = field(default=b"", repr=False)
    repeated: Mapping[str, list[str]] = field(default_factory=dict)  # the query with every value

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)

    def json(self) -> dict[str, Any]:
        """The body as an object. Raises ValueError for anything else."""
        content = json.loads(self.body or b"{}")
        if not isinstance(content, dict):
            raise ValueError("Send one JSON object.")
        return content


@dataclass(frozen=True, slots=True)
class Response:
    """What goes out. `cut` is the number of body bytes after which the connection breaks; 0: no answer."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None


Answer = Callable[[Request], Response]


def as_json(content: Any, status: int = 200, **headers: str) -> Response:
    """An answer that holds JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, json.dumps(content, separators=(",", ":")).encode(), headers=named)


class Server(ThreadingHTTPServer):
    """Listens on the loopback address alone, and can drop every open connection."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, answer: Answer) -> None:
        self.answer = answer
        self.connections: set[socket.socket] = set()
        self.is_over = False
        super().__init__(("127.0.0.1", port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is nothing to report, nor is an answer that our own end cut
        off; anything else is a bug."""
        if not self.is_over and not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def drop_connections(self) -> None:
        self.is_over = True
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class Handler(BaseHTTPRequestHandler):
    """Reads one request after another, asks `server.answer`, writes."""

    protocol_version = "HTTP/1.1"
    server_version = "healthdash-sandbox"
    sys_version = ""
    # Headers and body leave in one packet, at once: otherwise delayed acknowledgements cost 40 ms each.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_DELETE = do_PUT = do_GET

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            self._write(Response(413))
            return
        repeated = parse_qs(parts.query, keep_blank_values=True)
        query = {name: values[-1] for name, values in repeated.items()}
        body = self.rfile.read(length) if length else b""
        asked = Request(self.command, parts.path, query, self.headers, body, repeated)
        self._write(self.server.answer(asked))

    def _write(self, response: Response) -> None:
        if response.cut == 0:
            self.close_connection = True
            return
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body[: response.cut])
        self.wfile.flush()
        if response.cut is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: request lines hold codes and states."""
