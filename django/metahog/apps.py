"""apps.py: how Django knows this app."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class MetaHogConfig(AppConfig):
    name = "metahog"
    label = "metahog"
    verbose_name = "MetaHog"
    default_auto_field = "django.db.models.BigAutoField"

    def __init__(self, *arguments):
        """Without psycopg neither the admin nor a route can be imported, and so no check would come to say it."""
        super().__init__(*arguments)
        try:
            import psycopg  # noqa: F401
        except ImportError as error:
            from .checks import NO_PSYCOPG

            raise ImproperlyConfigured(str(NO_PSYCOPG)) from error

    def ready(self):
        from . import checks  # noqa: F401
