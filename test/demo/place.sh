# test/demo/place.sh: where the demo's servers live.  Source it after test/lib.sh; it sets PLACE.
#
# - The place belongs to the ordinary user and is closed to everybody else: it holds two databases whose superuser needs
#   no password on their sockets.
# - A place that is somebody else's is refused, for starting as for stopping: a pid file in it could name any process.

# shellcheck shell=bash
if [ -n "${METAHOG_DEMO_DIR:-}" ]; then
	PLACE=$METAHOG_DEMO_DIR
elif [ "$EUID" -eq 0 ]; then
	PLACE=/var/tmp/metahog-demo
else
	PLACE=${XDG_STATE_HOME:-${HOME:?is not set}/.local/state}/metahog-demo
fi

check_place() {
	[ ! -L "$PLACE" ] || die "$PLACE is a symbolic link"
	[ -d "$PLACE" ] || die "$PLACE is not a directory"
	[ "$(stat -c %u "$PLACE")" -eq "$(id -u "$ORDINARY_USER")" ] || die "$PLACE does not belong to $ORDINARY_USER"
}

# make_place: afterwards the place is there and fit for servers.
make_place() {
	case $PLACE in /*) ;; *) die "METAHOG_DEMO_DIR is not an absolute path: $PLACE" ;; esac
	# A socket's full name has to fit into 107 bytes.
	[ "${#PLACE}" -le 85 ] || die "$PLACE is too long for a socket; METAHOG_DEMO_DIR=/a/shorter/path helps"
	[ -e "$PLACE" ] || [ -L "$PLACE" ] || as_user mkdir -p -m 0700 "$PLACE" || die "$PLACE cannot be made"
	check_place
	as_user chmod 0700 "$PLACE"
}

# is_running NAME: a server that was killed leaves its pid file behind, so that the file alone proves nothing.
is_running() {
	[ -e "$PLACE/$1/postmaster.pid" ] && as_user "$PG_BINDIR/pg_ctl" -D "$PLACE/$1" status >/dev/null 2>&1
}
