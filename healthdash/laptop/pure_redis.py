"""A Redis in pure Python for machines without a server: `python -m healthdash.laptop.pure_redis SOCKET`."""

import itertools
import socket
import sys
from typing import Any

from fakeredis import TcpFakeServer


class SocketFakeServer(TcpFakeServer):
    """fakeredis' server on a Unix socket instead of a TCP port."""

    address_family = socket.AF_UNIX
    numbers = itertools.count()

    def get_request(self) -> tuple[Any, Any]:
        """Every client of a Unix socket has the same empty address; the server tells them apart by it."""
        connection, _ = super().get_request()
        return connection, ("socket", next(self.numbers))


def main() -> None:
    SocketFakeServer(sys.argv[1], server_type="redis").serve_forever()  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
