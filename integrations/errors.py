"""What can go wrong between us and a vendor. The type alone decides what happens next.

Messages are whole sentences for the person or the operator; they never hold a vendor's raw body, a token
or an address with a query.
"""


class ProviderError(Exception):
    """Any failure of a vendor call."""


class CredentialsRefused(ProviderError):
    """The vendor no longer takes our credentials: the connection needs to be made again."""


class StreamRefused(ProviderError):
    """The vendor does not give this one collection to us (scope, membership, old app): a note, no error."""


class RateLimited(ProviderError):
    """The vendor asks us to wait; `retry_after` in seconds, None where it does not say how long."""

    def __init__(self, message: str = "", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(ProviderError):
    """The vendor does not answer, or answers that it cannot: try again later."""


class BadPayload(ProviderError):
    """The vendor's answer is not what its contract says."""
