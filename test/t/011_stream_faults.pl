# test/t/011_stream_faults.pl: a remote that is lost in the middle of its answer is one clear error, and the session goes on afterwards.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::Proxy;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant AT_ONCE => 3;

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote', settings => ['restart_after_crash = on']);
my $proxy = MetaHog::Proxy->start(target_port => $remote->port);
my $psql = MetaHog::Psql->start($metadata);

MetaHog::Servers::create_source($metadata, 'remote', $remote, port => $proxy->port);

# remote_pid: of the backend that runs a statement with this mark, once there is one.
sub remote_pid
{
	my ($mark) = @_;
	my $pid = '';
	wait_until(sub {
		$pid = $remote->safe_psql('pagila', <<"SQL");
SELECT pid FROM pg_stat_activity
 WHERE state = 'active' AND pid <> pg_backend_pid() AND position('$mark' IN query) > 0
SQL
	});
	return $pid;
}

# How the remote is lost, and what the call says of it. kill -9 takes the whole remote down for a moment.
my %faults = (
	'pg_terminate_backend' => [
		sub { $remote->safe_psql('pagila', "SELECT pg_terminate_backend($_[0])") }, qr/57P01|administrator command|lost/ ],
	'kill -9' => [ sub { kill 'KILL', $_[0] }, qr/lost/ ],
	'RST' => [ sub { $proxy->reset }, qr/lost/ ],
	'FIN' => [ sub { $proxy->close }, qr/lost/ ]);

# Calls that are busy for longer than any test, with a mark in their text.
my %calls = (
	'execute before the first row' => q{SELECT metahog.execute('remote', 'SELECT pg_sleep(600) /* MARK */')},
	'execute' => q{SELECT metahog.execute('remote', 'SELECT repeat(''x'', 8000), pg_sleep(0.01)
		FROM generate_series(1, 100000) /* MARK */', max_rows => 1000000)},
	'query' => q{SELECT count(*) FROM metahog.query('remote', 'SELECT repeat(''x'', 8000), pg_sleep(0.01)::text
		FROM generate_series(1, 100000) /* MARK */') AS t(a text, b text)},
	'rows' => q{SELECT count(r) FROM (SELECT metahog.rows('remote', 'SELECT repeat(''x'', 8000), pg_sleep(0.01)
		FROM generate_series(1, 100000) /* MARK */') AS r) AS s},
	'stream' => q{SELECT count(r) FROM (SELECT metahog.stream('remote', 'SELECT repeat(''x'', 8000), pg_sleep(0.01)
		FROM generate_series(1, 100000) /* MARK */') AS r) AS s});

my $number = 0;

sub loses_its_remote
{
	my ($call, $fault) = @_;
	my $mark = sprintf 'mark %d.', ++$number;
	my ($strike, $says) = @{ $faults{$fault} };

	$psql->send($calls{$call} =~ s/MARK/$mark/r);
	my $pid = remote_pid($mark);
	ok($pid, "$call, $fault: runs on the remote");
	sleep 0.2;
	my $begin = time;
	$strike->($pid);
	my $result = $psql->wait;
	is($result->{sqlstate}, '08006', "$call, $fault: SQLSTATE") or diag $result->{error};
	like($result->{error}, $says, "$call, $fault: what is said");
	like($result->{error}, qr/source "remote", stage "(?:query|fetch)"/, "$call, $fault: CONTEXT");
	cmp_ok(time - $begin, '<', AT_ONCE, "$call, $fault: at once");
	works_again("$call, $fault");
	return;
}

# works_again: as soon as the remote itself does.
sub works_again
{
	my ($name) = @_;
	ok(wait_until(sub { $remote->psql('pagila', 'SELECT 1') == 0 }), "$name: the remote is there");
	my $result = $psql->run(q{SELECT metahog.execute('remote', 'SELECT 42')->'results'->0->>0});
	is($result->{out}, '42', "$name: the session works again") or diag $result->{error};
	return;
}

# Between two FETCHes nobody listens to the remote; the loss shows when its buffered rows are over.
sub cursor_loses_its_remote
{
	my ($fault) = @_;
	my $mark = sprintf 'mark %d.', ++$number;

	$psql->value('BEGIN');
	$psql->value("DECLARE c CURSOR FOR SELECT metahog.rows('remote', "
		  . "'SELECT generate_series(1, 100000000) AS i /* $mark */')");
	is($psql->value('FETCH 1 FROM c'), '{"i":1}', "cursor, $fault: reads");
	$faults{$fault}[0]->(remote_pid($mark));
	my $result = $psql->run('MOVE 90000000 FROM c');
	is($result->{sqlstate}, '08006', "cursor, $fault: SQLSTATE") or diag $result->{error};
	$psql->value('ROLLBACK');
	works_again("cursor, $fault");
	return;
}

sub silence_in_the_middle
{
	for my $call (sort keys %calls)
	{
		my $mark = sprintf 'mark %d.', ++$number;
		my $stage = $call =~ /first row/ ? 'query' : 'fetch';
		my $text = $calls{$call} =~ s/MARK/$mark/r;
		$text =~ s{\*/'}{*/', timeout => '1500 ms'};
		$psql->send($text);
		my $pid = remote_pid($mark);
		sleep 0.3;
		$proxy->silence;
		my $result = $psql->wait;
		is($result->{sqlstate}, '57014', "$call, silence: the deadline ends it") or diag $result->{error};
		like($result->{error}, qr/stage "$stage"/, "$call, silence: in its stage");
		cmp_ok($result->{seconds}, '<', 1.5 + AT_ONCE, "$call, silence: in time");
		$proxy->resume;
		ok(wait_until(sub { !$remote->safe_psql('pagila',
			"SELECT count(*) FROM pg_stat_activity WHERE pid = $pid AND state = 'active'") }),
			"$call, silence: the remote stops when it hears of it");
		works_again("$call, silence");
	}
	return;
}

# A PL/pgSQL block catches the loss, and its transaction goes on.
sub block_survives
{
	my $mark = sprintf 'mark %d.', ++$number;
	$psql->send(<<"SQL");
DO \$\$
BEGIN
	PERFORM metahog.execute('remote', 'SELECT pg_sleep(600) /* $mark */');
EXCEPTION WHEN connection_failure THEN
	RAISE EXCEPTION 'caught, and then %', metahog.execute('remote', 'SELECT 43')->'results'->0->>0;
END \$\$
SQL
	my $pid = remote_pid($mark);
	$proxy->reset;
	is($psql->wait->{message}, 'caught, and then 43', 'a block that catches the loss queries again');

	$psql->send("SELECT metahog.try_execute('remote', 'SELECT pg_sleep(600) /* $mark. */')->'error_detail'->>'sqlstate'");
	remote_pid("$mark.");
	$proxy->reset;
	is($psql->wait->{out}, '08006', 'try_execute tells the loss in its document');
	return;
}

my $backend = $psql->pid;
for my $call (sort keys %calls)
{
	loses_its_remote($call, $_) for 'FIN', 'RST', 'pg_terminate_backend';
}
loses_its_remote('rows', 'kill -9');
cursor_loses_its_remote($_) for 'RST', 'pg_terminate_backend', 'kill -9';
silence_in_the_middle();
block_survives();
is($psql->value('SELECT pg_backend_pid()'), $backend, 'it was the same backend throughout');

done_testing();
