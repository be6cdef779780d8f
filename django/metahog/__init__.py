"""MetaHog over HTTP: a Django app on top of the SQL functions of the extension."""
