"""Settings that hold everywhere. Every variable read here is described in `.env.example`."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import environ
from csp.constants import NONE, SELF, UNSAFE_HASHES

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# `NAME_FILE=/run/secrets/name` is read wherever `NAME` is.
env = environ.FileAwareEnv()
env.read_env(env.str("DOTENV", default=str(BASE_DIR / ".env")))

# Where the installation writes: the SQLite database, sockets, the sandbox's state. Nothing else.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data")))

SECRET_KEY = env.str("SECRET_KEY", default="")
DEBUG = env.bool("DEBUG", default=False)

# One key or several with commas, newest first. Without FERNET_KEYS the encrypted fields would
# silently use SECRET_KEY.
FERNET_KEYS = [key for key in env.list("ENCRYPTION_KEY", default=[]) if key]

# --- Address -----------------------------------------------------------------------------------
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
PUBLIC_IS_SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# --- Applications ------------------------------------------------------------------------------
INSTALLED_APPS = [
    "healthdash",
    "accounts",
    "metrics",
    "integrations",
    "journal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_celery_beat",
]

MIDDLEWARE = [
    "healthdash.health.HealthCheckMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SlidingSessionMiddleware",
]

ROOT_URLCONF = "healthdash.urls"
WSGI_APPLICATION = "healthdash.wsgi.application"
ASGI_APPLICATION = "healthdash.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["healthdash.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "healthdash.context.site",
            ],
        },
    }
]

# --- Database: DATABASE_URL beats DB_* beats SQLite ----------------------------------------------
SQLITE_OPTIONS = {
    # Taking the write lock at the start of a transaction avoids the deadlock of two readers
    # that both want to write; WAL lets pages be read meanwhile.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
MYSQL_OPTIONS = {"charset": "utf8mb4", "isolation_level": "read committed"}


def database() -> dict:
    """The default database as Django wants it."""
    if env.str("DATABASE_URL", default=""):
        config = env.db_url("DATABASE_URL")
    elif env.str("DB_NAME", default=""):
        config = {
            "ENGINE": "django.db.backends.mysql",
            "NAME": env.str("DB_NAME"),
            "USER": env.str("DB_USERNAME", default=""),
            "PASSWORD": env.str("DB_PASSWORD", default=""),
            "HOST": env.str("DB_HOST", default="127.0.0.1"),
            "PORT": env.str("DB_PORT", default="3306"),
        }
    else:
        config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "healthdash.sqlite3")}
    is_sqlite = config["ENGINE"].endswith("sqlite3")
    options = SQLITE_OPTIONS if is_sqlite else MYSQL_OPTIONS
    config["OPTIONS"] = {**options, **config.get("OPTIONS", {})}
    if not is_sqlite:
        config.setdefault("CONN_MAX_AGE", 60)
        config["CONN_HEALTH_CHECKS"] = True
    return config


DATABASES = {"default": database()}

# --- Redis, queues -------------------------------------------------------------------------------
# `make run` starts an embedded server on a socket where there is none.
REDIS_URL = env.str("REDIS_URL", default="") or f"unix://{quote(str(DATA_DIR / 'redis.sock'))}?db=0"


def broker(url: str) -> str:
    """The address of a Redis as Celery writes it: a socket's has another scheme and parameter."""
    return url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")


CELERY_BROKER_URL = broker(REDIS_URL)
# Results are rows in the database (SyncRun), never messages.
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A run is bounded to a few chunks, so a task that is still there after these is stuck.
CELERY_TASK_SOFT_TIME_LIMIT = 9 * 60
CELERY_TASK_TIME_LIMIT = 10 * 60
# Longer than the hard limit, so that Redis never hands out a message that is being worked on;
# short enough that a killed worker's message does not lie around for long. The schedule does not
# depend on it: the claim in the database runs out much earlier.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 15 * 60,
    "socket_connect_timeout": 5,
    "socket_timeout": 10,
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5

# --- Sync ----------------------------------------------------------------------------------------
SYNC_FETCH_THREADS = env.int("SYNC_FETCH_THREADS", default=4)
SYNC_LOOKBACK_DAYS = env.int("SYNC_LOOKBACK_DAYS", default=7)
SYNC_DEEP_LOOKBACK_DAYS = env.int("SYNC_DEEP_LOOKBACK_DAYS", default=30)
SYNC_MAX_OUTSTANDING = env.int("SYNC_MAX_OUTSTANDING", default=2)
SYNC_BACKFILL_YEARS = env.int("SYNC_BACKFILL_YEARS", default=12)
HTTP_TIMEOUT = env.float("HTTP_TIMEOUT", default=30.0)
USER_AGENT = "healthdash/0.1 (+self-hosted)"

# --- Vendors -------------------------------------------------------------------------------------
# Oura has two developer portals whose token URLs differ; both answers are tried and remembered.
OURA = {
    "client_id": env.str("OURA_CLIENT_ID", default=""),
    "client_secret": env.str("OURA_CLIENT_SECRET", default=""),
    "scopes": env.list(
        "OURA_SCOPES",
        default=[
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
        ],
    ),
    "api_url": env.str("OURA_API_URL", default="https://api.ouraring.com"),
    "authorize_url": env.str("OURA_AUTHORIZE_URL", default="https://cloud.ouraring.com/oauth/authorize"),
    "token_url": env.str("OURA_TOKEN_URL", default="https://api.ouraring.com/oauth/token"),
    "token_url_alternative": env.str(
        "OURA_TOKEN_URL_ALTERNATIVE", default="https://moi.ouraring.com/oauth/v2/ext/oauth-token"
    ),
    "revoke_url": env.str("OURA_REVOKE_URL", default="https://api.ouraring.com/oauth/revoke"),
}

# The stand-in for the vendors. Empty: off.
SANDBOX_URL = env.str("SANDBOX_URL", default="").rstrip("/")

# --- People --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"
SIGNUP_POLICY = env.str("SIGNUP_POLICY", default="invitation")  # open, closed or invitation

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60

SOCIALACCOUNT_ADAPTER = "integrations.adapter.SocialAccountAdapter"
# allauth would keep tokens in clear; ours go into integrations.Credential, encrypted.
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 15

# Browsers allow passkeys on https and, for a laptop, on http://localhost; elsewhere they are off.
PASSKEYS_ARE_POSSIBLE = PUBLIC_IS_SECURE or urlsplit(PUBLIC_URL).hostname == "localhost"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"] + (["webauthn"] if PASSKEYS_ARE_POSSIBLE else [])
MFA_PASSKEY_LOGIN_ENABLED = PASSKEYS_ARE_POSSIBLE
MFA_TOTP_ISSUER = "healthdash"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PASSKEYS_ARE_POSSIBLE and not PUBLIC_IS_SECURE
# How many proxies stand before us: limits on tries count the address they saw, not theirs.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_COOKIE_AGE = int(timedelta(days=90).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_IS_SECURE

# --- Mail ----------------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="")
MAIL_IS_SET_UP = bool(EMAIL_URL)
if MAIL_IS_SET_UP:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="healthdash@localhost")
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", default="optional" if MAIL_IS_SET_UP else "none")
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Where no address is ever confirmed, a second factor cannot wait for it.
MFA_ALLOW_UNVERIFIED_EMAIL = ACCOUNT_EMAIL_VERIFICATION != "mandatory"

# --- Cache: speed only; everything works without it ----------------------------------------------
CACHES = {
    "default": {
        "BACKEND": "healthdash.lib.cache.DegradingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "healthdash",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1},
    }
}

# --- Language, time, files -----------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # of the server; every person has their own
LOCALE_PATHS = [BASE_DIR / "locale"]
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Security headers ----------------------------------------------------------------------------


def origin(url: str) -> str:
    """The scheme and host of an address, as a Content-Security-Policy wants it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def form_targets(authorize_url: str) -> list[str]:
    """The origin of an authorize page and its sister hosts, one of which asks for the password."""
    parts = urlsplit(authorize_url)
    _first, _dot, domain = (parts.hostname or "").partition(".")
    sisters = [f"https://*.{domain}"] if parts.scheme == "https" and "." in domain else []
    return [origin(authorize_url), *sisters]


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        # plotly writes two known style attributes (one of them empty); nothing else is allowed.
        "style-src": [
            SELF,
            UNSAFE_HASHES,
            "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
            "'sha256-AR/cKIZjWPcPmBUPDA6oti9XBiTbJvz0Cro2J1VzzS8='",
        ],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Chromium applies form-action to every redirect that follows a POST, so a connect needs
        # the vendors' authorize pages here.
        "form-action": [SELF, *form_targets(OURA["authorize_url"])]
        + ([origin(SANDBOX_URL)] if SANDBOX_URL else []),
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# --- Logs: one line per event on standard error, secrets taken out -------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "healthdash.lib.redaction.RedactingFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["redact"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"urllib3": {"level": "INFO"}, "requests_oauthlib": {"level": "INFO"}},
}
