"""urls.py: the API, the page, log-in, and Django's admin."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.urls import include, path, re_path
from metahog import conf
from metahog.page import page, shell


def home(request):
    """The page of the user's first team."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    teams = dict(conf.get("TEAMS")(request.user))
    if not teams:
        raise Http404("this user belongs to no team")
    asked = request.GET.get("team", "")
    # Of some thousand digits Python makes no number.
    team_id = int(asked[:100]) if asked.isdecimal() else min(teams)
    if team_id not in teams:
        raise Http404("no such team")
    return page(request, f"/api/environments/{team_id}/", team_id)


class LogIn(auth.LoginView):
    def render_to_response(self, context, **options):
        return shell(self.request, "metahog/login.html", {key: context[key] for key in ("form", "next")})


urlpatterns = [
    path("api/environments/<int:team_id>/", include("metahog.urls")),
    path("admin/", admin.site.urls),
    path("login/", LogIn.as_view()),
    path("logout/", auth.LogoutView.as_view()),
    re_path(r"^(?:(?:sql|sources|activity|dashboards|questions|insights)(?:/.*)?)?\Z", home),
]
