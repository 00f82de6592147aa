"""A zip that is sent while it is made, so that memory does not grow with it."""

import zipfile
from collections.abc import Iterable, Iterator, Mapping


class _Outgoing:
    """A file that can only be written to; what was written is taken away piece by piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, content: bytes) -> int:
        self.pieces.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        content, self.pieces = b"".join(self.pieces), []
        return content


def stream(files: Mapping[str, Iterable[str]]) -> Iterator[bytes]:
    """The bytes of a zip with these files; each is text, given in pieces."""
    out = _Outgoing()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, pieces in files.items():
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece.encode())
                    if out.pieces:
                        yield out.taken()
            yield out.taken()
    yield out.taken()
