# test/t/058_slots_under_faults.pl: a crowd on few connections, whose calls are cancelled, terminated and killed at random.
#
# - The seed of what is random is printed; METAHOG_SEED=n repeats it, but for what the machine's timing makes of it.
# - The remote refuses one connection more than there are slots, so that one too many is an error, however short.

use strict;
use warnings;

use POSIX qw(:sys_wait_h);
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Child;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant SLOTS => 10;
use constant CROWD => 100;
use constant CALLS => 4;         # of one psql
use constant LONGEST => 60;      # seconds after which a crowd is taken to hang
use constant RATE => 7;
use constant CALLERS => 20;

# What may become of a call: it is ended by us or its own timeout, its remote statement fails, the server restarts.
my %EXPECTED = map { $_ => 1 } qw(22012 53300 57014 57P01 57P02 57P03 08006);

my $seed = $ENV{METAHOG_SEED} // int rand 2**31;
srand $seed;
note "METAHOG_SEED=$seed";

my $metadata = MetaHog::Servers::metadata('metadata',
	level => MetaHog::Servers::sharing_level(), settings => [ 'restart_after_crash = on', 'max_connections = 140' ]);
my $remote = MetaHog::Servers::remote('remote', settings => ['jit = off']);
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $psql = MetaHog::Psql->start($metadata);

$watcher->value('ALTER ROLE analyst CONNECTION LIMIT ' . SLOTS);
$watcher->value(<<'SQL');
CREATE TABLE stop ();
CREATE FUNCTION most_connections() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	most bigint := 0;
BEGIN
	WHILE NOT EXISTS (SELECT FROM stop) LOOP
		PERFORM pg_stat_clear_snapshot(), pg_sleep(0.002);
		most := greatest(most, (SELECT count(*) FROM pg_stat_activity WHERE usename = 'analyst'));
	END LOOP;
	RETURN most;
END $$
SQL
# Who is disturbed makes a call more often than not. A stranger sees nobody's, and tries to end those of whom it knows.
$psql->value(<<'SQL');
CREATE TABLE stop ();
CREATE FUNCTION disturb(seed float8, OUT cancelled int, OUT cancelled_by_server int, OUT terminated int) LANGUAGE plpgsql AS $$
DECLARE
	victim int;
BEGIN
	cancelled := 0; cancelled_by_server := 0; terminated := 0;
	PERFORM setseed(seed);
	WHILE NOT EXISTS (SELECT FROM stop) LOOP
		PERFORM pg_stat_clear_snapshot(), pg_sleep(random() * 0.05);
		SELECT pid INTO victim FROM pg_stat_activity LEFT JOIN metahog.activity a USING (pid)
			WHERE application_name = 'crowd' ORDER BY random() * CASE WHEN a IS NULL THEN 1 ELSE 4 END DESC LIMIT 1;
		CONTINUE WHEN NOT FOUND;
		CASE floor(random() * 5)
			WHEN 0, 1 THEN cancelled := cancelled + metahog.cancel(victim)::int;
			WHEN 2, 3 THEN cancelled_by_server := cancelled_by_server + pg_cancel_backend(victim)::int;
			ELSE terminated := terminated + pg_terminate_backend(victim)::int;
		END CASE;
	END LOOP;
END $$;
CREATE FUNCTION look_around(OUT shown bigint, OUT stopped bigint) LANGUAGE plpgsql AS $$
DECLARE
	other int;
BEGIN
	shown := 0; stopped := 0;
	WHILE NOT EXISTS (SELECT FROM stop) LOOP
		PERFORM pg_stat_clear_snapshot(), pg_sleep(0.05);
		shown := shown + (SELECT count(*) FROM metahog.activity);
		FOR other IN SELECT pid FROM pg_stat_activity WHERE usename = 'postgres' ORDER BY random() LIMIT 5 LOOP
			BEGIN
				stopped := stopped + metahog.cancel(other)::int;
			EXCEPTION WHEN insufficient_privilege THEN NULL;
			END;
		END LOOP;
	END LOOP;
END $$;
CREATE ROLE stranger;
GRANT SELECT ON stop TO stranger;
SQL
MetaHog::Servers::create_source($metadata, 'ten', $remote, options => '{"max_connections": ' . SLOTS . '}');
$psql->value(q{SELECT metahog.grant_source('ten', 'stranger')});
# What was committed last may be lost in a crash: the servers of tests do not wait for their disks.
$psql->value('CHECKPOINT');

# One call of the crowd; a call may leave its rows unread, and its transaction open.
sub random_call
{
	my $seconds = sprintf '%.3f', 0.001 + rand 0.04;
	my @calls = (
		(q{SELECT metahog.execute('ten', 'SELECT 1')}) x 2,
		(qq{SELECT metahog.execute('ten', 'SELECT pg_sleep($seconds)')}) x 3,
		qq{SELECT metahog.execute('ten', 'SELECT pg_sleep($seconds)', timeout => '${seconds} s')},
		q{SELECT metahog.execute('ten', 'SELECT 1/0')},
		q{SELECT metahog.try_execute('ten', 'SELECT 1/0')},
		q{SELECT metahog.rows('ten', 'SELECT generate_series(1, 100000)') LIMIT 1},
		q{BEGIN; DECLARE c CURSOR FOR SELECT metahog.rows('ten', 'SELECT generate_series(1, 100000)'); FETCH 3 FROM c; COMMIT});
	return $calls[ rand @calls ];
}

# at_once(count, code): of the sessions that the code starts, those that say HELD_BACK go on when so many have said it.
use constant HELD_BACK => 'SELECT pg_advisory_lock_shared(54); SELECT pg_advisory_unlock_all();';

sub at_once
{
	my ($count, $code) = @_;
	my $held_back = q{SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted};
	$psql->value('SELECT pg_advisory_lock(54)');
	my @started = $code->();
	ok(wait_until(sub { $psql->value($held_back) == $count }), "$count clients are there");
	$psql->value('SELECT pg_advisory_unlock(54)');
	return @started;
}

# crowd(psqls): each client is one psql after the other, with some calls each. Returns their pids.
sub crowd
{
	my ($psqls, $log) = @_;
	my @psql = (qw(psql -X -q -A -t -v VERBOSITY=verbose -d), $metadata->connstr('postgres') . ' application_name=crowd');
	my $run = sub {
		my ($script) = @_;
		open my $pipe, '|-', @psql or die "cannot start psql: $!";
		print $pipe $script;
		close $pipe;
	};
	return at_once(CROWD, sub {
		map {
			my @scripts = map { join ";\n", (map { random_call() } 1 .. CALLS), '' } 1 .. $psqls;
			$scripts[0] = HELD_BACK . $scripts[0];
			MetaHog::Child::spawn(sub { $run->($_) for @scripts }, $log);
		} 1 .. CROWD;
	});
}

# all_end(pids): false if some are left at last.
sub all_end
{
	my %left = map { $_ => 1 } @_;
	wait_until(sub { delete @left{ grep { waitpid($_, WNOHANG) != 0 } keys %left }; !%left }, LONGEST);
	MetaHog::Child::reap($_) for keys %left;
	return !%left;
}

# unexpected(log): what went wrong that should not have, each kind once.
sub unexpected
{
	my ($log) = @_;
	my %seen;
	for (split /\n/, slurp_file($log))
	{
		my ($state) = /(?:ERROR|FATAL|PANIC|WARNING):  (\w{5}):/;
		$seen{$_}++ if /too many connections/ || (defined $state && !$EXPECTED{$state});
	}
	return join "\n", map { "$seen{$_} times $_" } sort keys %seen;
}

# Slots, calls and the remote's sessions agree: as many as there are slots run at once, and one more waits.
sub all_is_well
{
	my ($after) = @_;
	ok(wait_until(sub { connections($watcher) == 0 }), "$after: all connections are closed");
	is($psql->value('SELECT count(*) FROM metahog.activity'), 0, 'no call is left');
	is(sessions_of_ten(), '0|0|0|0', 'nor a session, nor anybody who waits');

	my @users = map { MetaHog::Psql->start($metadata) } 0 .. SLOTS;
	$_->send(q{SELECT metahog.execute('ten', 'SELECT pg_sleep(600) /* after */')}) for @users;
	ok(wait_for_statements($watcher, '/* after */', SLOTS), 'as many calls as there are slots run at once');
	is($psql->value('SELECT stage, count(*) FROM metahog.activity GROUP BY 1 ORDER BY 1'),
		'running|' . SLOTS . "\nwaiting|1", 'and one more waits');
	is($psql->value('SELECT remote_pid FROM metahog.activity WHERE remote_pid IS NOT NULL ORDER BY 1'),
		$watcher->value(q{SELECT pid FROM pg_stat_activity WHERE usename = 'analyst' ORDER BY 1}), 'their remote backends are those that the remote has');
	is(sessions_of_ten(), SLOTS . '|1|' . SLOTS . '|0', 'the sessions say the same');
	$psql->value('SELECT metahog.cancel(pid) FROM metahog.activity');
	$_->wait for @users;
	$_->stop for @users;
	ok(wait_until(sub { connections($watcher) == 0 }), 'and they go');
	return;
}

sub sessions_of_ten
{
	return $psql->value(q{SELECT COALESCE(sum(cl_active), 0), COALESCE(sum(cl_waiting), 0), COALESCE(sum(sv_active), 0), COALESCE(sum(sv_idle), 0)
		FROM metahog.sessions WHERE source = 'ten'});
}

# Somebody who may use the source, and nothing else, looks on.
sub ended_calls
{
	my $log = "$PostgreSQL::Test::Utils::log_path/crowd_ended";
	my $sampler = MetaHog::Psql->start($remote, database => 'pagila');
	my $disturber = MetaHog::Psql->start($metadata);
	my $stranger = MetaHog::Psql->start($metadata, options => '-c role=stranger');
	$sampler->send('SELECT most_connections()');
	$stranger->send('SELECT * FROM look_around()');

	my @clients = crowd(3, $log);
	$disturber->send('SELECT * FROM disturb(' . rand() . ')');
	ok(all_end(@clients), 'calls are cancelled and backends terminated: everybody comes to an end') or die;
	$_->value('INSERT INTO stop DEFAULT VALUES') for $watcher, $psql;
	my $most = $sampler->wait->{out};
	ok($most > SLOTS / 2 && $most <= SLOTS, "the remote has seen $most connections at most");
	is($stranger->wait->{out}, '0|0', 'a stranger saw no call, and cancelled none');
	my $done = $disturber->wait;
	my @times = split /\|/, $done->{out};
	cmp_ok(shift @times // 0, '>', 5, "many times $_") for qw(metahog.cancel pg_cancel_backend pg_terminate_backend);
	is(unexpected($log), '', 'nothing else went wrong');
	all_is_well('after cancels and terminations');
	return;
}

# A backend that is killed takes all the others along: the server begins anew, and so does the count of slots. What the
# remote is still at for those that are gone it ends by itself.
sub killed_backends
{
	my $log = "$PostgreSQL::Test::Utils::log_path/crowd_killed";
	for my $turn (1 .. 3)
	{
		my @clients = crowd(1, $log);
		my @victims;
		ok(wait_until(sub { (@victims = split /\n/, $psql->value('SELECT pid FROM metahog.activity ORDER BY pid')) > 2 * SLOTS }), 'calls are running and waiting');
		kill 'KILL', $victims[ rand @victims ];
		ok(all_end(@clients), "a backend is killed, for time $turn: everybody comes to an end") or die;
		$metadata->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()');
		$psql = MetaHog::Psql->start($metadata);
	}
	is(unexpected($log), '', 'nothing else went wrong');
	all_is_well('after crashes');
	return;
}

sub rate_limit
{
	my @callers = map { MetaHog::Psql->start($metadata) } 1 .. CALLERS;
	for my $source ('rated', 'rated again')
	{
		MetaHog::Servers::create_source($metadata, $source, $remote, options => '{"rate_limit": ' . RATE . '}');
		at_once(CALLERS, sub { $_->send(HELD_BACK . "SELECT metahog.execute('$source', 'SELECT 7')->'results'->0->>0") for @callers });
		my %count;
		$count{ $_->{sqlstate} || $_->{out} =~ s/.*\n//sr }++ for map { $_->wait } @callers;
		is_deeply(\%count, { 7 => RATE, 53400 => CALLERS - RATE }, 'exactly as many as the rate allows are served');
		$psql->value("SELECT metahog.drop_source('$source')");
	}
	return;
}

ended_calls();
killed_backends();
rate_limit();

done_testing();
