# test/servers.sh: the pair of throw-away servers that the pgTAP files and the memory check run on.
#
# Source it after test/lib.sh.
# - "remote" has the demo data in database pagila, and two roles that log in with a SCRAM password:
#   analyst, who may only read it, and admin, a superuser.
# - "metadata" has the extension, pgTAP and helpers.sql in metahog_template, of which every file gets a copy.
# - What a test must know to reach them is in settings named test.…, in every database.

LEVEL=${LEVEL:-L1}
# Further lines for the metadata server's postgresql.conf.
METADATA_SETTINGS=
METADATA_PORT=
REMOTE_PORT=
PASSWORD=

# copy_to_stage NAME…: those parts of the checkout that exist, for the ordinary user to read.
copy_to_stage() {
	local name
	for name in "$@"; do
		[ -e "$ROOT/$name" ] || continue
		tar -C "$ROOT" --exclude=.venv --exclude=node_modules -cf - "$name" | as_user tar -C "$STAGE" -xf - --no-same-permissions
	done
}

start_pair() {
	PASSWORD=$(random_password)
	REMOTE_PORT=$(free_port)
	start_remote
	METADATA_PORT=$(free_port)
	write_test_settings | as_user tee "$STAGE/test.conf" >/dev/null
	start_metadata
}

start_remote() {
	local data=$STAGE/remote
	init_server "$data"
	throw_away_settings | configure_server "$data"
	start_server "$data" "$REMOTE_PORT"
	psql_on "$data" postgres <<-SQL
		CREATE ROLE admin SUPERUSER LOGIN PASSWORD '$PASSWORD';
		CREATE ROLE analyst LOGIN PASSWORD '$PASSWORD';
		CREATE DATABASE pagila;
	SQL
	load_demo_data "$data" pagila
}

# load_demo_data DATA DATABASE: and let analyst read it.
load_demo_data() {
	demo_sql | psql_on "$1" "$2" >/dev/null
	psql_on "$1" "$2" <<-'SQL'
		GRANT USAGE ON SCHEMA public TO analyst;
		GRANT SELECT ON ALL TABLES IN SCHEMA public TO analyst;
	SQL
}

demo_sql() {
	cat "$ROOT/test/demo/schema.sql" "$ROOT/test/demo/views.sql" "$ROOT/test/demo/data.sql"
}

start_metadata() {
	local data=$STAGE/metadata
	init_server "$data"
	{ throw_away_settings && level_settings && say "$METADATA_SETTINGS" && cat "$STAGE/test.conf"; } | configure_server "$data"
	start_server "$data" "$METADATA_PORT"
	psql_on "$data" postgres <<-SQL
		CREATE ROLE admin SUPERUSER LOGIN PASSWORD '$PASSWORD';
		CREATE DATABASE metahog_template;
	SQL
	psql_on "$data" metahog_template <<-'SQL'
		CREATE EXTENSION pgtap;
		CREATE EXTENSION metahog;
	SQL
	psql_on "$data" metahog_template <"$ROOT/test/helpers.sql"
}

# Nothing of these servers need survive a crash.
throw_away_settings() {
	cat <<-'SETTINGS'
		fsync = off
		full_page_writes = off
		synchronous_commit = off
		max_connections = 60
		shared_buffers = 64MB
		log_line_prefix = '%m [%p] %q%u@%d '
	SETTINGS
}

level_settings() {
	case $LEVEL in
		L0) echo "metahog.shared_memory = off" ;;
		L1) ;;
		L2) echo "shared_preload_libraries = 'metahog'" ;;
		*) die "LEVEL is L0, L1 or L2" ;;
	esac
}

write_test_settings() {
	cat <<-SETTINGS
		test.remote_host = '127.0.0.1'
		test.remote_port = '$REMOTE_PORT'
		test.remote_database = 'pagila'
		test.remote_user = 'analyst'
		test.remote_superuser = 'admin'
		test.remote_password = '$PASSWORD'
		test.remote_url = 'postgres://analyst:$PASSWORD@127.0.0.1:$REMOTE_PORT/pagila'
		test.remote_superuser_url = 'postgres://admin:$PASSWORD@127.0.0.1:$REMOTE_PORT/pagila'
	SETTINGS
}
