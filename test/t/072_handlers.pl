# test/t/072_handlers.pl: handlers of signals, which end and give up connections in a backend that is at something else, never
# wait for a remote.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Certificates;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

# Each of them would be worth a tenth of a second, and all that a backend can have 32.
use constant SOURCES => 30;
use constant MANY => 20;

my $metadata = MetaHog::Servers::metadata('metadata', level => MetaHog::Servers::sharing_level());
my $remote = MetaHog::Servers::remote('remote', settings => [ 'jit = off', 'max_connections = 100' ], tls => MetaHog::Certificates->make);
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $psql = MetaHog::Psql->start($metadata);
my $other = MetaHog::Psql->start($metadata);

# Encrypted, so that a connection that somebody waits for is ended and not handed over.
MetaHog::Servers::create_source($metadata, "s$_", $remote, query => 'sslmode=require', options => '{"max_connections": 1}') for 1 .. SOURCES;
$psql->value(<<'SQL');
CREATE FUNCTION longest_pause(seconds float8) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
	began timestamptz := clock_timestamp();
	last timestamptz := began;
	present timestamptz;
	longest interval := '0';
BEGIN
	LOOP
		present := clock_timestamp();
		longest := greatest(longest, present - last);
		EXIT WHEN present - began > seconds * interval '1 s';
		last := present;
	END LOOP;
	RETURN extract(epoch FROM longest);
END $$
SQL

# stop_remotes: the processes that serve us are stopped, and do not see the end of a connection.
my @stopped;

sub stop_remotes
{
	@stopped = split /\n/, $watcher->value(q{SELECT pid FROM pg_stat_activity WHERE application_name = 'metahog'});
	kill STOP => @stopped;
	return scalar @stopped;
}

# continue_remotes: returns how many of them are there for long.
sub continue_remotes
{
	kill CONT => @stopped;
	my $here = 'SELECT count(*) FROM pg_stat_activity WHERE pid IN (' . join(', ', @stopped) . ')';
	@stopped = ();
	wait_until(sub { $watcher->value($here) == 0 }, 2);
	return $watcher->value($here);
}

sub execute
{
	my ($number) = @_;
	return "SELECT metahog.execute('s$number', 'SELECT 7', timeout => '20 s')->'results'->0->>0";
}

sub expired
{
	$psql->value(q{SET metahog.session_idle_timeout = '4 s'});
	$psql->value('DO $$ BEGIN PERFORM metahog.execute(\'s\' || number, \'SELECT 7\') FROM generate_series(1, ' . SOURCES . ') AS number; END $$');
	cmp_ok(stop_remotes(), '>=', MANY, 'many sources at their limit, of whose remotes none answers');
	cmp_ok($psql->value('SELECT longest_pause(6)'), '<', 1, 'a running backend does not pause when their connections expire');
	is($other->run(execute(1))->{out}, '7', 'who wants one of their slots waits for the remote, but not for ever');
	is($psql->run(execute(2))->{out}, '7', 'also where it was his own');
	is(continue_remotes(), 0, 'the remotes go on, and find that nobody is there');
	return;
}

sub asked_for
{
	$psql->value(q{SET metahog.session_idle_timeout = '60 s'});
	$psql->value(execute($_)) for 3 .. SOURCES;
	cmp_ok(stop_remotes(), '>=', MANY, 'the same, with connections that do not expire');
	$psql->send('SELECT longest_pause(4)');
	is($other->run(execute($_))->{out}, '7', "another backend wants source $_") for 3 .. 12;
	cmp_ok($psql->wait->{out}, '<', 1, 'meanwhile their owner does not pause');
	cmp_ok(continue_remotes(), '<=', SOURCES - 10, 'the remotes whose connections were given up go on, and find that nobody is there');
	return;
}

# A remote that ends at once is not waited for longer than that takes.
sub prompt
{
	$psql->value(execute(20));
	$psql->value(execute(21));
	my $result = $other->run(join '; ', map { execute($_) } (20, 21));
	is($result->{out}, "7\n7", 'remotes that answer');
	is($watcher->value(q{SELECT count(*) FROM pg_stat_activity WHERE application_name = 'metahog' AND state IS NULL}), '0', 'leave nothing behind');
	return;
}

expired();
asked_for();
prompt();
kill CONT => @stopped;

done_testing();
