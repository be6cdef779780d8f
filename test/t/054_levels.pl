# test/t/054_levels.pl: shared memory without being preloaded, from its making to its loss, and none at all.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant CROWD => 8;
use constant SLOTS => 2;

my $metadata = MetaHog::Servers::metadata('metadata', level => 'L1', settings => ['restart_after_crash = on']);
my $remote = MetaHog::Servers::remote('remote', settings => ['jit = off']);
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
MetaHog::Servers::create_source($metadata, 'wide', $remote, options => '{"max_connections": 100}');
MetaHog::Servers::create_source($metadata, 'narrow', $remote, options => sprintf('{"max_connections": %d}', SLOTS));
MetaHog::Servers::create_source($metadata, 'rated', $remote, options => '{"max_connections": 100, "rate_limit": 3}');
# What was committed last may be lost in a crash: the servers of tests do not wait for their disks.
$metadata->safe_psql('postgres', 'CHECKPOINT');

my @psql;

sub start_crowd
{
	@psql = map { MetaHog::Psql->start($metadata) } 1 .. CROWD;
	return;
}

sub begin
{
	my ($psql, $source, $mark) = @_;
	$psql->send("SELECT metahog.execute('$source', 'SELECT pg_sleep(600) /* $mark */')");
	return;
}

sub end_all
{
	$metadata->safe_psql('postgres', 'SELECT pg_cancel_backend(' . $_->pid . ')') for @_;
	$_->wait for @_;
	return;
}

sub level_of
{
	my ($psql) = @_;
	return $psql->value(q{SELECT state FROM metahog.status() WHERE item = 'level'});
}

sub log_says
{
	my ($what) = @_;
	return slurp_file($metadata->logfile) =~ $what;
}

# All backends come for the first time, and at the same moment.
sub first_come
{
	start_crowd();
	begin($_, 'wide', 'first') for @psql;
	ok(wait_for_statements($watcher, 'first', CROWD), 'backends come at the same time');
	my $psql = MetaHog::Psql->start($metadata);
	is($psql->value('SELECT count(*), count(DISTINCT pid) FROM metahog.activity'), CROWD . '|' . CROWD,
		'and share one memory: another one sees the calls of all');
	is(level_of($psql), 'L1', 'at L1');
	is($psql->value('SELECT metahog.cancel(' . $psql[0]->pid . ')'), 't', 'and can cancel one');
	is($psql[0]->wait->{sqlstate}, '57014', 'indeed');
	end_all(@psql[ 1 .. $#psql ]);
	is($psql->value('SELECT count(*) FROM metahog.activity'), 0, 'at the end there are none');
	return;
}

sub shared_limits
{
	begin($psql[$_], 'narrow', 'narrow') for 0 .. SLOTS - 1;
	ok(wait_for_statements($watcher, 'narrow', SLOTS), 'two backends have the connections of a source');
	my $result = $psql[2]->run(q{SELECT metahog.execute('narrow', 'SELECT 1', timeout => '300 ms')});
	is($result->{sqlstate}, '53300', 'there is none for a third');

	my $call = q{SELECT metahog.execute('rated', 'SELECT 1')->'results'->0->>0};
	is($psql[ 3 + $_ ]->value($call), 1, 'a call within the rate') for 0 .. 2;
	is($psql[3]->run($call)->{sqlstate}, '53400', 'and one beyond it');
	return;
}

# However a backend leaves, while it still has the memory mapped it gives back what it holds.
sub leave
{
	$metadata->safe_psql('postgres', 'SELECT pg_terminate_backend(' . $psql[0]->pid . ')');
	$psql[0]->wait;
	begin($psql[2], 'narrow', 'narrow');
	ok(wait_for_statements($watcher, 'narrow', SLOTS), 'a backend that is terminated makes room');
	end_all($psql[2]);
	begin($psql[3], 'narrow', 'narrow');
	ok(wait_for_statements($watcher, 'narrow', SLOTS), 'one that is idle gives its connection up');
	end_all(@psql[ 1, 3 ]);
	$_->value(q{SELECT metahog.execute('narrow', 'SELECT 1')}) for @psql[ 1 .. SLOTS ];
	is($psql[SLOTS]->value(q{SELECT sv_idle FROM metahog.sessions WHERE source = 'narrow'}), SLOTS, 'connections are idle');
	$_->stop for @psql;
	ok(wait_until(sub { connections($watcher) == 0 }), 'clients that go take their connections along');
	start_crowd();
	begin($psql[$_], 'narrow', 'again') for 0 .. SLOTS - 1;
	ok(wait_for_statements($watcher, 'again', SLOTS), 'all slots are free afterwards');
	end_all(@psql[ 0 .. SLOTS - 1 ]);
	return;
}

# A parallel worker maps the memory for itself.
sub parallel_worker
{
	my $psql = MetaHog::Psql->start($metadata);
	$psql->value('CREATE TABLE many AS SELECT i FROM generate_series(1, 1000) AS i');
	$psql->value('ALTER TABLE many SET (parallel_workers = 2)');
	$psql->value('SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET parallel_leader_participation = off; SET min_parallel_table_scan_size = 0');
	$psql->value(q{CREATE FUNCTION level(int) RETURNS text LANGUAGE plpgsql PARALLEL SAFE AS
		$$ BEGIN RETURN state FROM metahog.status() WHERE item = 'level'; END $$});
	my $query = q{SELECT count(*) FROM many WHERE level(i) = 'L1'};
	like($psql->value("EXPLAIN (COSTS OFF) $query"), qr/Workers Planned: 2.*Filter: \(level/s, 'a plan with parallel workers');
	is($psql->value($query), 1000, 'which are at the same level');
	return;
}

# A backend that is killed takes all memory along, and the next one makes it anew.
sub crash
{
	begin($psql[$_], 'narrow', 'crash') for 0 .. SLOTS - 1;
	ok(wait_for_statements($watcher, 'crash', SLOTS), 'all connections are in use');
	kill 'KILL', $psql[0]->pid;
	$_->wait for @psql[ 0 .. SLOTS - 1 ];
	ok(wait_until(sub { connections($watcher) == 0 }), 'after a crash all connections end');
	$metadata->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()');
	start_crowd();
	is(level_of($psql[0]), 'L1', 'the level is the same');
	begin($psql[$_], 'narrow', 'after') for 0 .. SLOTS - 1;
	ok(wait_for_statements($watcher, 'after', SLOTS), 'and all slots are free');
	is($psql[2]->value('SELECT count(*) FROM metahog.activity'), SLOTS, 'and shared');
	end_all(@psql[ 0 .. SLOTS - 1 ]);
	return;
}

sub switched_off
{
	begin($psql[$_], 'narrow', 'off') for 0 .. SLOTS - 1;
	ok(wait_for_statements($watcher, 'off', SLOTS), 'all connections are in use');
	$metadata->append_conf('postgresql.conf', 'metahog.shared_memory = off');
	$metadata->reload;
	ok(wait_until(sub { level_of($psql[2]) eq 'L0' }), 'shared memory is switched off');
	is($psql[2]->value(q{SELECT count(*) FROM metahog.status() WHERE hint LIKE 'Set metahog.shared_memory = on%'}), 6, 'status() says how to have it');
	is($psql[2]->value('SELECT count(*) FROM metahog.activity'), 0, 'then others are not known');
	is($psql[2]->run('SELECT metahog.cancel(1)')->{sqlstate}, '55000', 'nor cancelled');
	is($psql[2]->value(q{SELECT metahog.execute('narrow', 'SELECT 1')->'results'->0->>0}), 1, 'nor counted');
	end_all(@psql[ 0 .. SLOTS - 1 ]);

	$metadata->append_conf('postgresql.conf', 'metahog.shared_memory = on');
	$metadata->reload;
	ok(wait_until(sub { level_of($psql[2]) eq 'L1' }), 'and on again');
	begin($psql[$_], 'narrow', 'on again') for 3 .. 2 + SLOTS;
	ok(wait_for_statements($watcher, 'on again', SLOTS), 'what was held when it was switched off has been given back');
	end_all(@psql[ 3 .. 2 + SLOTS ]);
	is($psql[2]->run('SET metahog.shared_memory = off')->{sqlstate}, '55P02', 'no session switches it for itself');
	return;
}

# Where no memory can be had, calls do not fail for it.
sub none_to_be_had
{
	my $directory = $metadata->data_dir . '/pg_dynshmem';
	$metadata->append_conf('postgresql.conf', 'dynamic_shared_memory_type = mmap');
	$metadata->restart;
	chmod 0500, $directory;
	my $psql = MetaHog::Psql->start($metadata);
	my $result = $psql->run(q{SELECT metahog.execute('narrow', 'SELECT 1')->'results'->0->>0});
	is("$result->{out}$result->{error}", 1, 'a call without shared memory');
	is(level_of($psql), 'L0', 'is at L0');
	is($psql->value(q{SELECT count(*) FROM metahog.status() WHERE hint LIKE '%log says why%'}), 6, 'status() says where to look');
	ok(log_says(qr/metahog has no shared memory: could not/), 'the log says why');
	is($psql->value('SELECT 1'), 1, 'the backend lives on');
	chmod 0700, $directory;
	is(level_of($psql), 'L0', 'and does not try again');
	is(level_of(MetaHog::Psql->start($metadata)), 'L1', 'as the next one does');
	return;
}

# Whatever a backend does first, it looks for the memory before that has an end, which might be an error's.
sub first_need
{
	my $directory = $metadata->data_dir . '/pg_dynshmem';
	$metadata->append_conf('postgresql.conf', q{metahog.audit = 'off'});
	$metadata->restart;
	chmod 0500, $directory;
	my $psql = MetaHog::Psql->start($metadata);
	my $result = $psql->run(q{SELECT metahog.alter_source('narrow', '{"description": "new"}')});
	is($result->{error}, '', 'a change that finds no memory');
	is($psql->value(q{SELECT description FROM metahog.sources WHERE name = 'narrow'}), 'new', 'is committed');
	$result = $psql->run(q{SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(5)});
	is($result->{sqlstate}, '57014', 'and its backend can be cancelled as ever');

	$psql = MetaHog::Psql->start($metadata);
	$result = $psql->run(q{SELECT metahog.execute('nowhere', 'SELECT 1')});
	is($result->{sqlstate}, '42704', 'a call that fails and finds no memory fails as ever');
	chmod 0700, $directory;

	$psql = MetaHog::Psql->start($metadata);
	my $other = MetaHog::Psql->start($metadata);
	is($other->value(q{SELECT metahog.execute('narrow', 'SELECT 1')->'results'->0->>0}), 1, 'a backend with an idle session');
	is(connections($watcher), 1, 'one');
	$psql->value(q{SELECT metahog.alter_source('narrow', '{"description": "newer"}')});
	ok(wait_until(sub { connections($watcher) == 0 }), 'is told to close it by one that only then looks for the memory');
	$psql = MetaHog::Psql->start($metadata);
	$psql->run(q{SELECT metahog.execute('nowhere', 'SELECT 1')});
	is($other->value('SELECT calls FROM metahog.statistics WHERE source IS NULL'), 1, 'and a first call that fails is counted');
	return;
}

first_come();
shared_limits();
leave();
parallel_worker();
crash();
switched_off();
none_to_be_had();
first_need();

done_testing();
