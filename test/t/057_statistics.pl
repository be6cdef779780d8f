# test/t/057_statistics.pl: metahog.statistics counts the calls of all backends, however they end, and no more than there is room for.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant CROWD => 6;
use constant CALLS => 40;
use constant ROOM => 1000;

my $metadata = MetaHog::Servers::metadata('metadata', level => MetaHog::Servers::sharing_level(), settings => ['restart_after_crash = on']);
my $remote = MetaHog::Servers::remote('remote', settings => ['jit = off']);
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $psql = MetaHog::Psql->start($metadata);

sub fresh_source
{
	my ($name) = @_;
	return MetaHog::Servers::create_source($metadata, $name, $remote);
}

sub shown
{
	my ($columns, $source) = @_;
	return $psql->value("SELECT $columns FROM metahog.statistics WHERE source = '$source'");
}

sub all_backends
{
	fresh_source('crowd');
	my @crowd = map { MetaHog::Psql->start($metadata) } 1 .. CROWD;
	$_->send(sprintf q{SELECT count(metahog.execute('crowd', 'SELECT ' || i)) FROM generate_series(1, %d) AS i}, CALLS) for @crowd;
	$_->wait for @crowd;
	is(shown('calls, errors, rows', 'crowd'), CROWD * CALLS . '|0|' . CROWD * CALLS, 'every call of every backend counts');
	return;
}

sub begin
{
	my ($psql, $source, $mark) = @_;
	$psql->send("SELECT metahog.execute('$source', 'SELECT pg_sleep(600) /* $mark */')");
	ok(wait_for_statements($watcher, $mark, 1), "a call runs: $mark");
	return;
}

sub ends
{
	fresh_source('ends');
	my $other = MetaHog::Psql->start($metadata);
	begin($other, 'ends', 'cancelled');
	$psql->value('SELECT pg_cancel_backend(' . $other->pid . ')');
	$other->wait;
	is(shown('calls, errors, cancelled, timeouts, errors_by_class', 'ends'), '1|1|1|0|{"57": 1}', 'one that is cancelled');

	begin($other, 'ends', 'ended there');
	$watcher->value(q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '%ended there%' AND pid <> pg_backend_pid()});
	$other->wait;
	is(shown('calls, errors, cancelled, timeouts', 'ends'), '2|2|1|0', 'one that the remote has ended');

	$other->value(q{BEGIN; SELECT metahog.execute('ends', 'SELECT 1'); ROLLBACK});
	is(shown('calls, errors', 'ends'), '3|2', 'a transaction that is rolled back takes nothing along');

	$other->value(q{BEGIN; DECLARE c CURSOR FOR SELECT metahog.rows('ends', 'SELECT generate_series(1, 1000000)')});
	$other->value('FETCH 3 FROM c');
	is(shown('calls', 'ends'), 3, 'one that runs is not counted yet');
	$other->value('COMMIT');
	is(shown('calls, errors, rows', 'ends'), '4|2|4', 'a cursor that is left is, with the rows that it gave out');

	begin($other, 'ends', 'terminated');
	$psql->value('SELECT pg_terminate_backend(' . $other->pid . ')');
	$other->wait;
	ok(wait_until(sub { shown('calls, errors, cancelled', 'ends') eq '5|3|2' }), 'one whose backend is terminated');
	return;
}

# More roles than there is room for: the one that has not called for longest is forgotten.
sub room
{
	fresh_source('room');
	$psql->value('SELECT metahog.reset_statistics()');
	$psql->value('GRANT USAGE ON SCHEMA metahog TO PUBLIC');
	$psql->value(sprintf q{DO $$ BEGIN
		FOR i IN 0 .. %d LOOP EXECUTE format('CREATE ROLE many_%%s', i); END LOOP; END $$}, ROOM);
	call_as(0 .. ROOM - 1);
	is(counted(), ROOM, 'as many as there is room for');
	is(forgotten(), '0|f', 'nothing has been forgotten');
	call_as(0, ROOM);
	is(counted(), ROOM, 'one more');
	is($psql->value(q{SELECT string_agg(role::text, ' ' ORDER BY role::text) FROM metahog.statistics WHERE role::text IN ('many_0', 'many_1', 'many_2')}),
		'many_0 many_2', 'takes the place of the one that was unused for longest');
	is(forgotten(), '1|t', 'status() tells');
	$psql->value('SELECT metahog.reset_statistics()');
	is(counted() . ' ' . forgotten(), '0 0|f', 'a new beginning');
	return;
}

sub call_as
{
	my $roles = join ', ', @_;
	$psql->value(qq{DO \$\$ DECLARE i int; BEGIN
		FOREACH i IN ARRAY ARRAY[$roles] LOOP
			EXECUTE format('SET LOCAL ROLE many_%s', i);
			PERFORM metahog.try_execute('room', 'SELECT 1');
		END LOOP; END \$\$});
	return;
}

sub counted
{
	return $psql->value('SELECT count(*) FROM metahog.statistics');
}

sub forgotten
{
	return $psql->value(q{SELECT state, hint IS NOT NULL FROM metahog.status() WHERE item = 'statistics_forgotten'});
}

sub other_database
{
	$psql->value(q{SELECT metahog.execute('crowd', 'SELECT 1')});
	$metadata->safe_psql('postgres', 'CREATE DATABASE second');
	$metadata->safe_psql('second', 'CREATE EXTENSION metahog');
	is($metadata->safe_psql('second', 'SELECT count(*) FROM metahog.statistics'), 0, 'another database has its own');
	$metadata->safe_psql('second', 'SELECT metahog.reset_statistics()');
	is(shown('calls', 'crowd'), 1, 'and begins but its own anew');
	return;
}

all_backends();
ends();
room();
other_database();

done_testing();
