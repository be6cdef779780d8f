"""The project that the demo and the tests run: MetaHog's app with Django's own users."""
