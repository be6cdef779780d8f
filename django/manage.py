#!/usr/bin/env python3
"""manage.py: Django's commands for the project that the demo and the tests run."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "metahog_site.settings")
    execute_from_command_line(sys.argv)
