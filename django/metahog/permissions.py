"""permissions.py: who may do what in the application.

A permission class decides what the application offers to a user. What the database refuses stays refused, whatever
this class says: see metahog.team_id and metahog.grant_source() in the extension's reference.
"""

from rest_framework.permissions import IsAuthenticated

ACTIONS = ("query", "export", "browse", "save", "share", "manage_sources", "manage_models")


class Default(IsAuthenticated):
    """Everybody who is logged in, and staff for what manages."""

    def may(self, request, action, object=None):
        """Whether the request's user may do one of ACTIONS; object is the source's name or id, or None."""
        return not action.startswith("manage_") or request.user.is_staff
