"""apps.py: how Django knows this app."""

from django.apps import AppConfig


class MetaHogConfig(AppConfig):
    name = "metahog"
    label = "metahog"
    verbose_name = "MetaHog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks  # noqa: F401
