# test/bench/peers.sh: the peers, and the one way in which each of them is run.
#
# Source it after servers.sh. every_peer is one round: each peer once, in the order in which they are written here.
# - A peer says what must come of its statement; anything else ends the benchmark, so nothing is timed that did less.
# - All peers on the metadata server have the same caller, and their connection to the remote is open before the clock
#   starts. Only psycopg connects anew, because that is what such an executor does.
# - The first peer of a section is the one that the others of the section are compared with.

CROWD_SECONDS=3
COLUMNS_OF_BENCH="id bigint, ts timestamptz, amount numeric, label text, flag boolean, doc jsonb"

every_peer() {
	local select="SELECT * FROM bench" as="AS t($COLUMNS_OF_BENCH)"
	local dblink_open="SELECT dblink_connect('peer', '$REMOTE')"
	local fdw_open="SELECT count(b) FROM (SELECT * FROM bench_foreign LIMIT 1 OFFSET 0) AS b"
	local metahog_open="SELECT metahog.execute('bench', '$select LIMIT 10')"

	section "all $(short "$ROWS") rows, read once"
	bulk bare "bare libpq client, rows thrown away" "$ROWS rows" "$REMOTE" "$select"
	bulk execute "\`metahog.execute\`, one document" "* bytes" "$METADATA" \
		"SELECT metahog.execute('bench', '$select', max_rows => $ROWS)" "$metahog_open"
	bulk dblink_json "dblink + json_agg, one document" "* bytes" "$METADATA" \
		"SELECT json_agg(t) FROM dblink('peer', '$select') $as" "$dblink_open"
	psycopg psycopg "psycopg2: connect, SET, fetchall, json.dumps" "$ROWS rows" "$REMOTE" "$select"
	bulk stream "\`metahog.stream\` in a select list, chunks added up" "*" "$METADATA" \
		"SELECT sum(octet_length(c)) FROM (SELECT metahog.stream('bench', '$select') AS c) AS s" "$metahog_open"
	bulk stream_copy "\`COPY (SELECT metahog.stream(…)) TO STDOUT\`" "0 rows" "$METADATA" \
		"COPY (SELECT metahog.stream('bench', '$select')) TO STDOUT" "$metahog_open"
	bulk rows "\`metahog.rows\` in a select list, counted" "$ROWS" "$METADATA" \
		"SELECT count(r) FROM (SELECT metahog.rows('bench', '$select') AS r) AS s" "$metahog_open"
	bulk query "\`metahog.query\`, counted" "$ROWS" "$METADATA" \
		"SELECT count(*) FROM metahog.query('bench', '$select') $as" "$metahog_open"
	bulk dblink "dblink, counted" "$ROWS" "$METADATA" \
		"SELECT count(*) FROM dblink('peer', '$select') $as" "$dblink_open"
	# OFFSET 0 keeps the counting here, b as a whole keeps every column.
	bulk postgres_fdw "postgres_fdw, fetch_size 10000, counted" "$ROWS" "$METADATA" \
		"SELECT count(b) FROM (SELECT * FROM bench_foreign OFFSET 0) AS b" "$fdw_open"

	section "all $(short $((5 * ROWS))) rows, read once"
	bulk bare5 "bare libpq client, rows thrown away" "$((5 * ROWS)) rows" "$REMOTE" "SELECT * FROM bench5"
	bulk stream5 "\`metahog.stream\` in a select list, chunks added up" "*" "$METADATA" \
		"SELECT sum(octet_length(c)) FROM (SELECT metahog.stream('bench', 'SELECT * FROM bench5') AS c) AS s" \
		"$metahog_open"
	bulk rows5 "\`metahog.rows\` in a select list, counted" "$((5 * ROWS))" "$METADATA" \
		"SELECT count(r) FROM (SELECT metahog.rows('bench', 'SELECT * FROM bench5') AS r) AS s" "$metahog_open"

	catalogs

	section "\`SELECT 1\` on an open session, one call"
	loopback_calls ""
	section "the same, everything on one CPU"
	use_one_cpu
	loopback_calls _one_cpu
	use_all_cpus

	section "\`SELECT 1\` through a proxy which adds $((2 * DELAY_MS)) ms to a round trip"
	latency bare_slow "bare libpq client" 1 "$SLOW_REMOTE" 50 "SELECT 1"
	latency execute_slow "\`metahog.execute\`" "* bytes" "$METADATA" 50 \
		"SELECT metahog.execute('bench_slow', 'SELECT 1')"
	latency query_slow "\`metahog.query\`" 1 "$METADATA" 50 \
		"SELECT x FROM metahog.query('bench_slow', 'SELECT 1') AS t(x int)"

	section "the first 1000 of $(short $((10 * ROWS))) rows, one document"
	latency limit "\`metahog.execute\`, \`LIMIT 1001\` in the text" "* bytes" "$METADATA" 100 \
		"SELECT metahog.execute('bench', 'SELECT * FROM bench10 LIMIT 1001', max_rows => 1000)"
	latency max_rows "\`metahog.execute\`, \`max_rows => 1000\`" "* bytes" "$METADATA" 100 \
		"SELECT metahog.execute('bench', 'SELECT * FROM bench10', max_rows => 1000)"

	limits_and_audit
	hogql_peers
}

# limits_and_audit: what it costs to count, to show and to record all calls, and few connections for many backends.
# Both servers are asked in turn. A short wait shows what a turn costs, a long one whether turns are taken without gaps.
limits_and_audit() {
	local call="SELECT metahog.execute('bench', 'SELECT 1')" wait="SELECT pg_sleep(0.01)"
	section "\`SELECT 1\` by \`metahog.execute\`, one client, everything on one CPU"
	use_one_cpu
	for _ in {1..10}; do
		latency off1 "limits, activity, statistics and audit off" "* bytes" "$METADATA" 500 "$call"
		latency on1 "all on" "* bytes" "$PRELOADED" 500 "$call"
	done
	use_all_cpus
	section "the same, 32 clients"
	for _ in 1 2; do
		crowd off32 "limits, activity, statistics and audit off" "$METADATA" 32 "$call" metahog
		crowd on32 "all on" "$PRELOADED" 32 "$call" metahog
	done

	section "\`SELECT 1\` by 100 clients at once, $POOL_SIZE connections to the remote"
	few_connections "" "SELECT 1"
	section "the same of a statement that takes 10 ms"
	few_connections _10ms "$wait"
}

# few_connections SUFFIX STATEMENT
few_connections() {
	crowd "pooler$1" "PgBouncer, clients without MetaHog" "$POOLER" 100 "$2" pgbench
	crowd "pooled$1" "\`metahog.execute\`, PgBouncer before the remote" "$METADATA" 100 \
		"SELECT metahog.execute('pooled', '$2')" metahog
	crowd "narrow$1" "\`metahog.execute\`, \`max_connections\` $POOL_SIZE" "$PRELOADED" 100 \
		"SELECT metahog.execute('narrow', '$2')" metahog
}

# catalogs: what a schema browser asks for. What PostHog asks information_schema for is the columns, the primary and
# the foreign keys; comments and estimates are not in it. Caches of catalogs fill at the first use, so each but the
# executor, which has a new connection each time, has asked once before.
catalogs() {
	section "the schema of $(short "$TABLES") tables of 20 columns"
	asked_twice bare_schema "bare libpq client, the same statement, rows thrown away" "* rows" "$CATALOG" \
		"$("$STAGE/catalog_statement")" "SET jit = off"
	asked_twice schema "\`metahog.schema\`, one document" "* bytes" "$METADATA" "SELECT metahog.schema('catalog')"
	asked_twice schema_cached "\`metahog.schema\`, \`cached => true\`" "* bytes" "$METADATA" \
		"SELECT metahog.schema('catalog', cached => true)"
	asked_twice tables "\`metahog.tables\`, counted" "$TABLES" "$METADATA" \
		"SELECT count(*) FROM metahog.tables('catalog')"
	asked_twice columns_of_one "\`metahog.columns\` of one table, counted" 20 "$METADATA" \
		"SELECT count(*) FROM metahog.columns('catalog', 'public', 'table_000050')"
	psycopg psycopg_schema "psycopg2: connect, SET, information_schema, fetchall, json.dumps" "* rows" "$CATALOG" \
		"SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
			WHERE table_schema = 'public' ORDER BY table_name, ordinal_position" \
		"SELECT c.table_name, k.column_name FROM information_schema.table_constraints AS c
			JOIN information_schema.key_column_usage AS k USING (table_schema, table_name, constraint_name)
			WHERE c.constraint_type = 'PRIMARY KEY' AND table_schema = 'public'" \
		"SELECT c.table_name, k.column_name, u.table_name AS target_table, u.column_name AS target_column
			FROM information_schema.table_constraints AS c
			JOIN information_schema.key_column_usage AS k ON k.constraint_name = c.constraint_name
				AND k.table_schema = c.table_schema
			JOIN information_schema.constraint_column_usage AS u ON u.constraint_name = c.constraint_name
				AND u.table_schema = c.table_schema
			WHERE c.constraint_type = 'FOREIGN KEY' AND c.table_schema = 'public'"
	# It takes as long as all the others together: once must do.
	[ "$ROUND" -ne 1 ] || bulk import "\`IMPORT FOREIGN SCHEMA\`, once" "0 rows" "$IMPORTS" \
		"IMPORT FOREIGN SCHEMA public FROM SERVER catalog INTO imported"
}

# asked_twice NAME DESCRIPTION EXPECTED CONNINFO STATEMENT [STATEMENT_BEFORE…]: like bulk, the second time counts.
asked_twice() {
	bulk "$@" "$5"
}

# loopback_calls SUFFIX: which CPUs the kernel puts the three processes on decides over half of such a short time, so
# each round has many short turns, each with new processes. On one CPU what is left is the work that is done.
loopback_calls() {
	local select="SELECT x FROM" as="AS t(x int)"
	for _ in {1..10}; do
		latency "bare1$1" "bare libpq client" 1 "$REMOTE" 500 "SELECT 1"
		latency "dblink1$1" "dblink, persistent connection" 1 "$METADATA" 500 \
			"$select dblink('peer', 'SELECT 1') $as" "SELECT dblink_connect('peer', '$REMOTE')"
		latency "execute1$1" "\`metahog.execute\`" "* bytes" "$METADATA" 500 \
			"SELECT metahog.execute('bench', 'SELECT 1')"
		latency "query1$1" "\`metahog.query\`" 1 "$METADATA" 500 "$select metahog.query('bench', 'SELECT 1') $as"
	done
}

# Looks into the documents and chunks once, which the clients throw away unread.
prove_that_all_arrives() {
	local select="SELECT * FROM bench" capped="SELECT * FROM bench10"
	prove execute "$ROWS" "SELECT json_array_length(d -> 'results')
		FROM metahog.execute('bench', '$select', max_rows => $ROWS) AS d"
	prove stream "$ROWS" "SELECT count(*) FROM (SELECT metahog.stream('bench', '$select') AS c) AS s,
		regexp_split_to_table(c, E'\n') AS line WHERE line <> ''"
	prove limit "1000 true" "SELECT concat_ws(' ', d ->> 'row_count', d ->> 'hasMore')
		FROM metahog.execute('bench', '$capped LIMIT 1001', max_rows => 1000) AS d"
	prove max_rows "1000 true" "SELECT concat_ws(' ', d ->> 'row_count', d ->> 'hasMore')
		FROM metahog.execute('bench', '$capped', max_rows => 1000) AS d"
}

# prove NAME EXPECTED STATEMENT
prove() {
	local outcome
	wanted "$1" || return 0
	outcome=$(psql_on "$STAGE/metadata" "$DATABASE" -At -c "$3")
	[ "$outcome" = "$2" ] || die "$1 was to bring $2, and brought $outcome"
}

# bulk NAME DESCRIPTION EXPECTED CONNINFO STATEMENT [STATEMENT_BEFORE…]
bulk() {
	local name=$1 description=$2 expected=$3
	shift 3
	run_peer "$name" "$description" "$expected" "$STAGE/bare" "$@"
}

# latency NAME DESCRIPTION EXPECTED CONNINFO REPETITIONS STATEMENT [STATEMENT_BEFORE…]
latency() {
	local name=$1 description=$2 expected=$3
	shift 3
	run_peer "$name" "$description" "$expected" "$STAGE/latency" "$@"
}

# crowd NAME DESCRIPTION CONNINFO CLIENTS STATEMENT APPLICATION: the last says whose connections to the remote count.
crowd() {
	run_peer "$1" "$2" "* medians, * connections at most" "$STAGE/crowd" "$PG_BINDIR" "$3" "$4" "$CROWD_SECONDS" "$5" \
		"$REMOTE" "$6"
}

# psycopg NAME DESCRIPTION EXPECTED CONNINFO STATEMENT…
psycopg() {
	local name=$1 description=$2 expected=$3
	shift 3
	run_peer "$name" "$description" "$expected" /usr/bin/python3 "$STAGE/psycopg_peer.py" "$@"
}

section() {
	SECTION=$1
}

# wanted NAME: true unless PEERS names others.
wanted() {
	[[ $1 =~ ^($PEERS)$ ]]
}

# run_peer NAME DESCRIPTION EXPECTED PROGRAM…: adds a line to the results, except in the warm-up, which is round 0.
run_peer() {
	local name=$1 description=$2 expected=$3 line seconds kb outcome
	shift 3
	wanted "$name" || return 0
	line=$(as_user "${ON_CPU[@]}" "$@") || die "$name failed"
	IFS=$'\t' read -r seconds kb outcome <<<"$line"
	# Unquoted: what is expected may be a pattern.
	# shellcheck disable=SC2053
	[[ $outcome == $expected ]] || die "$name was to bring $expected, and brought $outcome"
	# What is compared is the growth of the metadata server's backend; bare clients have none.
	[[ $name != bare* ]] || kb=-
	[ "$ROUND" -eq 0 ] ||
		printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$SECTION" "$name" "$description" "$seconds" "$kb" "$outcome" >>"$RESULTS"
}

# short NUMBER: 1 M for 1000000, 100 k for 100000.
short() {
	case $1 in
		*000000) printf '%s M\n' "${1%000000}" ;;
		*000) printf '%s k\n' "${1%000}" ;;
		*) printf '%s\n' "$1" ;;
	esac
}
