# test/t/071_waiting_cursors.pl: a call whose rows nobody fetches ends at its deadline, or when it is cancelled, and with it
# its connection and its statement on the remote.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Certificates;
use MetaHog::FakeServer;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant CURSORS => 10;
use constant SHOWN_CALLS => 8;

# Statements that a cursor may be left with: the remote is stuck in sending, computes, or has said all that it has to say.
my %LEFT = (
	sending => q{SELECT repeat(''x'', 10000), generate_series(1, 1000000)},
	computing => q{SELECT CASE WHEN g = 2000 THEN pg_sleep(600)::text ELSE repeat(''x'', 100) END FROM generate_series(1, 2000) AS g},
	done => 'SELECT generate_series(1, 10)');

my $metadata = MetaHog::Servers::metadata('metadata');
# Where nothing is shared, a deadline holds all the same; a cancel needs another server.
my $shares = MetaHog::Servers::level() eq MetaHog::Servers::sharing_level();
my $shared = $shares ? $metadata : MetaHog::Servers::metadata('shared', level => MetaHog::Servers::sharing_level());
my $certificates = MetaHog::Certificates->make;
my $remote = MetaHog::Servers::remote('remote', settings => [ 'jit = off', 'max_connections = 50' ], tls => $certificates);
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $psql = MetaHog::Psql->start($metadata);

for my $node ($metadata, $shares ? () : $shared)
{
	MetaHog::Servers::create_source($node, 'plain', $remote, query => 'sslmode=disable', options => '{"max_connections": ' . CURSORS . '}');
	MetaHog::Servers::create_source($node, 'tls', $remote, query => 'sslmode=require');
}

# open_cursor(psql, name, source, statement, timeout): in its transaction, its first row fetched.
sub open_cursor
{
	my ($from, $name, $source, $statement, $timeout) = @_;
	$from->value("DECLARE $name CURSOR FOR SELECT metahog.rows('$source', '$statement', timeout => '$timeout')");
	return $from->value("FETCH 1 FROM $name");
}

# ended(what, seconds): no connection of ours is left on the remote.
sub ended
{
	my ($what, $seconds) = @_;
	return ok(wait_until(sub { connections($watcher) == 0 }, $seconds // 5), $what);
}

sub at_the_deadline
{
	for my $source ('plain', 'tls')
	{
		for my $left (sort keys %LEFT)
		{
			$psql->value('BEGIN');
			open_cursor($psql, 'c', $source, $LEFT{$left}, '1 s');
			is(connections($watcher), 1, "$source: a cursor over a remote that is $left");
			ended('ends on the remote at its deadline, though nobody fetches');
			my $result = $psql->run('FETCH 1 FROM c');
			is($result->{sqlstate}, '57014', 'the next row is not to be had');
			like($result->{error}, qr/passed before all of its rows were fetched\nDETAIL:  The deadline passed in stage "fetch"/, 'and it is said why');
			$psql->run('ROLLBACK');
			is($psql->value("SELECT metahog.execute('$source', 'SELECT 7')->'results'->0->>0"), '7', 'and the source serves the next call');
			reset_sessions();
		}
	}
	return;
}

# Sessions that are kept would be counted by what comes next.
sub reset_sessions
{
	$psql->value(q{SELECT metahog.alter_source('plain', '{"description": null}'), metahog.alter_source('tls', '{"description": null}')});
	ended('no session is kept');
	return;
}

# What the backend does meanwhile, and its transaction, are its own.
sub what_goes_on
{
	$psql->value('CREATE TABLE IF NOT EXISTS kept (a int); BEGIN; INSERT INTO kept VALUES (1)');
	open_cursor($psql, 'c', 'plain', $LEFT{sending}, '1 s');
	open_cursor($psql, 'd', 'plain', $LEFT{done}, '60 s');
	$psql->send('SELECT pg_sleep(3), 7');
	is(connections($watcher), 2, 'two cursors, and a statement of another kind runs');
	ok(wait_until(sub { connections($watcher) == 1 }, 5), 'one ends at its deadline');
	is($psql->wait->{out}, '|7', 'the statement does not');
	is($psql->value('FETCH 2 FROM d'), qq({"generate_series":2}\n{"generate_series":3}), 'nor does the other cursor');
	is($psql->run('CLOSE c')->{error}, '', 'who does not want more rows is told nothing');
	$psql->value('COMMIT');
	is($psql->value('SELECT count(*) FROM kept'), '1', 'and the transaction goes on');
	reset_sessions();
	return;
}

# Error recovery stops all timers, also where a transaction goes on from a savepoint.
sub after_an_error
{
	$psql->value('BEGIN');
	open_cursor($psql, 'c', 'plain', $LEFT{sending}, '2 s');
	$psql->value('SAVEPOINT s');
	is($psql->run('SELECT 1 / 0')->{sqlstate}, '22012', 'an error in a subtransaction');
	$psql->value('ROLLBACK TO s');
	is(connections($watcher), 1, 'leaves the cursor before it as it was');
	ended('up to its deadline');
	$psql->run('ROLLBACK');
	return;
}

# Who has failed in the midst of fetching is not at the call any more, though its transaction and its cursor's live on.
sub after_a_failed_fetch
{
	$psql->value('BEGIN');
	open_cursor($psql, 'c', 'plain', $LEFT{computing}, '3 s');
	$psql->value('SAVEPOINT s');
	$psql->value(q{SET LOCAL statement_timeout = '500 ms'});
	is($psql->run('MOVE 3000 FROM c')->{sqlstate}, '57014', 'a fetch fails in a subtransaction');
	$psql->value('ROLLBACK TO s');
	ended('its connection ends at the deadline all the same');
	is($psql->value('SELECT 7'), '7', 'and the transaction goes on');
	$psql->run('ROLLBACK');
	return;
}

# What writes has not taken effect, and that is said even where no more rows are wanted.
sub on_a_writable_source
{
	MetaHog::Servers::create_source($metadata, 'writable', $remote, user => 'admin', options => '{"read_only": false}');
	$watcher->value('CREATE TABLE written (a text)');
	$psql->value('BEGIN');
	open_cursor($psql, 'c', 'writable', q{INSERT INTO written SELECT repeat(''x'', 10000) FROM generate_series(1, 5000) RETURNING a}, '2 s');
	ended('a cursor over what writes ends at its deadline as well');
	my $result = $psql->run('CLOSE c');
	is($result->{sqlstate}, '57014', 'which who closes it is told');
	like($result->{error}, qr/may or may not have taken effect/, 'with what is not known');
	$psql->run('ROLLBACK');
	is($watcher->value('SELECT count(*) FROM written'), '0', 'it has not taken effect');
	$psql->value(q{SELECT metahog.drop_source('writable')});
	return;
}

# A crowd of cursors does not keep a source for ever.
sub crowd
{
	my @crowd = map { MetaHog::Psql->start($shared) } 1 .. CURSORS;
	my $other = MetaHog::Psql->start($shared);

	for my $one (@crowd)
	{
		$one->value('BEGIN');
		open_cursor($one, 'c', 'plain', $LEFT{sending}, '6 s');
	}
	my $result = $other->run(q{SELECT metahog.execute('plain', 'SELECT 7', timeout => '500 ms')});
	is($result->{sqlstate}, '53300', 'cursors have all connections of a source');
	is($other->run(q{SELECT metahog.execute('plain', 'SELECT 7', timeout => '20 s')->'results'->0->>0})->{out}, '7', 'and give them back at their deadlines');
	ok(wait_until(sub { $other->value(q{SELECT count(*) || ' ' || count(remote_pid) FROM metahog.activity}) eq CURSORS . ' 0' }), 'their calls are shown without a remote');
	$other->value('SELECT metahog.reset_statistics()');
	$_->value('COMMIT') for @crowd;
	is($other->value(q{SELECT calls, errors, timeouts, cancelled FROM metahog.statistics}), CURSORS . '|' . CURSORS . '|' . CURSORS . '|0', 'and counted as what they are');
	return;
}

sub cancelled
{
	my $owner = MetaHog::Psql->start($shared);
	my $other = MetaHog::Psql->start($shared);
	for my $left (sort keys %LEFT)
	{
		$owner->value('BEGIN');
		open_cursor($owner, 'c', 'plain', $LEFT{$left}, '60 s');
		is($other->value('SELECT metahog.cancel(' . $owner->pid . ')'), 't', "a cursor over a remote that is $left is cancelled");
		ok(wait_until(sub { $watcher->value(q{SELECT count(*) FROM pg_stat_activity WHERE query ~ 'repeat|generate_series' AND pid <> pg_backend_pid()}) == 0 }, 5),
			'which ends it on the remote, though its backend is idle');
		is($owner->run('FETCH 1 FROM c')->{sqlstate}, '57014', 'the next row is not to be had');
		$owner->run('ROLLBACK');
	}
	return;
}

# One backend may have more of them than are shown, and a role may cancel what is its own.
sub many_of_one_backend
{
	my $owner = MetaHog::Psql->start($shared);
	my $other = MetaHog::Psql->start($shared);
	$other->value(q{CREATE ROLE alice; CREATE ROLE bob; SELECT metahog.grant_source('plain', 'alice'), metahog.grant_source('plain', 'bob')});
	my $cancel = 'SET ROLE alice; SELECT metahog.cancel(' . $owner->pid . ')';
	$owner->value('BEGIN; SET ROLE alice');
	open_cursor($owner, "c$_", 'plain', $LEFT{sending}, '60 s') for 1 .. SHOWN_CALLS;
	$owner->value('SET ROLE bob');
	open_cursor($owner, 'other', 'plain', $LEFT{sending}, '60 s');
	is($other->run($cancel)->{sqlstate}, '42501', 'of many cursors in one backend one is of another role');
	$other->run('RESET ROLE');
	$owner->value('CLOSE other; SET ROLE alice');
	open_cursor($owner, "c$_", 'plain', $LEFT{sending}, '60 s') for SHOWN_CALLS + 1 .. CURSORS;
	is($other->value($cancel), 't', 'when that has gone, they are cancelled');
	$other->value('RESET ROLE');
	ok(wait_until(sub { statements($watcher, 'repeat') == 0 }, 5), 'all of them, those that are not shown as well');
	is($owner->run('FETCH 1 FROM c' . CURSORS)->{sqlstate}, '57014', 'the next row of such a one is not to be had');
	$owner->run('ROLLBACK; RESET ROLE');
	$owner->value('BEGIN; SET ROLE alice');
	open_cursor($owner, "c$_", 'plain', $LEFT{sending}, '60 s') for 1 .. SHOWN_CALLS + 1;
	$owner->value("CLOSE c$_") for 1 .. SHOWN_CALLS;
	is($other->value($cancel), 't', 'one that is not shown is cancelled by itself as well');
	$other->value('RESET ROLE');
	ok(wait_until(sub { statements($watcher, 'repeat') == 0 }, 5), 'with its statement on the remote');
	$owner->run('ROLLBACK; RESET ROLE');
	is($owner->value(q{SELECT metahog.execute('plain', 'SELECT 7')->'results'->0->>0}), '7', 'what begins later is not cancelled');
	return;
}

# Where it was cut off at the limit, who waits comes in.
sub cancelled_at_the_limit
{
	my $owner = MetaHog::Psql->start($shared);
	my $other = MetaHog::Psql->start($shared);
	MetaHog::Servers::create_source($shared, 'single', $remote, options => '{"max_connections": 1}');
	$owner->value('BEGIN');
	open_cursor($owner, 'c', 'single', $LEFT{sending}, '60 s');
	$other->send(q{SELECT metahog.execute('single', 'SELECT 7', timeout => '20 s')->'results'->0->>0});
	my $canceller = MetaHog::Psql->start($shared);
	ok(wait_until(sub { $canceller->value(q{SELECT cl_waiting FROM metahog.sessions WHERE source = 'single'}) == 1 }), 'a call waits for a cursor');
	is($canceller->value('SELECT metahog.cancel(' . $owner->pid . ')'), 't', 'that is cancelled');
	is($other->wait->{out}, '7', 'and gets its connection');
	$owner->run('ROLLBACK');
	return;
}

# Where the remote's bytes are no messages, libpq closes the socket itself. At the deadline of that call nothing is touched
# that has its number, or its session's memory, by then.
sub after_a_lost_connection
{
	my $fake = MetaHog::FakeServer->start(answer => sub { return $_[0] =~ /lost/ ? { parse => 'X' . pack('N', 2**30) . 'x' x 100 } : undef });
	MetaHog::Servers::create_source($metadata, 'lost', undef, port => $fake->port, password => 'x');
	for my $call ('execute', 'try_execute', 'rows')
	{
		$psql->value('BEGIN');
		$psql->value('SAVEPOINT s');
		like(join(' ', %{ $psql->run("SELECT metahog.$call('lost', 'SELECT 1 AS lost', timeout => '2 s')") }), qr/lost synchronization/, "$call loses its connection");
		$psql->value('ROLLBACK TO s');
		# Which has a file, and so the socket's number.
		$psql->value('SET LOCAL work_mem = 64; DECLARE sorted CURSOR FOR SELECT g FROM generate_series(1, 100000) AS g ORDER BY -g; FETCH 1 FROM sorted');
		open_cursor($psql, "c$_", 'plain', $LEFT{done}, '60 s') for 1 .. 4;
		sleep 3;
		is($psql->run("FETCH 1 FROM c$_")->{out}, '{"generate_series":2}', "cursor $_ behind it outlives its deadline") for 1 .. 4;
		$psql->run('ROLLBACK');
	}
	$fake->stop;
	return;
}

at_the_deadline();
after_a_lost_connection();
what_goes_on();
after_an_error();
after_a_failed_fetch();
on_a_writable_source();
crowd();
cancelled();
many_of_one_backend();
cancelled_at_the_limit();

done_testing();
