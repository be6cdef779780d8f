# test/t/040_pgbouncer.pl: all works behind a PgBouncer in transaction mode, where each call may meet another server.
#
# The pool has one server connection unless said otherwise, so that whatever a call leaves behind, or another client,
# is met by the next one.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::PgBouncer;
use MetaHog::Proxy;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant { LOCAL_SECONDS => 3, REMOTE_SECONDS => 4 };

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote', settings => ['jit = off']);
# Between PgBouncer and the server: a lost connection goes unheard there, so what ends was cancelled.
my $proxy = MetaHog::Proxy->start(target_port => $remote->port, keep_server => 1);
my $bouncer = MetaHog::PgBouncer->start($remote,
	target_port => $proxy->port, pool_mode => 'transaction', default_pool_size => 1);
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $psql = MetaHog::Psql->start($metadata);
my $other = MetaHog::Psql->start($metadata);

MetaHog::Servers::create_source($metadata, 'pooled', $remote, port => $bouncer->port);
MetaHog::Servers::create_source($metadata, 'writer', $remote,
	port => $bouncer->port, user => 'admin', options => '{"read_only": false}');

# other_client(user): of the same PgBouncer, and of the same server connection if the user is the same.
sub other_client
{
	my ($user) = @_;
	my $where = sprintf 'host=127.0.0.1 port=%d user=%s password=%s dbname=pagila',
	  $bouncer->port, $user // 'analyst', $remote->{metahog_password};
	return MetaHog::Psql->start($remote, where => $where);
}

# answer(psql, query): the one value that the source answers with, or what went wrong.
sub answer
{
	my ($from, $query, $source) = @_;
	$source //= 'pooled';
	my $result = $from->run("SELECT metahog.execute('$source', \$query\$$query\$query\$)->'results'->0->>0");
	return $result->{error} || $result->{out};
}

# server_connections: which the pool has on the remote.
sub server_connections
{
	return $watcher->value(q{SELECT count(*) FROM pg_stat_activity WHERE usename = 'analyst'});
}

sub every_function
{
	is(answer($psql, 'SELECT 40 + 2'), '42', 'execute');
	is($psql->value(q{SELECT metahog.try_execute('pooled', 'SELECT 1 / 0')->'error_detail'->>'sqlstate'}), '22012', 'an error');
	is($psql->value(q{SELECT metahog.execute('pooled', 'SELECT $1::int + 1', params => '[41]')->'results'->0->>0}), '42', 'parameters');
	is($psql->value(q{SELECT sum(i), count(d) FROM metahog.query('pooled',
		'SELECT i, now() FROM generate_series(1, 100000) AS i') AS t(i int, d timestamptz)}), '5000050000|100000', "query, time $_")
	  for 1 .. 2;
	is($psql->value(q{SELECT sum((r->>'i')::int) FROM (SELECT metahog.rows('pooled',
		'SELECT i FROM generate_series(1, 100000) AS i') AS r) AS s}), '5000050000', 'rows');
	is($psql->value(q{SELECT sum(length(c)) > 500000 FROM (SELECT metahog.stream('pooled',
		'SELECT i FROM generate_series(1, 100000) AS i') AS c) AS s}), 't', 'stream');
	is($psql->value(q{SELECT metahog.column_definition('pooled', 'SELECT 1 AS a, now() AS b')}),
		'a integer, b timestamp with time zone', 'column_definition');
	like($psql->value(q{SELECT metahog.explain('pooled', 'SELECT 1', run => true)}), qr/Execution Time/, 'explain');
	is($psql->value(q{SELECT ok, stage FROM metahog.test_source('pooled')}), 't|query', 'test_source');
	is(server_connections(), 1, 'all of it over one connection of the pool');
	return;
}

# Types are asked for in the flush that needs them, and learnt once by each session.
sub types_of_the_remote
{
	$remote->safe_psql('pagila', q{CREATE TYPE mood AS ENUM ('happy', 'sad')});
	for my $from ($psql, $other)
	{
		is($from->value(q{SELECT metahog.execute('pooled', 'SELECT ''sad''::mood')->'postgres_types'->>0}), 'mood', 'a type of the remote\'s own')
		  for 1 .. 2;
	}
	return;
}

# What another client has set on the server connection must not be seen, nor may it see what a call has set.
sub settings_of_others
{
	my $client = other_client();
	my $values = q{SELECT concat_ws(' ', '1 day 2 hours'::interval, '\x41'::bytea, 0.1::float8, TIMESTAMPTZ '2020-01-02 03:04+00')};
	my $usual = '1 day 02:00:00 \x41 0.1 2020-01-02 03:04:00+00';

	is(answer($psql, $values), $usual, 'values as ever');
	$client->value(q{SET IntervalStyle = 'sql_standard'; SET bytea_output = 'escape'; SET extra_float_digits = -15;
		SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'SQL, DMY'; SET search_path = nowhere; SET statement_timeout = 1});
	is(answer($_, $values), $usual, 'whatever another client has set') for $psql, $other;

	is($client->value('SHOW IntervalStyle'), 'postgres', 'a call leaves the server connection as it was made');
	$client->value('BEGIN');
	$client->value('SELECT 1');
	$client->value('COMMIT');
	is(answer($psql, 'SHOW search_path'), '"$user", public', 'and takes nothing over');
	$client->stop;
	return;
}

sub writes
{
	$remote->safe_psql('pagila', 'CREATE TABLE written (i int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)');
	is(answer($psql, 'INSERT INTO written VALUES (1) RETURNING i', 'writer'), '1', 'a statement that writes');
	is($watcher->value('SELECT count(*) FROM written'), '1', 'is committed');
	like(answer($psql, 'INSERT INTO written VALUES (1) RETURNING i', 'writer'), qr/23505/, 'a failure at COMMIT is told');
	like(answer($psql, 'INSERT INTO written VALUES (2) RETURNING i'), qr/42501|25006/, 'a source that only reads writes nothing');
	is(answer($psql, 'SELECT count(*) FROM written', 'writer'), '1', 'and all goes on');
	return;
}

# sleeps(mark): the statement is being executed, so that a cancel is heeded.
sub sleeps
{
	my ($mark) = @_;
	return wait_until(sub { $watcher->value(
		"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND position('$mark' IN query) > 0") });
}

# A cap, a deadline, a cancel: the remote statement ends, and the pool is free for the next.
sub ends
{
	my ($name, $mark, %expected) = @_;
	ok(wait_for_statements($watcher, $mark, 0, REMOTE_SECONDS), "$name: nothing runs on the remote");
	is(answer($other, 'SELECT 42'), '42', "$name: another backend gets the pool's connection");
	is(answer($psql, 'SELECT 42'), '42', "$name: and so does this one") unless $expected{gone};
	return;
}

sub caps_and_deadlines
{
	my $result = $psql->run(q{SELECT metahog.execute('pooled', 'SELECT generate_series(1, 1000000000000) /* cap */ LIMIT 999999999999',
		max_rows => 5)});
	like($result->{out}, qr/"truncated":"max_rows"/, 'a cap') or diag $result->{error};
	cmp_ok($result->{seconds}, '<', LOCAL_SECONDS, 'cap: at once');
	ends('cap', '/* cap */');

	$result = $psql->run(q{SELECT metahog.execute('pooled', 'SELECT pg_sleep(600) /* deadline */', timeout => '1 s')});
	is($result->{sqlstate}, '57014', 'a deadline') or diag $result->{error};
	cmp_ok($result->{seconds}, '<', LOCAL_SECONDS, 'deadline: at once');
	ends('deadline', '/* deadline */');
	return;
}

sub cancels
{
	my $victim = MetaHog::Psql->start($metadata);
	my %ways = (
		'pg_cancel_backend' => sub { $psql->value("SELECT pg_cancel_backend(@{[ $victim->pid ]})") },
		'pg_terminate_backend' => sub { $psql->value("SELECT pg_terminate_backend(@{[ $victim->pid ]})") },
		'the end of the client' => sub { $victim->signal('KILL') });
	for my $way (sort keys %ways)
	{
		for my $query ('SELECT pg_sleep(600)', q{SELECT generate_series(1, 1000000000), repeat('x', 9000), pg_sleep(0.02)})
		{
			my $mark = "$way, " . length $query;
			$victim = MetaHog::Psql->start($metadata);
			$victim->send("SELECT metahog.execute('pooled', \$query\$$query /* $mark */\$query\$, max_rows => 900000)");
			ok(sleeps($mark), "$mark: it runs");
			$ways{$way}->();
			ends($mark, $mark);
		}
	}
	return;
}

# A call that PgBouncer has wait for a server waits no longer than its deadline.
sub full_pool
{
	my $client = other_client();
	$client->value('BEGIN');
	$client->value('SELECT 1');
	my $result = $psql->run(q{SELECT metahog.execute('pooled', 'SELECT 1', timeout => '500 ms')});
	is($result->{sqlstate}, '57014', 'the pool is full: the deadline passes') or diag $result->{error};
	like($result->{error}, qr/stage "query"/, 'in stage query');
	cmp_ok($result->{seconds}, '<', LOCAL_SECONDS, 'at once');

	$psql->send(q{SELECT metahog.execute('pooled', 'SELECT 42')->'results'->0->>0});
	sleep 0.3;
	ok(!$psql->over, 'a longer deadline waits');
	$client->value('COMMIT');
	is($psql->wait->{out}, '42', 'until the pool has a connection');
	$client->stop;
	return;
}

# Behind an open session PgBouncer may change the server, and may go itself.
sub lost_connections
{
	my $pid = answer($psql, 'SELECT pg_backend_pid()');
	$watcher->value("SELECT pg_terminate_backend($pid)");
	ok(wait_until(sub { !$watcher->value("SELECT count(*) FROM pg_stat_activity WHERE pid = $pid") }), 'the server connection ends');
	like(answer($psql, 'SELECT pg_backend_pid()'), qr/^\d+$/, 'the next call gets another');

	$psql->send(q{SELECT metahog.execute('pooled', 'SELECT pg_sleep(600) /* lost */')});
	ok(sleeps('/* lost */'), 'a call runs');
	$watcher->value(q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%/* lost */%' AND pid <> pg_backend_pid()});
	like($psql->wait->{sqlstate}, qr/^(08006|57P01)$/, 'a server connection that ends in a call is told');

	$remote->restart('immediate');
	$watcher = MetaHog::Psql->start($remote, database => 'pagila');
	ok(wait_until(sub { answer($psql, 'SELECT 42') eq '42' }), 'the server restarts');

	$bouncer->restart;
	is(answer($_, 'SELECT 42'), '42', 'PgBouncer restarts') for $psql, $other;
	$bouncer->stop;
	like(answer($psql, 'SELECT 42'), qr/08001/, 'PgBouncer is stopped');
	$bouncer->restart;
	is(answer($psql, 'SELECT 42'), '42', 'and started');
	return;
}

sub refusals
{
	MetaHog::Servers::create_source($metadata, 'wrong password', $remote, port => $bouncer->port, password => 'wrong');
	MetaHog::Servers::create_source($metadata, 'wrong database', $remote, port => $bouncer->port, database => 'nowhere');
	like(answer($psql, 'SELECT 1', 'wrong password'), qr/ERROR:  (?:28P01|28000|08001|08P01): .*stage "authenticate"/s, 'a wrong password');
	like(answer($psql, 'SELECT 1', 'wrong database'), qr/"nowhere"/, 'a database that is not there');
	return;
}

# One server connection for all clients is what makes a call meet what others have left; session mode has none of it.
sub session_mode
{
	my $sessions = MetaHog::PgBouncer->start($remote, pool_mode => 'session', default_pool_size => 2);
	MetaHog::Servers::create_source($metadata, 'in session mode', $remote, port => $sessions->port);
	is(answer($_, 'SELECT 42', 'in session mode'), '42', 'session mode') for $psql, $other, $psql;
	my $result = $psql->run(q{SELECT metahog.execute('in session mode', 'SELECT pg_sleep(600) /* session */', timeout => '1 s')});
	is($result->{sqlstate}, '57014', 'session mode: a deadline') or diag $result->{error};
	ok(wait_for_statements($watcher, '/* session */', 0, REMOTE_SECONDS), 'session mode: nothing runs on the remote');
	is(answer($psql, 'SELECT 42', 'in session mode'), '42', 'session mode: the next call');
	return;
}

every_function();
types_of_the_remote();
settings_of_others();
writes();
caps_and_deadlines();
cancels();
full_pool();
lost_connections();
refusals();
session_mode();

done_testing();
