"""Errors as Google's API writes them."""

from typing import Any

from ..http import Response, as_json

STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
WORDS = {
    401: "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or"
    " other valid authentication credential. See"
    " https://developers.google.com/identity/sign-in/web/devconsole-project.",
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    429: "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of"
    " service 'sheets.googleapis.com' for consumer 'project_number:100000000001'.",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
}
NOT_ENABLED = (
    "Google Sheets API has not been used in project 100000000001 before or it is disabled. Enable it by"
    " visiting https://console.developers.google.com/apis/api/sheets.googleapis.com/overview"
    "?project=100000000001 then retry. If you enabled this API recently, wait a few minutes for the action to"
    " propagate to our systems and retry."
)


def refusal(code: int, message: str = "", status: str = "", reason: str = "") -> Response:
    """The envelope of every error; `reason` goes into its details."""
    error: dict[str, Any] = {
        "code": code,
        "message": message or WORDS.get(code, "The sandbox was told to answer this."),
        "status": status or STATUS.get(code, "UNKNOWN"),
    }
    if reason:
        kind = "type.googleapis.com/google.rpc.ErrorInfo"
        about = {"service": "sheets.googleapis.com", "consumer": "projects/100000000001"}
        error["details"] = [{"@type": kind, "reason": reason, "domain": "googleapis.com", "metadata": about}]
    return as_json({"error": error}, code)


def not_enabled() -> Response:
    return refusal(403, NOT_ENABLED, reason="SERVICE_DISABLED")


def too_few_scopes() -> Response:
    words = "Request had insufficient authentication scopes."
    return refusal(403, words, reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT")


def no_google_sheet() -> Response:
    """A file of Excel that was uploaded and never converted."""
    return refusal(400, "This operation is not supported for this document", "FAILED_PRECONDITION")


def wrong_login() -> Response:
    """How the userinfo address says it."""
    return as_json({"error": "invalid_request", "error_description": "Invalid Credentials"}, 401)
