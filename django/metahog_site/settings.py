"""settings.py: of the project that the demo and the tests run. What differs from place to place is in the environment.

METAHOG_SECRET_KEY, METAHOG_DB_NAME, METAHOG_DB_USER, METAHOG_DB_PASSWORD, METAHOG_DB_HOST, METAHOG_DB_PORT; all else
may be left out: METAHOG_HOSTS (comma-separated), METAHOG_HTTPS=1 behind TLS, METAHOG_WEB (the built front end),
METAHOG_REFRESH=1 to look for new built files at each request,
METAHOG_EXAMPLE_SOURCE and METAHOG_EXAMPLE_QUERY (what a first visit shows).
"""

import os
from pathlib import Path

import django

BASE_DIR = Path(__file__).resolve().parent.parent


def given(name, default=None):
    return os.environ["METAHOG_" + name] if default is None else os.environ.get("METAHOG_" + name, default)


SECRET_KEY = given("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = given("HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "metahog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "metahog.middleware.ShortRoad",
    "metahog.middleware.SayWhenAway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "metahog_site.urls"
WSGI_APPLICATION = "metahog_site.wsgi.application"
ASGI_APPLICATION = "metahog_site.asgi.application"
APPEND_SLASH = False
X_FRAME_OPTIONS = "SAMEORIGIN"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "metahog_site.database",
        "NAME": given("DB_NAME"),
        "USER": given("DB_USER"),
        "PASSWORD": given("DB_PASSWORD"),
        "HOST": given("DB_HOST"),
        "PORT": given("DB_PORT"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    },
}
if django.VERSION >= (4, 2):
    # The same few statements come with each request, for session, user and team: they are planned once.
    DATABASES["default"]["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 2}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The demo's passwords are random words of 64 bits and more, which nobody guesses however fast the hash is; HTTP Basic
# has to check one with each request. A project with people's own passwords leaves this out.
PASSWORD_HASHERS = ["metahog_site.hashers.RandomPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]

LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = given("HTTPS", "") == "1"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"

STATIC_URL = "/static/"
_WEB = Path(given("WEB", str(BASE_DIR.parent / "web" / "dist")))
STATICFILES_DIRS = [("metahog", str(_WEB))] if _WEB.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = given("REFRESH", "") == "1"
# The build puts a hash of its contents into a file's name.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/metahog/.+-[0-9A-Z]{8}\.\w+$"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "metahog.authentication.Basic",
        "metahog.authentication.Session",
    ],
}

METAHOG = {
    "EXAMPLE": {"source": given("EXAMPLE_SOURCE", ""), "query": given("EXAMPLE_QUERY", "")},
    "LOGOUT_URL": "/logout/",
    "POOL_MAX": int(given("POOL_MAX", "8")),
    "REMEMBER": 2,
    "PERMISSION": given("PERMISSION", "metahog.permissions.Default"),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
