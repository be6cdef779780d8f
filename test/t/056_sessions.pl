# test/t/056_sessions.pl: the view metahog.sessions: connections and who waits for them, of several backends.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::FakeServer;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata', level => MetaHog::Servers::sharing_level(), settings => ['restart_after_crash = on']);
my $remote = MetaHog::Servers::remote('remote', settings => ['jit = off']);
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $psql = MetaHog::Psql->start($metadata);
my @crowd = map { MetaHog::Psql->start($metadata) } 1 .. 5;

my $id = MetaHog::Servers::create_source($metadata, 'pool', $remote, options => '{"max_connections": 2}');
MetaHog::Servers::create_source($metadata, 'other', $remote);
$metadata->safe_psql('postgres', 'CHECKPOINT');

# shown(columns, source): what the view has of it.
sub shown
{
	my ($columns, $source) = @_;
	$source //= 'pool';
	return $psql->value("SELECT $columns FROM metahog.sessions WHERE source = '$source'");
}

use constant CONNECTIONS => 'cl_active, cl_waiting, sv_active, sv_idle, sv_login';

sub becomes
{
	my ($expected, $what) = @_;
	ok(wait_until(sub { shown(CONNECTIONS) eq $expected }), $what) or diag shown(CONNECTIONS);
	return;
}

sub begin
{
	my ($psql, $source) = @_;
	$psql->send("SELECT metahog.execute('$source', 'SELECT pg_sleep(600)')");
	return;
}

sub cancel
{
	$psql->value('SELECT pg_cancel_backend(' . $_->pid . ')') for @_;
	$_->wait for @_;
	return;
}

sub first_use
{
	is($psql->value('SELECT count(*) FROM metahog.sessions'), 0, 'what nobody has used is not shown');
	$crowd[0]->value(q{SELECT metahog.execute('pool', 'SELECT 1')});
	is(shown(CONNECTIONS . ', opened, closed, maxwait, maxwait_us'), '0|0|0|1|0|1|0|0|0', 'an idle connection');
	is(shown('source_id'), $id, 'of a source');
	is($psql->value('SELECT count(*) FROM metahog.sessions'), 1, 'and no other');
	$crowd[0]->value(q{SELECT metahog.execute('pool', 'SELECT 1')});
	is(shown('opened, closed'), '1|0', 'that is used again');
	return;
}

sub many
{
	begin($_, 'pool') for @crowd[ 0 .. 1 ];
	becomes('2|0|2|0|0', 'two calls have the two connections');
	begin($crowd[2], 'pool');
	becomes('2|1|2|0|0', 'a third one waits');
	my $begin = time;
	sleep 1.1;
	begin($_, 'pool') for @crowd[ 3 .. 4 ];
	becomes('2|3|2|0|0', 'and two more');
	my ($seconds, $microseconds) = split /\|/, shown('maxwait, maxwait_us');
	cmp_ok($seconds + $microseconds / 1e6, '>', 1, 'how long the first one has waited');
	cmp_ok($seconds + $microseconds / 1e6, '<', time - $begin + 1, 'no longer than it has');
	cmp_ok($microseconds, '<', 1e6, 'the rest of a second');

	cancel($crowd[0]);
	becomes('2|2|2|0|0', 'whose turn it is comes in');
	is(shown('opened, closed'), '3|1', 'with a connection of its own, for the other is closed');
	($seconds, $microseconds) = split /\|/, shown('maxwait, maxwait_us');
	cmp_ok($seconds + $microseconds / 1e6, '<', time - $begin - 1, 'the next one has not waited that long');
	cancel(@crowd[ 1 .. 4 ]);
	becomes('0|0|0|0|0', 'all are cancelled');
	is(shown('opened = closed, maxwait, maxwait_us'), 't|0|0', 'what was opened is closed');
	return;
}

# Connections that are given up go to somebody else; those that go with their backend are counted as closed.
sub closed
{
	my $before = shown('closed');
	is(shown('handed_over'), 0, 'no connection has changed hands yet');
	$_->value(q{SELECT metahog.execute('pool', 'SELECT 1')}) for @crowd[ 0 .. 1 ];
	becomes('0|0|0|2|0', 'two idle connections');
	$crowd[2]->value(q{SELECT metahog.execute('pool', 'SELECT 1')});
	becomes('0|0|0|2|0', 'one was given up for a third backend');
	is(shown("closed - $before, handed_over"), '0|1', 'and handed over');
	$psql->value('SELECT pg_terminate_backend(' . $_->pid . ')') for @crowd[ 0 .. 2 ];
	becomes('0|0|0|0|0', 'a backend takes its connections along');
	is(shown("closed - $before, opened - closed"), '2|0', 'which are closed then');
	@crowd[ 0 .. 2 ] = map { MetaHog::Psql->start($metadata) } 0 .. 2;
	return;
}

sub opening
{
	my $silent = MetaHog::FakeServer->start(silent_at => 'startup');
	MetaHog::Servers::create_source($metadata, 'silent', undef, port => $silent->port, password => 'x');
	begin($crowd[0], 'silent');
	ok(wait_until(sub { shown(CONNECTIONS, 'silent') eq '1|0|0|0|1' }), 'a connection that is being opened');
	cancel($crowd[0]);
	is(shown(CONNECTIONS . ', opened, closed', 'silent'), '0|0|0|0|0|0|0', 'and comes to nothing, was never open');
	return;
}

# Another database has sources of its own, which may even have the same ids.
sub other_database
{
	$crowd[0]->value(q{SELECT metahog.execute('pool', 'SELECT 1')});
	$metadata->safe_psql('postgres', 'CREATE DATABASE second');
	$metadata->safe_psql('second', 'CREATE EXTENSION metahog');
	is($metadata->safe_psql('second', 'SELECT count(*) FROM metahog.sessions'), 0, 'another database shows nothing of this one');
	return;
}

sub dropped
{
	$psql->value(q{SELECT metahog.drop_source('pool')});
	is(shown('*'), '', 'a source that was dropped is shown no more');
	return;
}

first_use();
many();
closed();
opening();
other_database();
dropped();

done_testing();
