# test/t/052_activity.pl: which calls are running, who may see them, and who may end them.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant SHOWN_CALLS => 8;

my $metadata = MetaHog::Servers::metadata('metadata', level => MetaHog::Servers::sharing_level());
my $remote = MetaHog::Servers::remote('remote', settings => ['jit = off']);
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $psql = MetaHog::Psql->start($metadata);

MetaHog::Servers::create_source($metadata, 'pagila', $remote);
MetaHog::Servers::create_source($metadata, 'narrow', $remote, options => '{"max_connections": 1}');
$psql->value('CREATE ROLE alice; CREATE ROLE bob; CREATE ROLE monitor IN ROLE pg_read_all_stats; CREATE ROLE guard IN ROLE pg_signal_backend');
$psql->value("SELECT metahog.grant_source('$_', role::regrole) FROM unnest(ARRAY['alice', 'bob', 'monitor', 'guard']) AS role") for 'pagila', 'narrow';

my $alice = MetaHog::Psql->start($metadata, options => '-c role=alice');

# shown(columns, psql): the running calls, as one sees them.
sub shown
{
	my ($columns, $from) = @_;
	return ($from // $psql)->value("SELECT $columns FROM (SELECT * FROM metahog.activity ORDER BY started) AS calls");
}

# as(role, SQL): its value, or the SQLSTATE.
sub as
{
	my ($role, $sql) = @_;
	my $result = $psql->run("SET ROLE $role;\n$sql;\nRESET ROLE");
	$psql->run('RESET ROLE');
	return $result->{sqlstate} || $result->{out};
}

sub begin
{
	my ($from, $source, $mark) = @_;
	$from->run(q{SET metahog.actor = 'user:7'});
	$from->send("SELECT metahog.execute('$source', 'SELECT pg_sleep(600) /* $mark */', timeout => '100 s')");
	return wait_for_statements($watcher, "/* $mark */", 1);
}

sub one_call
{
	is(shown('*'), '', 'nothing runs');
	ok(begin($alice, 'pagila', 'one'), 'a call runs');
	is(shown('pid, role, source, stage, query, rows, bytes'),
		$alice->pid . '|alice|pagila|running|SELECT pg_sleep(600) /* one */|0|0', 'and is shown');
	is(shown('remote_pid'), $watcher->value(q{SELECT pid FROM pg_stat_activity WHERE application_name = 'metahog'}), 'with its remote backend');
	is(shown(q{deadline - started BETWEEN '99 s' AND '100 s', now() - started < '20 s'}), 't|t', 'and its deadline');

	is(shown('source_id, actor'), $psql->value(q{SELECT id FROM metahog.source WHERE name = 'pagila'}) . '|user:7',
		'and whose source it is, and who in the application asks');

	is(as('alice', 'SELECT source FROM metahog.activity'), 'pagila', 'its own role sees it');
	is(as('bob', 'SELECT * FROM metahog.activity'), '', 'another does not');
	is(as('guard', 'SELECT * FROM metahog.activity'), '', 'nor does pg_signal_backend');
	is(as('monitor', 'SELECT source FROM metahog.activity'), 'pagila', 'pg_read_all_stats does');
	return;
}

sub cancelled
{
	my $pid = $alice->pid;
	is(as('bob', "SELECT metahog.cancel($pid)"), '42501', 'another role may not cancel it');
	is(as('monitor', "SELECT metahog.cancel($pid)"), '42501', 'nor may who only sees it');
	is(as('alice', "SELECT metahog.cancel($pid)"), 't', 'its own role may');
	is($alice->wait->{sqlstate}, '57014', 'it is cancelled');
	ok(wait_for_statements($watcher, '/* one */', 0, 2), 'on the remote too');
	is(shown('*'), '', 'and shown no more');
	is($psql->value("SELECT metahog.cancel($pid)"), 'f', 'no call, nothing to cancel');
	is($psql->value('SELECT metahog.cancel(0), metahog.cancel(1), metahog.cancel(-1)'), 'f|f|f', 'nor where there is no backend');
	is($alice->value('SELECT 1'), '1', 'a backend without a call is left alone');

	ok(begin($alice, 'pagila', 'two'), 'another call');
	is(as('guard', "SELECT metahog.cancel($pid)"), 't', 'pg_signal_backend may cancel it');
	is($alice->wait->{sqlstate}, '57014', 'indeed');

	my $superuser = MetaHog::Psql->start($metadata);
	ok(begin($superuser, 'pagila', 'three'), 'a superuser\'s call');
	is(as('guard', 'SELECT metahog.cancel(' . $superuser->pid . ')'), '42501', 'only a superuser may cancel');
	is($psql->value('SELECT metahog.cancel(' . $superuser->pid . ')'), 't', 'like this one');
	is($superuser->wait->{sqlstate}, '57014', 'indeed');
	return;
}

sub stages
{
	my $other = MetaHog::Psql->start($metadata);
	ok(begin($alice, 'narrow', 'narrow'), 'the only connection is in use');
	$other->send(q{SELECT metahog.execute('narrow', 'SELECT 1')});
	ok(wait_until(sub { shown('stage, remote_pid IS NULL') eq "running|f\nwaiting|t" }), 'a call that waits for it');
	is($psql->value('SELECT string_agg(wait_event_type || \' \' || wait_event, \', \' ORDER BY wait_event) FROM pg_stat_activity WHERE pid IN (' . join(', ', $alice->pid, $other->pid) . ')'),
		$psql->value('SHOW server_version_num') >= 170000 ? 'Extension MetahogRemote, Extension MetahogSlot' : 'Extension Extension, Extension Extension',
		'what the two wait for, in the server\'s own view');
	is($psql->value('SELECT metahog.cancel(' . $other->pid . ')'), 't', 'can be cancelled');
	is($other->wait->{sqlstate}, '57014', 'indeed');
	is($psql->value('SELECT metahog.cancel(' . $alice->pid . ')'), 't', 'and so can the other');
	$alice->wait;

	$alice->value('BEGIN');
	$alice->value(q{DECLARE c CURSOR FOR SELECT metahog.rows('pagila', 'SELECT generate_series(1000, 1999) AS a')});
	$alice->value('FETCH 3 FROM c');
	is(shown('stage, rows, bytes'), 'fetching|3|12', 'an open cursor, with its rows and bytes so far');
	$alice->value('FETCH ALL FROM c');
	is(shown('*'), '', 'ends with its rows');
	$alice->value('COMMIT');
	return;
}

# More calls than are shown do no harm, nor do cursors whose session has gone.
sub many_calls
{
	$alice->value('BEGIN; SAVEPOINT s');
	$alice->value("DECLARE c$_ CURSOR FOR SELECT metahog.rows('pagila', 'SELECT generate_series(1, 1000000) AS a')") for 0 .. SHOWN_CALLS + 1;
	$alice->value("FETCH 1 FROM c$_") for 0 .. SHOWN_CALLS + 1;
	is(shown('count(*)'), SHOWN_CALLS, 'so many calls of one backend are shown');
	$alice->value('ROLLBACK TO s');
	is(shown('count(*)'), 0, 'none after a rollback');
	$alice->value('COMMIT');
	is($psql->value(q{SELECT metahog.try_execute('pagila', 'SELECT 1 / 0')->>'error'}), 'division by zero', 'a call that fails');
	is(shown('count(*)'), 0, 'is shown no more either');
	return;
}

# A backend that ends is no longer shown.
sub ended
{
	my $other = MetaHog::Psql->start($metadata);
	ok(begin($other, 'pagila', 'ended'), 'a call');
	$psql->value('SELECT pg_terminate_backend(' . $other->pid . ')');
	$other->wait;
	ok(wait_until(sub { shown('count(*)') == 0 }), 'whose backend is terminated');
	return;
}

# Names and texts are cut between characters.
sub long_texts
{
	my $name = "\xc3\xa4" x 100;
	$psql->value('SET client_encoding = utf8');
	MetaHog::Servers::create_source($metadata, $name, $remote);
	my $long = "\xc3\xa4" x 2000;
	$alice->value('SET ROLE NONE; SET client_encoding = utf8');
	$alice->value('BEGIN');
	$alice->value("DECLARE c CURSOR FOR SELECT metahog.rows('$name', 'SELECT generate_series(1, 1000000) AS a /* $long */')");
	$alice->value('FETCH 1 FROM c');
	is(shown('source'), $name, 'a long name');
	is(shown('octet_length(query) BETWEEN 1000 AND 1023'), 't', 'and the first kilobyte of a long text');
	$alice->value('COMMIT');
	return;
}

# A backend that is at something else is left to it; the call fails when it is asked for more.
sub waiting_cursor
{
	my $pid = $alice->pid;
	$alice->value(q{BEGIN; DECLARE c CURSOR FOR SELECT metahog.rows('pagila', 'SELECT generate_series(1, 1000000)'); FETCH 1 FROM c});
	$alice->send('SELECT pg_sleep(1), 7');
	is($psql->value("SELECT metahog.cancel($pid)"), 't', 'the call of a cursor is cancelled');
	is($alice->wait->{out}, '|7', 'not what its backend does meanwhile');
	is($alice->run('FETCH 1 FROM c')->{sqlstate}, '57014', 'the next row is not to be had');
	$alice->run('ROLLBACK');
	is(shown('*'), '', 'and the call has ended');
	return;
}

one_call();
cancelled();
waiting_cursor();
stages();
many_calls();
ended();
long_texts();

done_testing();
