"""The views, one file for each family of routes."""
