"""What a client needs to know to talk to the sandbox."""

OURA_PREFIX = "/oura"
OURA_CLIENT_ID = "sandbox-client"
OURA_CLIENT_SECRET = "sandbox-secret"  # noqa: S105 - it opens invented data only
OURA_SCOPES = (
    "email",
    "personal",
    "daily",
    "heartrate",
    "workout",
    "tag",
    "session",
    "spo2",
    "heart_health",
    "stress",
    "ring_configuration",
)

RIZE_PREFIX = "/rize"
RIZE_KEY = "sandbox-rize-{person}-{number}"

CODE_SECONDS = 600
ACCESS_SECONDS = 24 * 3600
HISTORY_DAYS = 400
BENCH_YEARS = 10
