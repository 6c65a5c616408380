"""Settings of Liaison. What an installation may set is read from LIAISON_* variables (docs/operations.md)."""

from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF

from liaison import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("LIAISON_DATA") or BASE_DIR / "data").absolute()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("LIAISON_DEBUG")
SECRET_KEY = env.secret("LIAISON_SECRET_KEY", DATA_DIR / "secret_key")
# Newest first: the first key encrypts, all of them decrypt, so that a key can be replaced.
FIELD_KEYS = env.secret("LIAISON_FIELD_KEYS", DATA_DIR / "field_key").split(",")
ALLOWED_HOSTS = env.listing("LIAISON_HOSTS", "127.0.0.1,localhost")
BASE_URL = env.text("LIAISON_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "core",
    "accounts",
    "contacts",
    "visits",
    "petitions",
    "duties",
    "assessments",
    "reports",
    "liaison",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.IdleLogOutMiddleware",
    "accounts.middleware.ChangePasswordFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "liaison.urls"
WSGI_APPLICATION = "liaison.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "liaison.navigation.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.page",
                "core.templatetags.languages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- database: SQLite is the embedded default, PostgreSQL the production database ----------------
if url := env.text("LIAISON_DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "liaison.sqlite3"),
            "OPTIONS": {
                # Writers queue up at BEGIN instead of failing half-way through a transaction.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who may come in ----------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.LockOutBackend"]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOCK_OUT_AFTER_FAILURES = 5
LOCK_OUT_MINUTES = 15
IDLE_LOG_OUT_MINUTES = env.number("LIAISON_IDLE_MINUTES", 60)
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["liaison.formats"]

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("LIAISON_STATIC_ROOT") or BASE_DIR / "build" / "collected")
# build/static: the front-end libraries and fonts that the set-up laid out (tools/assets.py).
STATICFILES_DIRS = [BASE_DIR / "static", *(p for p in [BASE_DIR / "build" / "static"] if p.is_dir())]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Uploads are served through a view that asks who is asking, never from a public folder: no MEDIA_URL.
MEDIA_ROOT = DATA_DIR / "files"
FONT_DIR = BASE_DIR / "build" / "fonts"
# The pages under /help/, which the set-up made from docs/handbook (tools/handbook.py).
HANDBOOK_DIR = BASE_DIR / "build" / "handbook"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024
ATTACHMENTS_PER_RECORD = 9
# How long the file of a report that the worker made can be fetched.
REPORT_KEPT_DAYS = env.number("LIAISON_REPORT_DAYS", 7)

# --- mail: through the outbox; without a server the letters wait there and the product says so --
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("LIAISON_SMTP_HOST")
EMAIL_PORT = env.number("LIAISON_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("LIAISON_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("LIAISON_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("LIAISON_SMTP_STARTTLS")
EMAIL_USE_SSL = env.flag("LIAISON_SMTP_TLS")
EMAIL_TIMEOUT = 10
# Ordinary letters go out on working days within these local hours (from, up to); urgent ones at any time.
MAIL_HOURS = (8, 18)
DEFAULT_FROM_EMAIL = env.text("LIAISON_MAIL_FROM", "liaison@localhost")

# --- background work ----------------------------------------------------------------------------
CELERY_BROKER_URL = env.text("LIAISON_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL.startswith("filesystem://"):
    # One folder for both directions; what is in flight at a crash is lost, which the outbox makes good.
    _queue = DATA_DIR / "queue"
    for _folder in ("messages", "processed", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "processed_folder": str(_queue / "processed"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 3600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Long reports have a worker of their own, so that they never hold up the mail.
CELERY_TASK_ROUTES = {"reports.tasks.*": {"queue": "reports"}}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # Each sweep asks "what is due by now and not yet done", so a missed beat loses nothing.
    "send-mail": {"task": "core.tasks.send_outbox", "schedule": 60.0},
    "remind": {"task": "duties.tasks.remind", "schedule": crontab(minute="*/15")},
    "recompute-duties": {"task": "duties.tasks.recompute", "schedule": crontab(hour="1", minute="30")},
    # Where the worker is busy or down, nothing piles up: the next beat asks for the same.
    "make-reports": {"task": "reports.tasks.make_reports", "schedule": 15.0, "options": {"expires": 60}},
}

# --- the browser's side -------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if env.flag("LIAISON_HTTPS"):
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LIAISON_LOG_LEVEL", "WARNING")},
}
