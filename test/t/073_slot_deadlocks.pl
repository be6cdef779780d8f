# test/t/073_slot_deadlocks.pl: sessions that have connections and wait for each other's are told so, and not left waiting
# until the deadline.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata', level => MetaHog::Servers::sharing_level());
my $remote = MetaHog::Servers::remote('remote', settings => ['jit = off']);
my @psql = map { MetaHog::Psql->start($metadata) } 0 .. 4;
my $observer = MetaHog::Psql->start($metadata);

MetaHog::Servers::create_source($metadata, $_, $remote, options => '{"max_connections": 1}') for qw(one two three);
MetaHog::Servers::create_source($metadata, 'pair', $remote, options => '{"max_connections": 2}');
MetaHog::Servers::create_source($metadata, 'trio', $remote, options => '{"max_connections": 3}');

# hold(number, source …): in a transaction, with a cursor on each.
sub hold
{
	my ($number, @sources) = @_;
	$psql[$number]->value('BEGIN');
	for my $source (@sources)
	{
		$psql[$number]->value("DECLARE $source CURSOR FOR SELECT metahog.rows('$source', 'SELECT generate_series(1, 1000000)', timeout => '60 s')");
		$psql[$number]->value("FETCH 1 FROM $source");
	}
	return;
}

# want(number, source): a call that waits for a connection. Its timeout is longer than anybody waits here.
sub want
{
	my ($number, $source) = @_;
	$psql[$number]->send("SELECT metahog.execute('$source', 'SELECT 7', timeout => '60 s')->'results'->0->>0");
	return;
}

# waits(number, source): until it does; a little longer than it takes to see a deadlock.
sub waits
{
	my ($number, $source) = @_;
	my $pid = $psql[$number]->pid;
	$observer->value('SELECT pg_sleep(0.5)');
	return is($observer->value("SELECT stage FROM metahog.activity WHERE pid = $pid AND source = '$source' ORDER BY started DESC LIMIT 1"), 'waiting', "session $number waits for $source");
}

sub is_deadlock
{
	my ($number, @others) = @_;
	my $result = $psql[$number]->wait;
	is($result->{sqlstate}, '40P01', "session $number closes the circle");
	like($result->{error}, qr/DETAIL:  This session has a connection.*: process \d+(?:, process \d+){@{[ @others - 1 ]}}\.\n/, 'and is told of the others');
	like($result->{error}, qr/process ${\$psql[$_]->pid}\b/, "session $_") for @others;
	cmp_ok($result->{seconds}, '<', 5, 'at once');
	$psql[$number]->run('ROLLBACK');
	return;
}

sub goes_on
{
	my ($number) = @_;
	is($psql[$number]->wait->{out}, '7', "session $number goes on");
	$psql[$number]->run('ROLLBACK');
	return;
}

sub two_of_one_source
{
	hold($_, 'pair') for 0, 1;
	want(0, 'pair');
	waits(0, 'pair');
	want(1, 'pair');
	is_deadlock(1, 0);
	goes_on(0);
	return;
}

sub circle_of_three_sources
{
	hold(0, 'one');
	hold(1, 'two');
	hold(2, 'three');
	want(0, 'two');
	want(1, 'three');
	waits(0, 'two');
	waits(1, 'three');
	want(2, 'one');
	is_deadlock(2, 0, 1);
	goes_on(1);
	goes_on(0);
	return;
}

# What is no deadlock: somebody else may give back the connection that is waited for.
sub somebody_can_help
{
	hold($_, 'trio') for 0, 1, 2;
	want(0, 'trio');
	want(1, 'trio');
	waits($_, 'trio') for 0, 1;
	$psql[2]->value('COMMIT');
	goes_on($_) for 0, 1;

	# Also where he waits himself, but not for them.
	hold($_, 'trio') for 0, 1, 2;
	hold(3, 'one');
	want(0, 'trio');
	want(1, 'trio');
	want(2, 'one');
	waits($_, 'trio') for 0, 1;
	waits(2, 'one');
	$psql[3]->value('COMMIT');
	goes_on($_) for 2, 0, 1;
	return;
}

# Who waits for them is none of them: he is not failed, and has his turn when they have been.
sub bystanders
{
	hold($_, 'pair') for 0, 1;
	hold(2, 'one');
	want(0, 'pair');
	want(2, 'pair');
	want(3, 'one');
	waits(0, 'pair');
	waits(2, 'pair');
	waits(3, 'one');
	want(1, 'pair');
	is_deadlock(1, 0);
	goes_on($_) for 0, 2, 3;
	return;
}

# A failure that is a value ends the wait, but not the transaction.
sub as_a_document
{
	hold($_, 'pair') for 0, 1;
	want(0, 'pair');
	waits(0, 'pair');
	is($psql[1]->value(q{SELECT metahog.try_execute('pair', 'SELECT 7', timeout => '60 s')->'error_detail'->>'sqlstate'}), '40P01', 'try_execute tells of it');
	is($psql[1]->value('FETCH 1 FROM pair'), '{"generate_series":2}', 'and the cursor goes on');
	$psql[1]->value('COMMIT');
	goes_on(0);
	return;
}

two_of_one_source();
circle_of_three_sources();
somebody_can_help();
bystanders();
as_a_document();

done_testing();
