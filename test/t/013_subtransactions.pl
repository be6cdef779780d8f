# test/t/013_subtransactions.pl: errors, savepoints, cursors and blocks leave neither a session, a file nor memory behind, and none is used after its end.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata',
	settings => [ q{listen_addresses = '127.0.0.1'}, 'max_prepared_transactions = 5' ]);
my $remote = MetaHog::Servers::remote('remote');
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $psql = MetaHog::Psql->start($metadata);
my $silent = MetaHog::FakeServer->start(silent_at => 'startup');

MetaHog::Servers::create_source($metadata, 'remote', $remote);
MetaHog::Servers::create_source($metadata, 'silent', undef, port => $silent->port, password => 'x');

my $number = 0;

# stream(call, mark): a call that reads numbers without an end.
sub stream
{
	my ($mark) = @_;
	return "SELECT metahog.rows('remote', 'SELECT generate_series(1, 1000000000000) AS i /* $mark */')";
}

sub new_mark
{
	return sprintf 'mark %d.', ++$number;
}

# stops(mark, name): the statement is no longer on the remote, and the session goes on.
sub stops
{
	my ($mark, $name) = @_;
	ok(wait_for_statements($watcher, $mark, 0, 4), "$name: the remote has stopped");
	my $result = $psql->run(q{SELECT metahog.execute('remote', 'SELECT 42')->'results'->0->>0});
	is($result->{out}, '42', "$name: the session goes on") or diag $result->{error};
	return;
}

sub timeout_in_a_block
{
	my $mark = new_mark();
	$psql->value(q{SET statement_timeout = '700ms'});
	my $result = $psql->run(<<"SQL");
DO \$\$
DECLARE
	caught text;
BEGIN
	BEGIN
		PERFORM metahog.execute('remote', 'SELECT pg_sleep(600) /* $mark */');
	EXCEPTION WHEN query_canceled THEN
		caught := SQLERRM;
	END;
	RAISE EXCEPTION '%, then %', caught, metahog.execute('remote', 'SELECT 43')->'results'->0->>0;
END \$\$
SQL
	is($result->{message}, 'canceling statement due to statement timeout, then 43', 'a block that catches the timeout queries again');
	$psql->value('RESET statement_timeout');
	stops($mark, 'statement_timeout in a block');

	$mark = new_mark();
	$result = $psql->run(<<"SQL");
DO \$\$
DECLARE
	n int := 0;
	r json;
BEGIN
	BEGIN
		FOR r IN @{[ stream($mark) ]} LOOP
			n := n + 1;
			PERFORM 1 / (1000 - n);
		END LOOP;
	EXCEPTION WHEN division_by_zero THEN
		RAISE EXCEPTION 'at row %, then %', n, metahog.execute('remote', 'SELECT 44')->'results'->0->>0;
	END;
END \$\$
SQL
	is($result->{message}, 'at row 1000, then 44', 'an error of the block\'s own in the middle of a stream');
	stops($mark, 'an error in a loop over a stream');
	return;
}

sub error_in_a_cursor
{
	$psql->value('BEGIN');
	$psql->value(q{DECLARE c CURSOR FOR SELECT metahog.rows('remote', 'SELECT i, 10 / (5000 - i) AS q FROM generate_series(1, 10000) AS i')});
	is($psql->value('FETCH 1 FROM c'), '{"i":1,"q":0}', 'a cursor reads');
	$psql->value('SAVEPOINT s');
	is($psql->run('MOVE 10000 FROM c')->{sqlstate}, '22012', 'and meets the remote\'s error further on');
	$psql->value('ROLLBACK TO s');
	is($psql->value(q{SELECT metahog.execute('remote', 'SELECT 45')->'results'->0->>0}), '45', 'the transaction goes on');
	isnt($psql->run('FETCH 1 FROM c')->{sqlstate}, '', 'the cursor does not');
	$psql->value('ROLLBACK');
	ok(wait_until(sub { connections($watcher) == 1 }), 'one session is left');
	return;
}

sub held_cursor
{
	$psql->value('BEGIN');
	$psql->value(q{DECLARE c CURSOR WITH HOLD FOR SELECT metahog.rows('remote', 'SELECT generate_series(1, 20000) AS i')});
	is($psql->value('FETCH 1 FROM c'), '{"i":1}', 'a cursor WITH HOLD reads');
	$psql->value('COMMIT');
	is($psql->value('MOVE 19998 FROM c; FETCH 1 FROM c'), '{"i":20000}', 'and has it all after COMMIT');
	is($psql->value('FETCH 1 FROM c'), '', 'and no more');
	$psql->value('CLOSE c');
	return;
}

# Which stream a savepoint takes with it.
sub savepoints
{
	my @marks = map { new_mark() } 0 .. 3;

	$psql->value('BEGIN');
	$psql->value("DECLARE before CURSOR FOR @{[ stream($marks[0]) ]}");
	$psql->value('FETCH 1 FROM before; SAVEPOINT s');
	$psql->value("DECLARE within CURSOR FOR @{[ stream($marks[1]) ]}");
	$psql->value('FETCH 1 FROM within; ROLLBACK TO s');
	ok(wait_for_statements($watcher, $marks[1], 0, 4), 'a stream begun in a savepoint ends with it');
	is($psql->value('FETCH 1 FROM before'), '{"i":2}', 'one begun before goes on');

	$psql->value('SAVEPOINT r');
	$psql->value("DECLARE kept CURSOR FOR @{[ stream($marks[2]) ]}");
	$psql->value('FETCH 1 FROM kept; RELEASE r');
	is($psql->value('FETCH 1 FROM kept'), '{"i":2}', 'one begun in a released savepoint goes on');
	is(statements($watcher, $marks[0]) + statements($watcher, $marks[2]), 2, 'both run on the remote');

	# Declared before, but first read within: the session is the savepoint's, the cursor is not.
	$psql->value("DECLARE late CURSOR FOR @{[ stream($marks[3]) ]}");
	$psql->value('SAVEPOINT t; FETCH 1 FROM late; ROLLBACK TO t');
	ok(wait_for_statements($watcher, $marks[3], 0, 4), 'one first read in a savepoint ends with it');
	is($psql->value('FETCH 1 FROM kept'), '{"i":3}', 'one begun in a released savepoint is not taken by a later one of the same level');
	my $result = $psql->run('FETCH 100000 FROM late');
	ok(!$result->{ended}, 'and reading on is not the end of the backend');
	isnt($result->{sqlstate}, '', 'but an error') or diag substr $result->{out}, 0, 200;
	$psql->value('ROLLBACK');
	stops($_, 'ROLLBACK') for @marks;

	$psql->value('BEGIN');
	$psql->value("DECLARE late CURSOR FOR @{[ stream($marks[3]) ]}");
	$psql->value('SAVEPOINT t; FETCH 1 FROM late; ROLLBACK TO t; CLOSE late; COMMIT');
	stops($marks[3], 'closing such a cursor');
	return;
}

sub several_streams
{
	my $result = $psql->run(<<'SQL');
DO $$
DECLARE
	a json;
	b json;
	sum int := 0;
BEGIN
	FOR a IN SELECT metahog.rows('remote', 'SELECT generate_series(1, 200) AS i') LOOP
		FOR b IN SELECT metahog.rows('remote', 'SELECT generate_series(1, 3) AS i') LOOP
			sum := sum + (a->>'i')::int * (b->>'i')::int;
		END LOOP;
	END LOOP;
	RAISE EXCEPTION '%', sum;
END $$
SQL
	is($result->{message}, 6 * 200 * 201 / 2, 'a function that reads two streams at once');
	is($psql->value(q{SELECT count(a) || '/' || count(b) FROM (SELECT metahog.rows('remote', 'SELECT generate_series(1, 3000)') AS a,
			metahog.rows('remote', 'SELECT generate_series(1, 2000)') AS b) AS s}), '3000/2000', 'two in one select list');
	is($psql->value(q{SELECT sum(i * j) FROM metahog.query('remote', 'SELECT generate_series(1, 30)') AS a(i int),
			metahog.query('remote', 'SELECT generate_series(1, 20)') AS b(j int)}), 465 * 210, 'two tables joined');
	is($psql->value(q{SELECT sum((metahog.execute('remote', 'SELECT $1::int * 2', jsonb_build_array(i))->'results'->0->>0)::int)
			FROM metahog.query('remote', 'SELECT generate_series(1, 50)') AS t(i int)}), 2550, 'a call for each row of another');
	ok(connections($watcher) <= 3, 'and the sessions are shared');
	return;
}

# A source that leads back here: the remote backend makes calls of its own.
sub nested_calls
{
	$psql->value(q{CREATE ROLE inner_role LOGIN SUPERUSER PASSWORD 'inner'});
	my $port = $metadata->port;
	append_to_file($metadata->data_dir . '/pg_hba.conf', "host all all 127.0.0.1/32 scram-sha-256\n");
	$metadata->reload;
	$psql->value("SELECT metahog.create_source('self', 'postgres://inner_role:inner\@127.0.0.1:$port/postgres', "
		  . q{'{"read_only": true}')});
	my $inner = q{SELECT metahog.execute('remote', 'SELECT 46')->'results'->0->>0};
	my $outer = "SELECT metahog.execute('self', '@{[ $inner =~ s/'/''/gr ]}')->'results'->0->>0";
	is($psql->value($outer), '46', 'a call within a call');

	my $mark = new_mark();
	my $sleep = "SELECT metahog.execute('remote', 'SELECT pg_sleep(600) /* $mark */')";
	$psql->send("SELECT metahog.execute('self', '@{[ $sleep =~ s/'/''/gr ]}', timeout => '700 ms')");
	is($psql->wait->{sqlstate}, '57014', 'the outer deadline');
	stops($mark, 'ends the innermost statement too');
	$psql->value(q{SELECT metahog.drop_source('self')});
	return;
}

# 200 errors of every kind: nothing is left of them.
sub many_errors
{
	$psql->value(<<'SQL');
CREATE PROCEDURE fail(times int) LANGUAGE plpgsql AS $$
DECLARE
	failures int := 0;
	calls text[] := ARRAY[
		$a$ SELECT metahog.execute('remote', 'SELECT 1 / 0') $a$,
		$a$ SELECT metahog.execute('remote', 'SELEC') $a$,
		$a$ SELECT metahog.execute('remote', 'COMMIT') $a$,
		$a$ SELECT count(r) FROM (SELECT metahog.rows('remote', 'SELECT 10 / (3000 - i) FROM generate_series(1, 5000) AS i') AS r) AS s $a$,
		$a$ SELECT count(1 / ((r->>'i')::int - 2)) FROM (SELECT metahog.rows('remote', 'SELECT generate_series(1, 5000) AS i') AS r) AS s $a$,
		$a$ SELECT sum(i) FROM metahog.query('remote', 'SELECT ''x''::text') AS t(i int) $a$,
		$a$ SELECT metahog.execute('remote', 'SELECT pg_terminate_backend(pg_backend_pid())') $a$,
		$a$ SELECT metahog.execute('remote', 'SELECT pg_sleep(60)', timeout => '10 ms') $a$,
		$a$ SELECT metahog.execute('silent', 'SELECT 1', timeout => '10 ms') $a$,
		$a$ SELECT metahog.execute('unheard of', 'SELECT 1') $a$];
BEGIN
	FOR i IN 1 .. times LOOP
		BEGIN
			EXECUTE calls[1 + i % array_length(calls, 1)];
		EXCEPTION WHEN OTHERS OR query_canceled THEN
			failures := failures + 1;
		END;
	END LOOP;
	IF failures <> times THEN
		RAISE EXCEPTION '% of % failed', failures, times;
	END IF;
END $$;
SQL
	my $pid = $psql->pid;
	$psql->value('CALL fail(50)');
	my ($bytes, $kilobytes, $files) = (context_bytes($psql), anonymous_kb($pid), descriptors($pid));
	$psql->value('CALL fail(200)');
	ok(wait_until(sub { connections($watcher) <= 1 }), '200 errors leave no connection on the remote');
	is($silent->count(qr/^connect$/), $silent->count(qr/^closed$/) + open_connections($silent), 'nor on the silent one');
	cmp_ok(abs(descriptors($pid) - $files), '<=', 2, 'no descriptor');
	cmp_ok(context_bytes($psql) - $bytes, '<', 100_000, 'no memory of the server\'s kind');
	cmp_ok(anonymous_kb($pid) - $kilobytes, '<', 4_000, 'and none of libpq\'s');

	my $failing = q{SELECT metahog.execute('remote', 'SELECT 1 / 0')};
	$psql->run($failing) for 1 .. 50;
	cmp_ok(context_bytes($psql) - $bytes, '<', 100_000, 'nor do errors that nobody catches');
	stops('unheard of', 'after all errors');
	return;
}

# open_connections(fake): waits until there are none.
sub open_connections
{
	my ($fake) = @_;
	wait_until(sub { $fake->count(qr/^connect$/) == $fake->count(qr/^closed$/) });
	return 0;
}

sub unread_rows
{
	my $mark = new_mark();
	is($psql->value("@{[ stream($mark) ]} LIMIT 2"), qq({"i":1}\n{"i":2}), 'LIMIT over rows()');
	stops($mark, 'LIMIT');

	$mark = new_mark();
	is($psql->value("SELECT EXISTS (@{[ stream($mark) ]})"), 't', 'EXISTS over rows()');
	stops($mark, 'EXISTS');

	for my $end ('COMMIT', 'ROLLBACK', 'CLOSE c; COMMIT', q{PREPARE TRANSACTION 'two phases'})
	{
		$mark = new_mark();
		$psql->value('BEGIN');
		$psql->value("DECLARE c CURSOR FOR @{[ stream($mark) ]}");
		$psql->value('FETCH 2 FROM c');
		is(statements($watcher, $mark), 1, "$end: a stream runs");
		is($psql->run($end)->{error}, '', "$end: works");
		stops($mark, $end);
	}
	$psql->value(q{ROLLBACK PREPARED 'two phases'});
	return;
}

# A scan that is begun again asks again: each turn has a session, and gives it back.
sub scans_begun_again
{
	is($psql->value(q{SELECT sum((SELECT count(*) FROM metahog.query('remote', 'SELECT generate_series(1, 4)') AS t(i int)
		WHERE i <= n)) FROM generate_series(1, 5) AS n}), 1 + 2 + 3 + 4 + 4, 'a scan begun again');
	is($psql->value(q{SELECT sum((SELECT (r->>'i')::int FROM (SELECT metahog.rows('remote', 'SELECT generate_series(1, 50000) AS i') AS r) AS s
		WHERE (r->>'i')::int > n LIMIT 1)) FROM generate_series(1, 20) AS n}), 230, 'a stream begun again, each time left unread');
	ok(wait_until(sub { connections($watcher) <= 3 }), 'no session is left behind');
	return;
}

timeout_in_a_block();
error_in_a_cursor();
held_cursor();
savepoints();
several_streams();
nested_calls();
many_errors();
unread_rows();
scans_begun_again();

ok(wait_until(sub { connections($watcher) == $watcher->value(
	q{SELECT count(*) FROM pg_stat_activity WHERE application_name = 'metahog' AND state = 'idle'}) }),
	'no session on the remote is busy');
done_testing();
