"""The whole journal as a file, for its owner."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import StreamingHttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest
from journal.exports import as_json, as_markdown


@require_safe
@login_required
@never_cache
def as_json_file(request: PersonRequest) -> StreamingHttpResponse:
    return _file(as_json.pieces(request.user), "healthdash-journal.json", "application/json")


@require_safe
@login_required
@never_cache
def as_markdown_file(request: PersonRequest) -> StreamingHttpResponse:
    return _file(as_markdown.pieces(request.user), "healthdash-journal.md", "text/markdown; charset=utf-8")


def _file(pieces: Iterator[str], name: str, kind: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)
