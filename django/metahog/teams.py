"""teams.py: which team a request is about, for projects that have no teams of their own.

A user belongs to team 7 if he is in the group "team 7". A project with teams names functions of its own in
METAHOG["TEAM"] and METAHOG["TEAMS"], and none of this is asked.
"""

import re

from django.http import Http404

from .remember import remember

_GROUP = re.compile(r"team (\d{1,18})")


def team(request):
    """The id of the team in the request's address; None where the address has no team. Not the user's: 404."""
    team_id = request.parser_context["kwargs"].get("team_id")
    if team_id is not None and not remember(
        ("team", request.user.pk, team_id), lambda: _belongs(request.user, team_id)
    ):
        raise Http404("no such team")
    return team_id


def _belongs(user, team_id):
    return user.groups.filter(name=f"team {team_id}").exists()


def teams(user):
    """The ids and names of a user's teams, the lowest id first."""
    names = user.groups.filter(name__startswith="team ").values_list("name", flat=True)
    found = (_GROUP.fullmatch(name) for name in names)
    return sorted((int(match[1]), f"Team {match[1]}") for match in found if match)
