"""MetaHog over HTTP: a Django app on top of the SQL functions of the extension."""

# The oldest extension that has all the functions that are asked here.
MINIMUM_EXTENSION = "0.1.0"
