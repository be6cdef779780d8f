# test/t/053_shared_slots.pl: with shared memory, a source's connections are counted across all backends.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant SLOTS => 3;
use constant CROWD => 12;

my $metadata = MetaHog::Servers::metadata('metadata',
	level => MetaHog::Servers::sharing_level(), settings => ['restart_after_crash = on']);
my $remote = MetaHog::Servers::remote('remote', settings => ['jit = off']);
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');

# The remote itself refuses one more than there are slots.
$watcher->value('ALTER ROLE analyst CONNECTION LIMIT ' . SLOTS);

my @psql = map { MetaHog::Psql->start($metadata) } 1 .. SLOTS + 2;
my $observer = MetaHog::Psql->start($metadata);

sub fresh_source
{
	my ($name, $slots) = @_;
	$slots //= SLOTS;
	return MetaHog::Servers::create_source($metadata, $name, $remote, options => qq({"max_connections": $slots}));
}

# drop(name): and wait until nobody is connected.
sub drop
{
	my ($name) = @_;
	$psql[0]->value("SELECT metahog.drop_source('$name')");
	ok(wait_until(sub { connections($watcher) == 0 }), "$name is dropped: all backends close their sessions");
	return;
}

sub call
{
	my ($psql, $source) = @_;
	my $result = $psql->run("SELECT metahog.execute('$source', 'SELECT pg_backend_pid()')->'results'->0->>0");
	return $result->{out} || $result->{error};
}

# begin(psql, source, seconds, mark): a call that keeps its connection for so long.
sub begin
{
	my ($psql, $source, $seconds, $mark, $timeout) = @_;
	$timeout //= '20 s';
	$psql->send("SELECT metahog.execute('$source', 'SELECT pg_sleep($seconds) /* $mark */, 7', timeout => '$timeout')->'results'->0->>1");
	return;
}

sub cancel
{
	$metadata->safe_psql('postgres', "SELECT pg_cancel_backend(" . $_->pid . ')') for @_;
	return;
}

# await_waiting(source, count): until that many calls stand in the source's queue.
sub await_waiting
{
	my ($source, $count) = @_;
	wait_until(sub { $observer->value("SELECT cl_waiting FROM metahog.sessions WHERE source = '$source'") == $count })
	  or fail("$count calls wait for $source");
	return;
}

sub status
{
	is($psql[0]->value(q{SELECT string_agg(item || ' ' || state, ', ') FROM metahog.status() WHERE item IN ('level', 'max_connections', 'rate_limit')}),
		'level ' . MetaHog::Servers::sharing_level() . ', max_connections across all backends, rate_limit across all backends', 'status');
	return;
}

# Idle sessions are given up by backends that themselves are idle.
sub idle_sessions
{
	fresh_source('idle');
	my @pids = map { call($psql[$_], 'idle') } 0 .. SLOTS - 1;
	is(connections($watcher), SLOTS, 'as many backends as there are connections');
	is(call($psql[0], 'idle'), $pids[0], 'keep their sessions');
	my $begin = time;
	my $pid = call($psql[SLOTS], 'idle');
	like($pid, qr/^\d+$/, 'one more backend gets a connection');
	cmp_ok(time - $begin, '<', 1, 'soon');
	is(connections($watcher), SLOTS, 'another one was closed for it');
	is(call($psql[0], 'idle'), $pids[0], 'not the one that was used last');
	isnt(call($psql[1], 'idle'), $pids[1], 'but the one that had been idle for longest');
	drop('idle');
	return;
}

sub busy_sessions
{
	fresh_source('busy');
	begin($psql[$_], 'busy', 600, 'busy') for 0 .. SLOTS - 1;
	ok(wait_for_statements($watcher, 'busy', SLOTS), 'all connections are in use');

	begin($psql[SLOTS], 'busy', 0, 'waiting', '500 ms');
	my $result = $psql[SLOTS]->wait;
	is($result->{sqlstate}, '53300', 'one more call waits until its deadline') or diag $result->{error};
	cmp_ok($result->{seconds}, '>', 0.4, 'not less');
	like($result->{error}, qr/DETAIL:  All 3 connections were in use, and 0 calls were ahead of this one/, 'and says why');

	begin($psql[SLOTS], 'busy', 0, 'waiting');
	await_waiting('busy', 1);
	begin($psql[ SLOTS + 1 ], 'busy', 0, 'waiting', '500 ms');
	like($psql[ SLOTS + 1 ]->wait->{error}, qr/and 1 call was ahead of this one/, 'and how many were ahead');
	ok(!$psql[SLOTS]->over, 'who still waits');
	cancel($psql[0]);
	is($psql[SLOTS]->wait->{out}, '7', 'until a call is cancelled');
	is($psql[0]->wait->{sqlstate}, '57014', 'indeed');

	begin($psql[0], 'busy', 600, 'again');
	ok(wait_for_statements($watcher, 'again', 1), 'a connection that is idle elsewhere is given up');
	begin($psql[SLOTS], 'busy', 0, 'waiting');
	await_waiting('busy', 1);
	cancel($psql[SLOTS]);
	is($psql[SLOTS]->wait->{sqlstate}, '57014', 'waiting can be cancelled');
	begin($psql[SLOTS], 'busy', 0, 'waiting');
	await_waiting('busy', 1);
	$watcher->value(q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()});
	is($psql[SLOTS]->wait->{out}, '7', 'calls that fail make room');
	is($_->wait->{sqlstate}, '57014', 'indeed') for @psql[ 0 .. SLOTS - 1 ];
	drop('busy');
	return;
}

# A backend that has all of them itself need not wait.
sub own_connections
{
	fresh_source('own');
	my $rows = join ', ', (q{metahog.rows('own', 'SELECT generate_series(1, 50000)')}) x SLOTS;
	my $result = $psql[0]->run("SELECT count(metahog.execute('own', 'SELECT 1')) FROM (SELECT $rows) AS s");
	is($result->{sqlstate}, '53300', 'a backend that has all connections itself');
	cmp_ok($result->{seconds}, '<', 3, 'is refused another at once');
	drop('own');

	fresh_source('one', 1);
	like(call($psql[0], 'one'), qr/^\d+$/, 'the only connection is idle');
	is($psql[0]->value(q{SELECT ok FROM metahog.test_source('one')}), 't', 'and closed for the one of test_source');
	drop('one');
	return;
}

# Calls come in the order in which they asked, and the remote never sees one too many.
sub order
{
	fresh_source('order', 1);
	$psql[0]->value('CREATE UNLOGGED TABLE turns (turn serial, who int, error text)');
	begin($psql[0], 'order', 600, 'first');
	ok(wait_for_statements($watcher, 'first', 1), 'the only connection is in use');
	my @queue = map { MetaHog::Psql->start($metadata) } 1 .. CROWD;
	for my $i (0 .. $#queue)
	{
		$queue[$i]->send(qq{INSERT INTO turns (who, error) SELECT $i, metahog.try_execute('order', 'SELECT pg_sleep(0.05)')->>'error'});
		await_waiting('order', $i + 1);
	}
	cancel($psql[0]);
	$_->wait for $psql[0], @queue;
	is($psql[0]->value('SELECT string_agg(who::text, \' \' ORDER BY turn) FROM turns'), join(' ', 0 .. $#queue), 'who came first is served first');
	is($psql[0]->value('SELECT count(error) FROM turns'), 0, 'and the remote refused nobody');
	drop('order');
	return;
}

# crowd(name): many backends with many short calls each.
sub crowd
{
	fresh_source('crowd');
	$psql[0]->value('CREATE UNLOGGED TABLE errors (error text)');
	my @crowd = map { MetaHog::Psql->start($metadata) } 1 .. CROWD;
	$_->send(q{INSERT INTO errors SELECT metahog.try_execute('crowd', format('SELECT %s', i))->>'error' FROM generate_series(1, 20) AS i}) for @crowd;
	$_->wait for @crowd;
	is($psql[0]->value('SELECT count(*), count(error) FROM errors'), CROWD * 20 . '|0', 'all are served, and the remote refused nobody')
	  or diag $psql[0]->value('SELECT error, count(*) FROM errors GROUP BY 1');
	$_->stop for @crowd;
	ok(wait_until(sub { connections($watcher) == 0 }), 'who leaves takes his connection along');
	drop('crowd');
	return;
}

# However calls end, the slots that they had are free afterwards.
sub ended_backends
{
	fresh_source('ended');
	my @crowd = map { MetaHog::Psql->start($metadata) } 1 .. CROWD;
	begin($crowd[$_], 'ended', $_ % 2 ? 0.05 : 600, 'ended') for 0 .. $#crowd;
	ok(wait_for_statements($watcher, 'ended', SLOTS), 'connections are in use, and many wait');
	for my $i (0 .. $#crowd)
	{
		my $how = $i % 3 ? 'pg_cancel_backend' : 'pg_terminate_backend';
		$metadata->safe_psql('postgres', "SELECT $how(" . $crowd[$i]->pid . ')');
	}
	$_->wait for @crowd;
	begin($psql[$_], 'ended', 600, 'after') for 0 .. SLOTS - 1;
	ok(wait_for_statements($watcher, 'after', SLOTS), 'after cancels and terminations all slots are free');
	cancel(@psql[ 0 .. SLOTS - 1 ]);
	$_->wait for @psql[ 0 .. SLOTS - 1 ];
	drop('ended');
	return;
}

sub changed_sources
{
	my $id = fresh_source('changed');
	like(call($_, 'changed'), qr/^\d+$/, 'an idle session') for @psql[ 0 .. 1 ];
	$psql[2]->value(q{BEGIN; SELECT metahog.alter_source('changed', '{"description": "new"}')});
	is(connections($watcher), 2, 'a change that is not committed closes nothing');
	$psql[2]->value('COMMIT');
	ok(wait_until(sub { connections($watcher) == 0 }, 2), 'one that is closes what is idle in other backends');
	like(call($_, 'changed'), qr/^\d+$/, 'which open another') for @psql[ 0 .. 1 ];

	begin($psql[0], 'changed', 1, 'changed');
	ok(wait_for_statements($watcher, 'changed', 1), 'a call runs');
	$psql[2]->value(q{SELECT metahog.drop_source('changed')});
	is($psql[0]->wait->{out}, '7', 'and ends well though its source is dropped');
	ok(wait_until(sub { connections($watcher) == 0 }), 'but its session is not kept');
	return;
}

sub rate_limit
{
	MetaHog::Servers::create_source($metadata, 'rated', $remote, options => '{"rate_limit": 4}');
	like(call($psql[ $_ % 2 ], 'rated'), qr/^\d+$/, 'a call within the rate') for 1 .. 4;
	like(call($_, 'rated'), qr/53400/, 'and one beyond it, whichever backend asks') for @psql[ 0 .. 2 ];
	drop('rated');
	return;
}

# Who comes does not go past those who wait, though there is a connection to be had.
sub newcomer
{
	fresh_source('newcomer', 1);
	begin($psql[0], 'newcomer', 600, 'newcomer');
	ok(wait_for_statements($watcher, 'newcomer', 1), 'the only connection is in use');
	begin($psql[1], 'newcomer', 0, 'first');
	await_waiting('newcomer', 1);
	kill STOP => $psql[1]->pid;
	$observer->value('SELECT pg_terminate_backend(' . $psql[0]->pid . ')');
	ok(wait_until(sub { connections($watcher) == 0 }), 'the connection has ended, and who waited has been stopped');
	begin($psql[2], 'newcomer', 0, 'second', '2 s');
	my $result = $psql[2]->wait;
	is($result->{sqlstate}, '53300', 'who comes then waits behind him');
	like($result->{error}, qr/and 1 call was ahead of this one/, 'as is said');
	kill CONT => $psql[1]->pid;
	is($psql[1]->wait->{out}, '7', 'whose turn it is');
	$psql[0]->wait;
	$psql[0] = MetaHog::Psql->start($metadata);
	drop('newcomer');
	return;
}

# A backend that is killed takes the server's shared memory along: all begins anew.
sub crash
{
	fresh_source('crash');
	# What was committed last may be lost: the servers of tests do not wait for their disks.
	$metadata->safe_psql('postgres', 'CHECKPOINT');
	begin($psql[$_], 'crash', 600, 'crash') for 0 .. SLOTS + 1;
	ok(wait_for_statements($watcher, 'crash', SLOTS), 'all connections are in use');
	kill 'KILL', $psql[0]->pid;
	$_->wait for @psql;
	ok(wait_until(sub { connections($watcher) == 0 }), 'after a crash all connections end');
	$metadata->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()');
	@psql = map { MetaHog::Psql->start($metadata) } 1 .. SLOTS + 2;
	begin($psql[$_], 'crash', 600, 'after') for 0 .. SLOTS - 1;
	ok(wait_for_statements($watcher, 'after', SLOTS), 'and all slots are free');
	cancel(@psql[ 0 .. SLOTS - 1 ]);
	$_->wait for @psql[ 0 .. SLOTS - 1 ];
	drop('crash');
	return;
}

status();
idle_sessions();
busy_sessions();
own_connections();
order();
crowd();
ended_backends();
changed_sources();
rate_limit();
newcomer();
crash();

done_testing();
