# test/bench/hogql.sh: what HogQL costs: reading a text, printing it, and the call that it becomes.
#
# Source it after peers.sh.
# - Texts are read in the backend and timed there, by a function of the metadata server's database (hogql.sql), because a
#   round trip would take longer than most of them. PostHog's own parser is timed in its own process.
# - What is printed is compared with the same statement written by hand, both through `execute`.

# The last version of hogql-parser on PyPI that contract and peers speak of.
HOGQL_PARSER=hogql-parser==1.3.87

# prepare_hogql: 200 queries, PostHog's parser, and what the metadata server needs.
prepare_hogql() {
	wanted hogql_parser || wanted hogql_ast || wanted hogql_sql || return 0
	node "$HERE/queries.mjs" 200 >"$STAGE/queries" || die "no queries of HogQL could be made"
	/usr/bin/python3 -m venv "$STAGE/peers"
	"$STAGE/peers/bin/python" -m pip install -q --disable-pip-version-check --no-deps "$HOGQL_PARSER"
	cp "$HERE/hogql_parser_peer.py" "$STAGE/"
	chmod -R a+rX "$STAGE/queries" "$STAGE/peers" "$STAGE/hogql_parser_peer.py"
	load_into metadata $DATABASE hogql.sql -v queries="$STAGE/queries"
}

hogql_peers() {
	section "200 generated queries of HogQL, read, the median of one"
	run_peer hogql_parser "PostHog's own parser (hogql-parser of PyPI, C++), a tree as JSON" "* queries" \
		"$STAGE/peers/bin/python" "$STAGE/hogql_parser_peer.py" "$STAGE/queries"
	in_backend hogql_ast "\`metahog.hogql_ast\`, a tree as JSON" "* queries" "SELECT * FROM parse_times()"

	section "large texts of HogQL, read once"
	latency nested "200 nested parentheses" "* bytes" "$METADATA" 5 \
		"SELECT metahog.hogql_ast('SELECT ' || repeat('(', 200) || '1' || repeat(')', 200))"
	latency many_ors "10,000 ORs" "* bytes" "$METADATA" 5 \
		"SELECT metahog.hogql_ast('SELECT 1 WHERE a = 0' || repeat(' OR a = 1', 10000))"
	latency long_list "an IN list of 1 MB" "* bytes" "$METADATA" 5 \
		"SELECT metahog.hogql_ast('SELECT 1 WHERE a IN (0' || repeat(', 12345678', 99990) || ')')"

	section "a query of 1 kB, printed for a source of $(short "$TABLES") tables"
	# No two texts are the same, so that none is remembered from before.
	in_backend hogql_sql "\`metahog.hogql_sql\`" "* bytes" "SELECT * FROM print_times()"

	section "\`SELECT 1\` by HogQL, everything on one CPU"
	use_one_cpu
	for _ in {1..10}; do
		latency execute1_hogql "\`metahog.execute\`" "* bytes" "$METADATA" 500 "SELECT metahog.execute('bench', 'SELECT 1')"
		latency hogql1 "\`metahog.hogql\`" "* bytes" "$METADATA" 500 "SELECT metahog.hogql('bench', 'SELECT 1')"
	done
	use_all_cpus
	section "\`SELECT 1\` by HogQL, through a proxy which adds $((2 * DELAY_MS)) ms to a round trip"
	latency hogql_slow "\`metahog.hogql\`" "* bytes" "$METADATA" 50 "SELECT metahog.hogql('bench_slow', 'SELECT 1')"

	section "sums by day and label of $(short "$ROWS") rows"
	aggregation by_hand "SQL written by hand, \`metahog.execute\`" execute \
		"SELECT date_trunc(''day'', ts)::date AS day, count(*) AS n, count(*) FILTER (WHERE flag) AS flagged,
		 avg(amount)::float8 AS average, max(amount) AS most FROM bench WHERE ts >= ''2024-01-02'' GROUP BY 1 ORDER BY 1 LIMIT 1000"
	aggregation by_hogql "HogQL, \`metahog.hogql\`" hogql \
		"SELECT toDate(ts) AS day, count() AS n, countIf(flag) AS flagged, avg(amount) AS average, max(amount) AS most
		 FROM bench WHERE ts >= ''2024-01-02'' GROUP BY day ORDER BY day LIMIT 1000"
}

# aggregation NAME DESCRIPTION FUNCTION QUERY
aggregation() {
	latency "$1" "$2" "* bytes" "$METADATA" 5 "SELECT metahog.$3('bench', '$4')" "SELECT metahog.refresh_schema('bench')"
}

# in_backend NAME DESCRIPTION EXPECTED STATEMENT: the statement's row says the seconds and what came of it.
in_backend() {
	run_peer "$1" "$2" "$3" "$PG_BINDIR/psql" -X -q -At -F $'\t' -d "$METADATA" -c "$4"
}
