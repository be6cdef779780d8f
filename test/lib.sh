# test/lib.sh: what the scripts share: who runs a server, where its files lie, how it starts and stops.
#
# Source it; by itself it starts nothing and installs nothing.
# - A server never runs as root, and its user need not be able to read the checkout: what the user
#   needs is handed over on standard input or copied into the stage.
# - A server is stopped through its data directory, never by the name of a process.
# - METAHOG_BINDIR, if set, is where the server's programs are taken from instead of pg_config's.
# - The caller's own PostgreSQL settings (PGHOST, PGSERVICE, …) have no effect.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PG_CONFIG=${PG_CONFIG:-pg_config}
PG_BINDIR=${METAHOG_BINDIR:-$("$PG_CONFIG" --bindir 2>/dev/null || true)}
ORDINARY_USER=$(id -un)
[ "$EUID" -ne 0 ] || ORDINARY_USER=postgres
STAGE=

for variable in ${!PG@}; do
	case $variable in *_*) ;; *) unset "$variable" ;; esac
done
unset variable
export LC_ALL=C.UTF-8

say() {
	printf '%s\n' "$*"
}

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

as_root() {
	if [ "$EUID" -eq 0 ]; then
		"$@"
	else
		command -v sudo >/dev/null || die "this needs root: $*"
		sudo "$@"
	fi
}

# as_user COMMAND…: runs it as the ordinary user, somewhere that this user may be. HOME is moved
# because libpq fails, instead of going on, when it may not look into ~/.postgresql.
as_user() {
	local here=${STAGE:-/}
	if [ "$EUID" -ne 0 ]; then
		(cd "$here" && exec env HOME="$here" "$@")
		return
	fi
	id -u "$ORDINARY_USER" >/dev/null 2>&1 || die "there is no user $ORDINARY_USER to run a server"
	(cd "$here" && exec setpriv --reuid "$(id -u "$ORDINARY_USER")" --regid "$(id -g "$ORDINARY_USER")" \
		--init-groups env HOME="$here" USER="$ORDINARY_USER" LOGNAME="$ORDINARY_USER" "$@")
}

# make_stage: a fresh directory in STAGE, which belongs to the ordinary user. The caller removes it
# with remove_stage, best in an EXIT trap.
make_stage() {
	local parent=${TMPDIR:-/tmp}
	as_user test -x "$parent" || parent=/tmp
	STAGE=$(mktemp -d "$parent/metahog.XXXXXX")
	[ "$EUID" -ne 0 ] || chown "$ORDINARY_USER:" "$STAGE"
}

remove_stage() {
	[ -n "$STAGE" ] || return 0
	stop_servers_under "$STAGE"
	rm -rf "$STAGE"
	STAGE=
}

# free_port [FIRST]: prints a port of 127.0.0.1 on which nobody listens: the first one from FIRST on,
# or any below those that the kernel gives to outgoing connections.
free_port() {
	perl -MIO::Socket::INET -e '
		my $first = shift;
		for my $turn (0 .. 999) {
			my $port = defined $first ? $first + $turn : 20000 + int(rand(12000));
			my $socket = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $port,
				Listen => 1, ReuseAddr => 1) or next;
			print "$port\n";
			exit 0;
		}
		die "no free port\n";' "$@"
}

random_password() {
	od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# init_server DATA [initdb option…]: a cluster in UTF-8 with the superuser postgres, trusted on its
# own socket, asked for a SCRAM password over TCP.
init_server() {
	local data=$1 output
	shift
	output=$(as_user "$PG_BINDIR/initdb" -D "$data" -U postgres -E UTF8 --locale=C.UTF-8 --no-sync \
		--auth-local=trust --auth-host=scram-sha-256 "$@" 2>&1) || die "initdb failed: $output"
}

# configure_server DATA: appends the settings on standard input to postgresql.conf.
configure_server() {
	as_user tee -a "$1/postgresql.conf" >/dev/null
}

# start_server DATA PORT [server option…]: on 127.0.0.1 and on a socket beside the data directory;
# the server's log is DATA.log.
start_server() {
	local data=$1 port=$2
	shift 2
	configure_server "$data" <<-SETTINGS
		listen_addresses = '127.0.0.1'
		port = $port
		unix_socket_directories = '$(dirname "$data")'
	SETTINGS
	if ! as_user "$PG_BINDIR/pg_ctl" -D "$data" -l "$data.log" -o "$*" -w -t 120 -s start >/dev/null; then
		tail -n 20 "$data.log" >&2
		return 1
	fi
}

stop_server() {
	[ -e "$1/postmaster.pid" ] || return 0
	as_user "$PG_BINDIR/pg_ctl" -D "$1" -m fast -w -t 30 -s stop ||
		as_user "$PG_BINDIR/pg_ctl" -D "$1" -m immediate -w -t 30 -s stop
}

# stop_servers_under DIRECTORY: every server whose data directory lies below it.
stop_servers_under() {
	local pid_file
	find "$1" -name postmaster.pid -print 2>/dev/null | while IFS= read -r pid_file; do
		stop_server "$(dirname "$pid_file")" </dev/null || true
	done
}

# psql_on DATA DATABASE [psql option…]: psql as the superuser of a started server, over its socket.
# It stops at the first error; SQL comes on standard input or with -c.
psql_on() {
	local data=$1 database=$2
	shift 2
	as_user "$PG_BINDIR/psql" -X -q -v ON_ERROR_STOP=1 -h "$(dirname "$data")" \
		-p "$(server_port "$data")" -U postgres -d "$database" "$@"
}

# server_port DATA: the port of a started server: the fourth line of its pid file.
server_port() {
	sed -n 4p "$1/postmaster.pid"
}
