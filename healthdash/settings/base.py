"""Settings that hold everywhere. Every variable read here is described in `.env.example`."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_HASHES

from .database import DATABASES  # noqa: F401
from .env import BASE_DIR, DATA_DIR, env
from .queues import *  # noqa: F403
from .queues import REDIS_URL

SECRET_KEY = env.str("SECRET_KEY", default="")
DEBUG = env.bool("DEBUG", default=False)

# One key or several with commas, newest first. Without FERNET_KEYS the encrypted fields would
# silently use SECRET_KEY.
FERNET_KEYS = [key.strip() for key in env.list("ENCRYPTION_KEY", default=[]) if key.strip()]

# --- Address -----------------------------------------------------------------------------------
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
PUBLIC_IS_SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [host.strip() for host in env.list("ALLOWED_HOSTS", default=[]) if host.strip()]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# Files that people send hold their words: they stay in memory, never on disk in clear.
FILE_UPLOAD_HANDLERS = ["healthdash.lib.uploads.InMemory"]
# They are held in memory, before anybody asks who sends them: one at a time, as every form of ours has it.
DATA_UPLOAD_MAX_NUMBER_FILES = 1
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # a table's 200 columns, each with a dozen; a check-in's 500 tags

# --- Applications ------------------------------------------------------------------------------
INSTALLED_APPS = [
    "healthdash",
    "accounts",
    "metrics",
    "integrations",
    "journal",
    "django.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
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
    "accounts.middleware.PrivateAnswersMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SlidingSessionMiddleware",
]

# So that templates/django/forms stands before Django's own.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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

# --- Sync ----------------------------------------------------------------------------------------
SYNC_FETCH_THREADS = env.int("SYNC_FETCH_THREADS", default=4)
SYNC_LOOKBACK_DAYS = env.int("SYNC_LOOKBACK_DAYS", default=7)
SYNC_DEEP_LOOKBACK_DAYS = env.int("SYNC_DEEP_LOOKBACK_DAYS", default=30)
SYNC_WINDOWS_PER_RUN = env.int("SYNC_WINDOWS_PER_RUN", default=24)
SYNC_MAX_OUTSTANDING = env.int("SYNC_MAX_OUTSTANDING", default=2)
SYNC_CLAIM_SECONDS = env.int("SYNC_CLAIM_SECONDS", default=90)
SYNC_MESSAGE_SECONDS = env.int("SYNC_MESSAGE_SECONDS", default=600)
SYNC_KEEP_RUNS_DAYS = env.int("SYNC_KEEP_RUNS_DAYS", default=30)
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
    "webhooks": env.bool("OURA_WEBHOOKS", default=True),
}

RIZE = {"api_url": env.str("RIZE_API_URL", default="https://api.rize.io/api/v1/graphql")}

# Google Sheets only: this app is apart from any log-in with Google.
GOOGLE = {
    "client_id": env.str("GOOGLE_CLIENT_ID", default=""),
    "client_secret": env.str("GOOGLE_CLIENT_SECRET", default=""),
    "authorize_url": env.str("GOOGLE_AUTHORIZE_URL", default="https://accounts.google.com/o/oauth2/v2/auth"),
    "token_url": env.str("GOOGLE_TOKEN_URL", default="https://oauth2.googleapis.com/token"),
    "revoke_url": env.str("GOOGLE_REVOKE_URL", default="https://oauth2.googleapis.com/revoke"),
    "userinfo_url": env.str(
        "GOOGLE_USERINFO_URL", default="https://openidconnect.googleapis.com/v1/userinfo"
    ),
    "sheets_url": env.str("GOOGLE_SHEETS_URL", default="https://sheets.googleapis.com"),
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
SIGNUP_POLICY = env.one_of("SIGNUP_POLICY", ["open", "invitation", "closed"], default="invitation")

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "accounts.allauth_forms.LoginForm",
    "signup": "accounts.allauth_forms.SignupForm",
    "reauthenticate": "accounts.allauth_forms.ReauthenticateForm",
    "add_email": "accounts.allauth_forms.AddEmailForm",
    "change_password": "accounts.allauth_forms.ChangePasswordForm",
    "set_password": "accounts.allauth_forms.SetPasswordForm",
    "reset_password": "accounts.allauth_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.allauth_forms.ResetPasswordKeyForm",
}
MFA_FORMS = {
    "authenticate": "accounts.allauth_forms.AuthenticateForm",
    "reauthenticate": "accounts.allauth_forms.ReauthenticateByCodeForm",
    "activate_totp": "accounts.allauth_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.allauth_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.allauth_forms.RenamePasskeyForm",
}
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
EMAIL_TIMEOUT = 20  # seconds; a mail server that hangs must not hold a worker
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="healthdash@localhost")
ACCOUNT_EMAIL_VERIFICATION = env.one_of(
    "EMAIL_VERIFICATION", ["none", "optional", "mandatory"], default="optional" if MAIL_IS_SET_UP else "none"
)
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
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "healthdash.lib.storage.StaticFiles"},
}

# allauth's constraints with a condition, which MySQL does not know; its forms check the same.
SILENCED_SYSTEM_CHECKS = ["models.W036"]

# --- Security headers ----------------------------------------------------------------------------


def origin(url: str) -> str:
    """The scheme and host of an address, as a Content-Security-Policy wants it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def form_targets(authorize_url: str) -> list[str]:
    """The origin of an authorize page, and the sister hosts one of which may ask for the password.

    Only where the vendor alone has pages there: below google.com stand forms that anybody made.
    """
    sisters = ["https://*.ouraring.com"] if origin(authorize_url).endswith(".ouraring.com") else []
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
        "form-action": [
            SELF,
            *form_targets(OURA["authorize_url"]),
            *form_targets(GOOGLE["authorize_url"]),
            *(origin(url) for url in env.list("CONNECT_PAGES", default=[])),
        ]
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
