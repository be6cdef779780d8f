"""Django's engine for PostgreSQL, whose question whether a kept connection still lives costs no round trip."""
