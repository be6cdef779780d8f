"""wsgi.py: for gunicorn, uWSGI and runserver."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "metahog_site.settings")
application = get_wsgi_application()
