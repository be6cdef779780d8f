# test/bench/servers.sh: the two throw-away servers of the benchmark, its programs, and the wire between.
#
# Source it after test/lib.sh, with a stage made and ROWS set.
# - Everything lies in the stage and is gone with it.
# - Both servers trust everybody on 127.0.0.1: no peer pays for a password.
# - Nothing disturbs a run: no checkpoint, no autovacuum, no JIT, no write to disk that is waited for.

DATABASE=bench
CATALOG_DATABASE=catalog # of many tables
ALL_CPUS=$(taskset -cp $$ | sed 's/.*: //')
DELAY_MS=10 # in each direction
PROXY_PID=
ON_CPU=() # put before a client's command

start_servers() {
	local remote_port metadata_port slow_port
	remote_port=$(free_port)
	start_one "$STAGE/remote" "$remote_port" "$(remote_buffers)"
	metadata_port=$(free_port)
	start_one "$STAGE/metadata" "$metadata_port" 256
	start_proxy "$remote_port"
	slow_port=$(cat "$STAGE/proxy.port")

	REMOTE="host=127.0.0.1 port=$remote_port dbname=$DATABASE user=postgres"
	SLOW_REMOTE="host=127.0.0.1 port=$slow_port dbname=$DATABASE user=postgres"
	METADATA="host=127.0.0.1 port=$metadata_port dbname=$DATABASE user=postgres"
	CATALOG="host=127.0.0.1 port=$remote_port dbname=$CATALOG_DATABASE user=postgres"
	IMPORTS="host=127.0.0.1 port=$metadata_port dbname=imports user=postgres"

	load remote $DATABASE remote.sql -v rows="$ROWS"
	load remote $CATALOG_DATABASE catalog.sql -v tables="$TABLES"
	load metadata $DATABASE metadata.sql -v rows="$ROWS" -v database="$DATABASE" -v port="$remote_port" \
		-v slow_port="$slow_port" -v catalog_database="$CATALOG_DATABASE"
	load metadata imports imports.sql -v port="$remote_port" -v catalog_database="$CATALOG_DATABASE"
}

# start_one DATA PORT BUFFERS_MB: makes a server and starts it.
start_one() {
	local data=$1
	init_server "$data" --auth-host=trust
	configure_server "$data" <<-SETTINGS
		shared_buffers = $3MB
		fsync = off
		full_page_writes = off
		wal_level = minimal
		max_wal_senders = 0
		max_wal_size = 16GB
		checkpoint_timeout = 1h
		autovacuum = off
		jit = off
		max_locks_per_transaction = $((64 + TABLES / 20))
		synchronize_seqscans = off
		timezone = UTC
	SETTINGS
	start_server "$data" "$2"
}

# Enough MB for the tables that are read as a whole: six times ROWS, about 150 bytes each in memory.
remote_buffers() {
	printf '%s\n' $((128 + ROWS * 6 * 150 / 1000000))
}

# load NAME DATABASE FILE [psql option…]: makes the database on the server of that name and runs the file there.
load() {
	local name=$1 database=$2 file=$3
	shift 3
	psql_on "$STAGE/$name" postgres -c "CREATE DATABASE $database"
	psql_on "$STAGE/$name" "$database" "$@" <"$HERE/$file" >/dev/null
}

build_programs() {
	local program
	for program in bare latency; do
		"${CC:-cc}" -O2 -Wall -I"$("$PG_CONFIG" --includedir)" "$HERE/$program.c" -o "$STAGE/$program" \
			-L"$("$PG_CONFIG" --libdir)" -Wl,-rpath,"$("$PG_CONFIG" --libdir)" -lpq
	done
	"${CC:-cc}" -O2 -Wall "$HERE/proxy.c" -o "$STAGE/proxy"
	"${CC:-cc}" -I"$ROOT/src" -I"$("$PG_CONFIG" --includedir-server)" "$HERE/catalog_statement.c" \
		-o "$STAGE/catalog_statement"
	cp "$HERE/psycopg_peer.py" "$STAGE/"
	chmod a+rx "$STAGE"/{bare,latency,proxy,psycopg_peer.py}
}

# start_proxy PORT: leaves the port to use instead in STAGE/proxy.port.
start_proxy() {
	"$STAGE/proxy" "$1" "$DELAY_MS" >"$STAGE/proxy.port" &
	PROXY_PID=$!
	for _ in {1..100}; do
		[ ! -s "$STAGE/proxy.port" ] || return 0
		sleep 0.05
	done
	die "the proxy did not start"
}

# From here on, new clients and the backends that serve them share one CPU, the first that we may use.
use_one_cpu() {
	local cpu=${ALL_CPUS%%[,-]*}
	ON_CPU=(taskset -c "$cpu")
	pin_servers "$cpu"
}

use_all_cpus() {
	ON_CPU=()
	pin_servers "$ALL_CPUS"
}

# pin_servers CPUS: a backend inherits this from its postmaster, whose pid is the first line of its pid file.
pin_servers() {
	local data
	for data in "$STAGE/remote" "$STAGE/metadata"; do
		taskset -cp "$1" "$(head -n 1 "$data/postmaster.pid")" >/dev/null
	done
}

stop_everything() {
	[ -z "$PROXY_PID" ] || kill "$PROXY_PID" 2>/dev/null || true
	remove_stage
}
