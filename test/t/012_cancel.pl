# test/t/012_cancel.pl: a call ends at once when it must, in every phase and by every way, and its statement on the remote too.
#
# The remote asks each of our sessions whether its client is still there, which would end an
# abandoned statement after a while. Statements here run through a proxy that never tells the remote
# that its client has gone: what ends there was ended by a cancel request.
#
# A cancel that a remote gets between two messages is lost: PostgreSQL heeds it only while it executes.
# To the one who asks it looks like stubborn(), which outlives the first cancel: he must ask again.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::Certificates;
use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Proxy;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

# How long a call may live on, and its statement on the remote. The promise is half a second, and a
# second; a busy machine gets some more.
use constant { LOCAL_SECONDS => 3, REMOTE_SECONDS => 4 };

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote', settings => ['jit = off']);
my $proxy = MetaHog::Proxy->start(target_port => $remote->port, keep_server => 1);
my $certificates = MetaHog::Certificates->make;
my $secure = MetaHog::Servers::remote('secure', tls => $certificates, tls_only => 1);
my $secure_proxy = MetaHog::Proxy->start(target_port => $secure->port, keep_server => 1);
my $secure_watcher = MetaHog::Psql->start($secure, database => 'pagila');
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $operator = MetaHog::Psql->start($metadata);

$remote->safe_psql('pagila', <<'SQL');
CREATE FUNCTION stubborn() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		PERFORM pg_sleep(600);
	EXCEPTION WHEN query_canceled THEN
	END;
	PERFORM pg_sleep(600);
	RETURN 1;
END $$
SQL

my %fakes = (
	silent => MetaHog::FakeServer->start(silent_at => 'startup'),
	endless => MetaHog::FakeServer->start(answer => \&endless_rows));

MetaHog::Servers::create_source($metadata, 'remote', $remote);
MetaHog::Servers::create_source($metadata, 'held', $remote, port => $proxy->port);
MetaHog::Servers::create_source($metadata, 'secure', $secure, host => 'localhost', port => $secure_proxy->port,
	options => sprintf('{"sslmode": "verify-full", "sslrootcert": "%s"}', $certificates->ca =~ s/\n/\\n/gr));
MetaHog::Servers::create_source($metadata, $_, undef, port => $fakes{$_}->port, password => 'x')
  for keys %fakes;

# endless_rows: sends rows for ever, and takes no notice of a cancel request.
sub endless_rows
{
	my ($sql) = @_;
	return undef unless $sql =~ /endless/;
	return {
		columns => [ [ 'a', 'int4' ] ],
		execute => sub {
			my ($connection) = @_;
			while (1)
			{
				$connection->send(data_row(1) x 100);
				sleep 0.02;
			}
		} };
}

# The phases: what to call, with a mark in it, and how to know that the phase has begun.
my %phases = (
	'connecting' => {
		call => q{SELECT metahog.execute('silent', 'SELECT 1 /* MARK */')},
		begun => sub { wait_until(sub { connected('silent') == 1 }) } },
	'waiting for the first row' => {
		call => q{SELECT metahog.execute('held', 'SELECT pg_sleep(600) /* MARK */')},
		begun => \&sleeps },
	'waiting for one that outlives a cancel' => {
		call => q{SELECT metahog.execute('held', 'SELECT stubborn() /* MARK */')},
		begun => \&sleeps },
	'streaming' => {
		call => q{SELECT count(v) FROM (SELECT metahog.rows('held',
				'SELECT generate_series(1, 1000000000000) /* MARK */') AS v) AS s},
		begun => \&rows_flow },
	'filling a table' => {
		call => q{SELECT count(*) FROM metahog.query('held',
				'SELECT generate_series(1, 1000000000000) /* MARK */') AS t(i bigint)},
		begun => \&rows_flow },
	'stopping at the cap' => {
		call => q{SELECT metahog.execute('endless', 'SELECT endless /* MARK */ LIMIT 1000', max_rows => 5)},
		begun => sub { $fakes{endless}->wait_for(qr/^sql: .*\Q$_[0]\E/) && wait_until(\&endless_requests) } });

# sleeps(mark): the statement has got to where it waits.
sub sleeps
{
	my ($mark) = @_;
	my $sql = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND position('$mark' IN query) > 0";
	return wait_until(sub { $watcher->value($sql) });
}

# rows_flow(mark, bytes): more has come from the remote than before the call, by as much as rows do.
sub rows_flow
{
	my ($mark, $before) = @_;
	return wait_for_statements($watcher, $mark, 1) && wait_until(sub { $proxy->stats->{down} > $before + 1_000_000 });
}

# endless_requests: how many cancel requests have come since its last statement.
sub endless_requests
{
	my @lines = split /\n/, $fakes{endless}->events;
	my ($begun) = grep { $lines[$_] =~ /^sql: .*endless/ } reverse 0 .. $#lines;
	return scalar grep { /^cancel: / } @lines[ $begun .. $#lines ];
}

# The ways: what to do before the call, in it and after it; whether the session survives; its SQLSTATE.
my %ways = (
	'statement_timeout' => {
		before => q{SET statement_timeout = '300ms'},
		after => 'RESET statement_timeout',
		sqlstate => '57014', message => qr/statement timeout/ },
	'pg_cancel_backend' => {
		during => sub { $operator->value("SELECT pg_cancel_backend(@{[ $_[0]->pid ]})") },
		sqlstate => '57014', message => qr/user request/ },
	'pg_terminate_backend' => {
		during => sub { $operator->value("SELECT pg_terminate_backend(@{[ $_[0]->pid ]})") },
		sqlstate => '57P01', message => qr/administrator command/, fatal => 1 },
	'Ctrl-C' => {
		during => sub { $_[0]->signal('INT') },
		sqlstate => '57014', message => qr/user request/, client_ends => 1 },
	'the end of the client' => {
		during => sub { $_[0]->signal('KILL') }, fatal => 1, silent => 1 });

my $number = 0;

sub end_call
{
	my ($phase_name, $way_name) = @_;
	my ($phase, $way) = ($phases{$phase_name}, $ways{$way_name});
	my $mark = sprintf 'mark %d.', ++$number;
	my $psql = MetaHog::Psql->start($metadata);
	my $pid = $psql->pid;

	# With a session that is open already the call is in its phase soon.
	$psql->value(q{SELECT metahog.execute('held', 'SELECT 1')});
	$psql->value($way->{before}) if $way->{before};
	my $before = $proxy->stats->{down};
	$psql->send($phase->{call} =~ s/MARK/$mark/r);
	my $begin = time;
	if ($way->{during})
	{
		ok($phase->{begun}->($mark, $before), "$phase_name, $way_name: the phase is reached") or diag $psql->wait->{error};
		$begin = time;
		$way->{during}->($psql);
	}
	ends_locally($psql, $way, $pid, $begin, "$phase_name, $way_name");
	ends_remotely($mark, "$phase_name, $way_name");
	$psql->value($way->{after}) if $way->{after};
	lives_on($psql, "$phase_name, $way_name") unless $way->{fatal} || $way->{client_ends};
	$psql->stop;
	return;
}

sub ends_locally
{
	my ($psql, $way, $pid, $begin, $name) = @_;
	my $result = $way->{silent} ? undef : $psql->wait;
	if ($way->{fatal})
	{
		ok(wait_until(sub { !$operator->value("SELECT count(*) FROM pg_stat_activity WHERE pid = $pid") }, LOCAL_SECONDS),
			"$name: the backend is gone");
	}
	cmp_ok(time - $begin, '<', LOCAL_SECONDS, "$name: the call ends at once");
	return unless $result;
	is($result->{sqlstate}, $way->{sqlstate}, "$name: SQLSTATE") or diag $result->{error};
	like($result->{message}, $way->{message}, "$name: the message");
	return;
}

sub ends_remotely
{
	my ($mark, $name) = @_;
	ok(wait_for_statements($watcher, $mark, 0, REMOTE_SECONDS), "$name: nothing runs on the remote");
	ok(wait_until(sub { connected($_) == 0 }), "$name: the connection to $_ is closed") for keys %fakes;
	return;
}

# connected(name): how many connections a fake server has now.
sub connected
{
	my ($name) = @_;
	return $fakes{$name}->count(qr/^connect$/) - $fakes{$name}->count(qr/^closed$/);
}

sub lives_on
{
	my ($psql, $name) = @_;
	my $result = $psql->run(q{SELECT metahog.execute('remote', 'SELECT 42')->'results'->0->>0});
	is($result->{out}, '42', "$name: the session goes on") or diag $result->{error};
	return;
}

# A call's own deadline is one more way, with an error of its own.
sub deadline_passes
{
	my %stages = (
		'connecting' => 'authenticate', 'waiting for the first row' => 'query',
		'waiting for one that outlives a cancel' => 'query', 'streaming' => 'fetch');
	for my $name (sort keys %stages)
	{
		my $mark = sprintf 'mark %d.', ++$number;
		my $psql = MetaHog::Psql->start($metadata);
		my $call = $phases{$name}{call} =~ s/MARK/$mark/r =~ s{(\*/')}{$1, timeout => '1 s'}r;
		$psql->value(q{SELECT metahog.execute('held', 'SELECT 1')});
		my $result = $psql->run($call);
		is($result->{sqlstate}, '57014', "$name, deadline: SQLSTATE") or diag $result->{error};
		like($result->{error}, qr/stage "$stages{$name}"/, "$name, deadline: the stage is named");
		cmp_ok($result->{seconds}, '>', 0.9, "$name, deadline: not before its time");
		cmp_ok($result->{seconds}, '<', 1 + LOCAL_SECONDS, "$name, deadline: nor long after");
		ends_remotely($mark, "$name, deadline");
		lives_on($psql, "$name, deadline");
	}
	return;
}

# At a cap the remote is stopped by ourselves; the answer is whole.
sub caps_stop_the_remote
{
	my $psql = MetaHog::Psql->start($metadata);
	my %calls = (
		'max_rows' => q{SELECT metahog.execute('held',
			'SELECT generate_series(1, 1000000000000) /* MARK */ LIMIT 999999999999', max_rows => 5)},
		'max_rows, outliving a cancel' => q{SELECT metahog.execute('held',
			'SELECT repeat(''x'', 10000), CASE WHEN i > 20 THEN stubborn() END
				FROM generate_series(1, 1000) AS i /* MARK */ LIMIT 999', max_rows => 5)},
		'max_bytes' => q{SELECT metahog.execute('held',
			'SELECT repeat(''x'', 1000), generate_series(1, 1000000000000) /* MARK */', max_rows => 1000000)});
	$psql->value(q{SET metahog.max_bytes = '64kB'});
	for my $cap (sort keys %calls)
	{
		my $mark = sprintf 'mark %d.', ++$number;
		my $result = $psql->run($calls{$cap} =~ s/MARK/$mark/r);
		is($result->{error}, '', "$cap: no error");
		my ($name) = $cap =~ /^(\w+)/;
		like($result->{out}, qr/"truncated":"$name"/, "$cap: the answer says that it was cut");
		cmp_ok($result->{seconds}, '<', LOCAL_SECONDS, "$cap: it does not wait for the rest");
		ok(wait_for_statements($watcher, $mark, 0, REMOTE_SECONDS), "$cap: nothing runs on the remote");
	}
	my $result = $psql->run(q{SELECT metahog.execute('endless', 'SELECT endless LIMIT 1000', max_rows => 5)});
	like($result->{out}, qr/"row_count":5,"hasMore":true,"truncated":"max_rows"/,
		'a remote that does not stop when asked to');
	cmp_ok($result->{seconds}, '<', 2 + LOCAL_SECONDS, 'is not waited for');
	cmp_ok(endless_requests(), '>', 1, 'it was asked more than once');
	ok(wait_until(sub { connected('endless') == 0 }), 'and its session is closed');
	return;
}

# What PL/pgSQL and a transaction block make of it.
sub blocks_that_are_cancelled
{
	my $psql = MetaHog::Psql->start($metadata);
	my $mark = sprintf 'mark %d.', ++$number;
	$psql->value('BEGIN');
	$psql->value('DECLARE c CURSOR FOR SELECT metahog.rows(\'held\', '
		  . "'SELECT generate_series(1, 1000000000000) /* $mark */')");
	like($psql->value('FETCH 2 FROM c'), qr/generate_series":1\}\n.*generate_series":2\}/, 'a cursor on a stream');
	is(statements($watcher, $mark), 1, 'which goes on meanwhile');
	$psql->value('ROLLBACK');
	ok(wait_for_statements($watcher, $mark, 0, REMOTE_SECONDS), 'ROLLBACK stops it');
	lives_on($psql, 'after ROLLBACK');

	$mark = sprintf 'mark %d.', ++$number;
	$psql->send(q{SELECT metahog.try_execute('held', 'SELECT pg_sleep(600) /* MARK */')} =~ s/MARK/$mark/r);
	ok(wait_for_statements($watcher, $mark, 1), 'try_execute waits');
	$operator->value("SELECT pg_cancel_backend(@{[ $psql->pid ]})");
	is($psql->wait->{sqlstate}, '57014', 'a cancel of the caller\'s own statement is not swallowed by try_execute');
	ok(wait_for_statements($watcher, $mark, 0, REMOTE_SECONDS), 'and stops the remote');
	lives_on($psql, 'after try_execute');
	return;
}

# A cancel request goes over TLS as the session does, if libpq can do that.
sub over_tls
{
	my $psql = MetaHog::Psql->start($metadata);
	my $files = q{SELECT count(*) FROM pg_ls_tmpdir()};
	is($psql->value(q{SELECT metahog.execute('secure', 'SELECT 42')->'results'->0->>0}), '42', 'a session over TLS');
	$psql->send(q{SELECT metahog.execute('secure', 'SELECT pg_sleep(600) /* over TLS */')});
	ok(wait_for_statements($secure_watcher, 'over TLS', 1), 'on which a statement waits');
	$operator->value("SELECT pg_cancel_backend(@{[ $psql->pid ]})");
	is($psql->wait->{sqlstate}, '57014', 'and is cancelled');
	ok(wait_for_statements($secure_watcher, 'over TLS', 0, REMOTE_SECONDS), 'on the remote, too');
	is($psql->value($files), '0', 'the root certificates are gone with the session');
	lives_on($psql, 'after TLS');
	return;
}

sub idle_connections
{
	return $watcher->value(
		q{SELECT count(*) FROM pg_stat_activity WHERE application_name = 'metahog' AND state = 'idle'});
}

for my $phase (sort keys %phases)
{
	end_call($phase, $_) for sort keys %ways;
}
deadline_passes();
caps_stop_the_remote();
blocks_that_are_cancelled();
over_tls();

ok(wait_until(sub { connections($watcher) == idle_connections() }), 'no session on the remote is busy');
done_testing();
