# test/bench/servers.sh: the three throw-away servers of the benchmark, its programs, and what stands between.
#
# Source it after test/lib.sh, with a stage made and ROWS set.
# - Everything lies in the stage and is gone with it.
# - Two servers have MetaHog: metadata with everything off that can be off, preloaded with everything on. All others
#   are compared with the first.
# - All servers trust everybody on 127.0.0.1: no peer pays for a password.
# - Nothing disturbs a run: no checkpoint, no autovacuum, no JIT, no write to disk that is waited for.

DATABASE=bench
CATALOG_DATABASE=catalog # of many tables
ALL_CPUS=$(taskset -cp $$ | sed 's/.*: //')
DELAY_MS=10 # in each direction
PROXY_PID=
POOL_SIZE=10
ON_CPU=() # put before a client's command

start_servers() {
	local remote_port metadata_port preloaded_port slow_port pooler_port
	remote_port=$(free_port)
	start_one "$STAGE/remote" "$remote_port" "$(remote_buffers)"
	metadata_port=$(free_port)
	start_one "$STAGE/metadata" "$metadata_port" 256 "metahog.shared_memory = off" "metahog.audit = off"
	preloaded_port=$(free_port)
	start_one "$STAGE/preloaded" "$preloaded_port" 256 "shared_preload_libraries = 'metahog'" \
		"metahog.database = '$DATABASE'" "metahog.audit = 'table'"
	start_proxy "$remote_port"
	slow_port=$(cat "$STAGE/proxy.port")
	pooler_port=$(free_port)
	start_pooler "$remote_port" "$pooler_port"

	REMOTE="host=127.0.0.1 port=$remote_port dbname=$DATABASE user=postgres"
	SLOW_REMOTE="host=127.0.0.1 port=$slow_port dbname=$DATABASE user=postgres"
	METADATA="host=127.0.0.1 port=$metadata_port dbname=$DATABASE user=postgres"
	PRELOADED="host=127.0.0.1 port=$preloaded_port dbname=$DATABASE user=postgres"
	POOLER="host=127.0.0.1 port=$pooler_port dbname=$DATABASE user=postgres"
	CATALOG="host=127.0.0.1 port=$remote_port dbname=$CATALOG_DATABASE user=postgres"
	IMPORTS="host=127.0.0.1 port=$metadata_port dbname=imports user=postgres"

	load remote $DATABASE remote.sql -v rows="$ROWS"
	load remote $CATALOG_DATABASE catalog.sql -v tables="$TABLES"
	load metadata $DATABASE metadata.sql -v rows="$ROWS" -v database="$DATABASE" -v port="$remote_port" \
		-v slow_port="$slow_port" -v pooler_port="$pooler_port" -v catalog_database="$CATALOG_DATABASE"
	load preloaded $DATABASE preloaded.sql -v database="$DATABASE" -v port="$remote_port"
	load metadata imports imports.sql -v port="$remote_port" -v catalog_database="$CATALOG_DATABASE"
}

# start_one DATA PORT BUFFERS_MB [setting…]: makes a server and starts it.
start_one() {
	local data=$1 port=$2 buffers=$3
	shift 3
	init_server "$data" --auth-host=trust
	configure_server "$data" <<-SETTINGS
		shared_buffers = ${buffers}MB
		max_connections = 150
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
		$(printf '%s\n' "$@")
	SETTINGS
	start_server "$data" "$port"
}

# Enough MB for the tables that are read as a whole: six times ROWS, about 150 bytes each in memory.
remote_buffers() {
	printf '%s\n' $((128 + ROWS * 6 * 150 / 1000000))
}

# load NAME DATABASE FILE [psql option…]: makes the database on the server of that name and runs the file there.
load() {
	psql_on "$STAGE/$1" postgres -c "CREATE DATABASE $2"
	load_into "$@"
}

# load_into NAME DATABASE FILE [psql option…]: the same, of a database that is there.
load_into() {
	local name=$1 database=$2 file=$3
	shift 3
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
	cp "$HERE/psycopg_peer.py" "$HERE/crowd" "$STAGE/"
	chmod a+rx "$STAGE"/{bare,latency,proxy,psycopg_peer.py,crowd}
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

# start_pooler REMOTE_PORT PORT: a PgBouncer with few connections to the remote. Debian has it where only root's PATH
# leads.
start_pooler() {
	local directory=$STAGE/pooler
	as_user mkdir "$directory"
	as_user tee "$directory/users" <<<'"postgres" "unused"' >/dev/null
	as_user tee "$directory/pgbouncer.ini" >/dev/null <<-SETTINGS
		[databases]
		* = host=127.0.0.1 port=$1
		[pgbouncer]
		listen_addr = 127.0.0.1
		listen_port = $2
		unix_socket_dir =
		logfile = $directory/log
		auth_type = trust
		auth_file = $directory/users
		pool_mode = transaction
		default_pool_size = $POOL_SIZE
		max_client_conn = 1000
		ignore_startup_parameters = extra_float_digits
		pidfile = $directory/pid
		log_connections = 0
		log_disconnections = 0
	SETTINGS
	PATH=$PATH:/usr/sbin as_user pgbouncer -d -q "$directory/pgbouncer.ini" >"$STAGE/pooler.log" 2>&1
	for _ in {1..100}; do
		! "$PG_BINDIR/pg_isready" -q -h 127.0.0.1 -p "$2" || return 0
		sleep 0.05
	done
	die "PgBouncer did not start"
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
	for data in "$STAGE/remote" "$STAGE/metadata" "$STAGE/preloaded"; do
		taskset -cp "$1" "$(head -n 1 "$data/postmaster.pid")" >/dev/null
	done
}

stop_everything() {
	local pid
	for pid in $PROXY_PID $(cat "$STAGE/pooler/pid" 2>/dev/null); do
		kill "$pid" 2>/dev/null || true
	done
	remove_stage
}
