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

GOOGLE_PREFIX = "/google"
GOOGLE_CLIENT_ID = "sandbox.apps.googleusercontent.com"
GOOGLE_CLIENT_SECRET = "sandbox-google-secret"  # noqa: S105 - it opens invented data only
GOOGLE_SHEETS_SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"
GOOGLE_EMAIL_SCOPE = "https://www.googleapis.com/auth/userinfo.email"
GOOGLE_ACCESS_SECONDS = 3599
GOOGLE_TESTING_SECONDS = 7 * 24 * 3600  # how long a refresh token of an app in "Testing" lives

CODE_SECONDS = 600
ACCESS_SECONDS = 24 * 3600
HISTORY_DAYS = 400
BENCH_YEARS = 10
