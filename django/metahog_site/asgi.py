"""asgi.py: for uvicorn, daphne and hypercorn."""

import os

from django.core.asgi import get_asgi_application
from metahog.asgi import cancelling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "metahog_site.settings")
application = cancelling(get_asgi_application())
