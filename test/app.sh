# test/app.sh: the web app on a metadata server: its virtual environment, its role, its database, its process.
#
# Source it after test/lib.sh; test/app, test/demo and test/web use it.
# - The virtual environment is django/.venv, made once and made anew when a requirements file changes.
# - The app runs as whoever called, on 127.0.0.1 alone, and is stopped by the pid in its directory.
# - It talks to the metadata server over TCP as the role metahog_app, who owns the database but is no superuser.

APP_ROLE=metahog_app
APP_VENV=$ROOT/django/.venv
APP_PYTHON=$APP_VENV/bin/python

# app_venv FILE…: a virtual environment with what the named requirements files of django/ say.
app_venv() {
	(
		cd "$ROOT/django"
		exec 9>.venv.lock
		flock 9
		[ "$(cat "$@")" != "$(cat .venv/requirements 2>/dev/null)" ] || exit 0
		say "Installing into ${APP_VENV#"$ROOT/"}: $*"
		rm -rf .venv
		/usr/bin/python3 -m venv .venv
		.venv/bin/python -m pip install -q --disable-pip-version-check $(printf -- '-r %s ' "$@")
		cat "$@" >.venv/requirements
	) || die "the virtual environment could not be made"
}

# app_page [react]: builds the front end into web/dist, or for React into web/dist-react, which is then what is served.
app_page() {
	(
		cd "$ROOT/web"
		exec 9>.build.lock
		flock 9
		if [ "$(cat package-lock.json)" != "$(cat node_modules/.installed 2>/dev/null)" ]; then
			say "Installing what builds the page"
			npm ci --silent --ignore-scripts --no-audit --no-fund
			cp package-lock.json node_modules/.installed
		fi
		node build.mjs ${1:+"--$1"}
	) || die "the page could not be built"
	[ -z "${1:-}" ] || export METAHOG_WEB=$ROOT/web/dist-$1
}

# app_database DATA DATABASE PASSWORD: an empty database with the extension, which the app's role owns.
app_database() {
	local data=$1 database=$2
	printf "\\\\set password '%s'\n" "$3" | cat - "$ROOT/test/app_role.sql" | psql_on "$data" postgres -v role="$APP_ROLE"
	psql_on "$data" postgres <<-SQL
		SET client_min_messages = warning;
		DROP DATABASE IF EXISTS $database WITH (FORCE);
		CREATE DATABASE $database OWNER $APP_ROLE;
		ALTER SYSTEM SET metahog.database = '$database';
		SELECT pg_reload_conf() \g /dev/null
	SQL
	psql_on "$data" "$database" <<-SQL
		CREATE EXTENSION metahog;
		GRANT USAGE ON SCHEMA metahog TO $APP_ROLE;
		GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA metahog TO $APP_ROLE;
	SQL
}

# app_environment PORT DATABASE PASSWORD SECRET: what the project's settings read.
app_environment() {
	export METAHOG_DB_HOST=127.0.0.1 METAHOG_DB_PORT=$1 METAHOG_DB_NAME=$2 METAHOG_DB_USER=$APP_ROLE METAHOG_DB_PASSWORD=$3
	export METAHOG_SECRET_KEY=$4 DJANGO_SETTINGS_MODULE=metahog_site.settings
	export PYTHONPATH=$ROOT/django PYTHONDONTWRITEBYTECODE=1
}

# app_user NAME PASSWORD STAFF GROUP…: a login; STAFF is 1 or 0, the groups are its teams: "team 1".
app_user() {
	"$APP_PYTHON" "$ROOT/django/manage.py" shell -v 0 -c '
import os, sys
from django.contrib.auth.models import Group, User
name, password, staff, *teams = os.environ["APP_USER"].split("|")
user, _ = User.objects.get_or_create(username=name)
user.set_password(password)
user.is_staff = user.is_superuser = staff == "1"
user.save()
user.groups.set(Group.objects.get_or_create(name=team)[0] for team in teams)
'
}

# app_start DIRECTORY PORT [gunicorn option…]: afterwards it answers; its log is DIRECTORY/app.log.
app_start() {
	local directory=$1 port=$2
	shift 2
	(
		cd "$directory"
		exec setsid "$APP_PYTHON" -m gunicorn metahog_site.wsgi:application --bind "127.0.0.1:$port" \
			--worker-class metahog.worker.Lingering --workers "${APP_WORKERS:-2}" --threads "${APP_THREADS:-16}" --keep-alive 30 \
			--graceful-timeout 5 --timeout 0 --worker-tmp-dir /dev/shm --no-control-socket --pid "$directory/app.pid" "$@" \
			</dev/null >"$directory/app.log" 2>&1 9>&-
	) &
	app_answers "$port" || {
		tail -n 30 "$directory/app.log" >&2
		return 1
	}
}

# app_answers PORT: waits until it does, at most half a minute.
app_answers() {
	local turn
	for turn in {1..150}; do
		! perl -MIO::Socket::INET -e '
			my $socket = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => shift, Timeout => 5) or exit 1;
			print $socket "GET /login/ HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n";
			exit(<$socket> =~ / 200 / ? 0 : 1);' "$1" 2>/dev/null || return 0
		sleep 0.2
	done
	return 1
}

# app_is_running DIRECTORY: a pid file may be left over, and its number be somebody else's by now.
app_is_running() {
	local pid
	pid=$(cat "$1/app.pid" 2>/dev/null) || return 1
	tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q 'gunicorn metahog_site'
}

# app_stop DIRECTORY: ends the app whose pid file lies there, if it runs.
app_stop() {
	local pid
	if app_is_running "$1"; then
		pid=$(cat "$1/app.pid")
		kill "$pid"
		for _ in {1..100}; do
			[ -e "/proc/$pid" ] || break
			sleep 0.1
		done
		kill -9 "$pid" 2>/dev/null || true
	fi
	rm -f "$1/app.pid"
}
