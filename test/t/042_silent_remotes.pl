# test/t/042_silent_remotes.pl: remotes that fall silent delay the end of a transaction once, not each of its sessions,
# and the threads in which they are told to stop are so many and no more.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::Proxy;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

# A remote may delay an abort by 300 ms. If each of the sessions did, they would need more than twice these seconds.
use constant { REMOTES => 4, SESSIONS_OF_EACH => 5, BOUND_SECONDS => 2.5 };

# How many threads a backend may have beside itself.
use constant MOST_THREADS => 16;

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote', settings => [ 'jit = off', 'max_connections = 100' ]);
my @proxies = map { MetaHog::Proxy->start(target_port => $remote->port) } 1 .. REMOTES;
my $operator = MetaHog::Psql->start($metadata);

MetaHog::Servers::create_source($metadata, "remote $_", $remote, port => $proxies[ $_ - 1 ]->port) for 1 .. REMOTES;
MetaHog::Servers::create_source($metadata, 'by address', $remote);
MetaHog::Servers::create_source($metadata, 'by name', $remote, host => 'localhost');

# Three rows, the first of which are sent at once, and then nothing for long.
my $stream = q{$q$SELECT repeat('x', 9000) AS x, CASE WHEN i > 3 THEN pg_sleep(600) END AS s FROM generate_series(1, 4) AS i /* MARK */$q$};

# with_open_streams: a backend with a cursor on each of all the sessions, in a transaction; the remotes are silent.
sub with_open_streams
{
	my $psql = MetaHog::Psql->start($metadata);
	$psql->value('BEGIN; SAVEPOINT s');
	declare($psql, $_) for 1 .. REMOTES;
	$_->silence for @proxies;
	return $psql;
}

sub declare
{
	my ($psql, $number) = @_;
	for my $cursor (map { "c${number}_$_" } 1 .. SESSIONS_OF_EACH)
	{
		open_stream($psql, $cursor, "remote $number");
	}
	return;
}

sub open_stream
{
	my ($psql, $cursor, $source) = @_;
	my $query = $stream =~ s/MARK/$cursor/r;
	$psql->value("DECLARE $cursor CURSOR FOR SELECT length(metahog.rows('$source', $query)::text)");
	$psql->value("FETCH 1 FROM $cursor");
	return;
}

# threads(psql): of its backend, beside the backend itself.
sub threads
{
	my ($psql) = @_;
	my @threads = glob "/proc/@{[ $psql->pid ]}/task/*";
	return @threads - 1;
}

sub answer
{
	my ($psql, $source) = @_;
	my $result = $psql->run("SELECT metahog.execute('$source', 'SELECT 42')->'results'->0->>0");
	return $result->{error} || $result->{out};
}

# The remotes speak again, but not to those that have left.
sub end_silence
{
	$_->close for @proxies;
	$_->resume for @proxies;
	return;
}

sub ends_in_time
{
	my ($name, $statement) = @_;
	my $psql = with_open_streams();
	my $result = $psql->run($statement);
	cmp_ok($result->{seconds}, '<', BOUND_SECONDS, "$name: all silent remotes together delay it a little");
	cmp_ok(threads($psql), '<=', MOST_THREADS, "$name: and take a bounded number of threads");
	$psql->run('ROLLBACK');

	is(answer($psql, 'by address'), '42', "$name: the session goes on");
	cmp_ok(threads($psql), '==', MOST_THREADS, "$name: while all of the threads are waiting");
	my $lookup = $psql->run(q{SELECT metahog.execute('by name', 'SELECT 42')});
	like($lookup->{error}, qr/53000: could not resolve host "localhost": no thread or descriptor is free/, "$name: a name is not looked up then");
	cmp_ok($lookup->{seconds}, '<', BOUND_SECONDS, "$name: which is told at once");

	end_silence();
	ok(wait_until(sub { threads($psql) == 0 }), "$name: the threads end with the connections that they wait for");
	is(answer($psql, 'by name'), '42', "$name: names are looked up again");
	is(answer($psql, 'remote 1'), '42', "$name: the remote answers again");
	$psql->stop;
	return;
}

# Closing a cursor is no emergency: a second is given to each remote to end well. It can be cancelled.
sub cancelled_in_time
{
	my ($statement) = @_;
	my $psql = with_open_streams();
	my $pid = $psql->pid;
	$psql->send($statement);
	ok(wait_until(sub { $operator->value("SELECT count(*) FROM pg_stat_activity WHERE pid = $pid AND state = 'active'") }),
		"$statement: waits for remotes");
	my $begin = time;
	$operator->value("SELECT pg_cancel_backend($pid)");
	my $result = $psql->wait;
	is($result->{sqlstate}, '57014', "$statement: is cancelled") or diag $result->{error};
	cmp_ok(time - $begin, '<', BOUND_SECONDS, "$statement: at once");
	$psql->run('ROLLBACK');
	is(answer($psql, 'by address'), '42', "$statement: the session goes on");
	$psql->stop;
	end_silence();
	return;
}

# Whoever ends the backend waits no longer.
sub terminated_in_time
{
	my $psql = with_open_streams();
	my $pid = $psql->pid;
	$operator->value("SELECT pg_terminate_backend($pid)");
	ok(wait_until(sub { !$operator->value("SELECT count(*) FROM pg_stat_activity WHERE pid = $pid") }, BOUND_SECONDS),
		'a backend is terminated: it is gone in time');
	$psql->stop;
	end_silence();
	return;
}

# sleeping(watcher, mark): how many statements with this mark are being executed, so that a cancel is heeded.
sub sleeping
{
	my ($watcher, $mark) = @_;
	return $watcher->value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND position('$mark' IN query) > 0");
}

# Remotes that are silent must not keep one that is well from being told.
sub tells_those_that_listen
{
	my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
	my $psql = MetaHog::Psql->start($metadata);
	MetaHog::Servers::create_source($metadata, 'well', $remote);
	$psql->value('BEGIN');
	# Sessions are told in no order that is known here.
	open_stream($psql, 'well_1', 'well');
	declare($psql, 1);
	declare($psql, 2);
	open_stream($psql, 'well_2', 'well');
	ok(wait_until(sub { sleeping($watcher, 'well_') == 2 }), 'streams of a remote that is well');
	$_->silence for @proxies;
	$psql->value('ROLLBACK');
	ok(wait_until(sub { sleeping($watcher, 'well_') == 0 }, BOUND_SECONDS), 'are told to stop though others are silent');
	end_silence();
	return;
}

ends_in_time('ROLLBACK', 'ROLLBACK');
ends_in_time('ROLLBACK TO', 'ROLLBACK TO s');
ends_in_time('an error', 'SELECT 1 / 0');
cancelled_in_time('COMMIT');
cancelled_in_time('CLOSE ALL');
terminated_in_time();
tells_those_that_listen();

done_testing();
