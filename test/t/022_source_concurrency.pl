# test/t/022_source_concurrency.pl: sources that several sessions change at the same time, or that change under a transaction.

use strict;
use warnings;

use IPC::Run ();
use PostgreSQL::Test::Cluster;
use Test::More;
use Time::HiRes ();

use MetaHog::Servers;

my $remote = MetaHog::Servers::remote('remote');
my $node = MetaHog::Servers::metadata('metadata');
my $url = MetaHog::Servers::url($remote);

# A session: psql, written to line by line.
sub open_session
{
	my %session = (in => '', out => '', error => '');
	$session{run} = IPC::Run::start(
		[ 'psql', '-X', '-A', '-t', '-q', '-d', $node->connstr('postgres') ],
		'<', \$session{in}, '>', \$session{out}, '2>', \$session{error},
		IPC::Run::timeout(60));
	return \%session;
}

sub send_to
{
	my ($session, $sql) = @_;
	$session->{in} .= "$sql\n";
	$session->{run}->pump while length $session->{in};
	return;
}

# ask(session, SQL): what it answers.
sub ask
{
	my ($session, $sql) = @_;
	$session->{out} = '';
	send_to($session, "$sql;\n\\echo done");
	$session->{run}->pump until $session->{out} =~ /done\n/;
	return $session->{out} =~ s/\n?done\n//r;
}

# The rest of what a session says.
sub close_session
{
	my ($session) = @_;
	$session->{run}->finish;
	return $session->{error};
}

sub wait_for_waiting
{
	$node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_locks WHERE NOT granted})
	  || die 'nobody waits for a lock';
	return;
}

sub row
{
	my ($name) = @_;
	return $node->safe_psql('postgres', "SELECT max_rows, timeout FROM metahog.source WHERE name = '$name' AND deleted_at IS NULL");
}

sub merges_changes
{
	$node->safe_psql('postgres', "SELECT metahog.create_source('shared', '$url')");
	my ($one, $two) = (open_session(), open_session());
	ask($one, q{BEGIN; SELECT metahog.alter_source('shared', '{"max_rows": 5, "timezone": "Asia/Tokyo"}')});
	send_to($two, q{SELECT metahog.alter_source('shared', '{"timeout": 7, "schema": "sales"}');});
	wait_for_waiting();
	ask($one, 'COMMIT');
	is(close_session($two), '', 'of two changes at a time, the second waits');
	is(row('shared'), '5|00:00:07', 'both are kept');
	is($node->safe_psql('postgres', q{SELECT options->>'timezone', options->>'schema' FROM metahog.source}), 'Asia/Tokyo|sales',
		'within the options, too');
	close_session($one);
	return;
}

sub changes_nothing_that_is_gone
{
	my ($one, $two) = (open_session(), open_session());
	ask($one, q{BEGIN; SELECT metahog.drop_source('shared')});
	send_to($two, q{SELECT metahog.alter_source('shared', '{"password": "x"}');});
	wait_for_waiting();
	ask($one, 'COMMIT');
	like(close_session($two), qr/ERROR:  source "[0-9a-f-]{36}" does not exist/, 'what was dropped meanwhile is not changed');
	is($node->safe_psql('postgres', 'SELECT count(*) FROM metahog.source WHERE secrets IS NOT NULL'), 0, 'nor given a password');
	close_session($one);
	return;
}

sub creates_one_of_a_name
{
	my ($one, $two) = (open_session(), open_session());
	ask($one, "BEGIN; SELECT metahog.create_source('only', '$url')");
	send_to($two, "SELECT metahog.create_source('only', '$url');");
	wait_for_waiting();
	ask($one, 'COMMIT');
	like(close_session($two), qr/ERROR:  source "only" already exists/, 'of two sources of a name, one is created');
	close_session($one);
	return;
}

# Whoever looks a source up sees what is committed, whatever its own snapshot.
sub sees_the_newest_state
{
	$node->safe_psql('postgres', 'CREATE ROLE reader; ' . q{SELECT metahog.grant_source('only', 'reader')});
	my $session = open_session();
	my $use = q{SELECT metahog.execute('only', 'SELECT 42')->'results'->0->>0};
	ask($session, 'SET SESSION AUTHORIZATION reader; BEGIN ISOLATION LEVEL REPEATABLE READ');
	is(ask($session, $use), '42', 'a transaction with a snapshot uses a source');
	ask($session, 'SAVEPOINT before');
	$node->safe_psql('postgres', q{SELECT metahog.revoke_source('only', 'reader')});
	ask($session, "$use; ROLLBACK TO before");
	like($session->{error}, qr/permission denied for source "only"/, 'not after it was revoked');
	$node->safe_psql('postgres', q{SELECT metahog.grant_source('only', 'reader')});
	is(ask($session, $use), '42', 'again when it is granted');
	$node->safe_psql('postgres', q{SELECT metahog.drop_source('only')});
	ask($session, "$use; ROLLBACK TO before");
	like($session->{error}, qr/source "only" does not exist/, 'not after it was dropped');
	close_session($session);
	return;
}

# A backend that has used the extension finds its tables again when they are other ones.
sub survives_a_new_extension
{
	my $session = open_session();
	is(ask($session, 'SELECT count(*) FROM metahog.sources'), '0', 'a session uses the extension');
	$node->safe_psql('postgres', 'DROP EXTENSION metahog CASCADE; CREATE EXTENSION metahog');
	is(ask($session, "SELECT metahog.create_source('after', '$url') IS NOT NULL"), 't', 'dropped and created again, it goes on');
	is(ask($session, q{SELECT metahog.execute('after', 'SELECT 42')->'results'->0->>0}), '42', 'with the new tables');
	is(close_session($session), '', 'and has nothing to complain of');
	return;
}

merges_changes();
changes_nothing_that_is_gone();
creates_one_of_a_name();
sees_the_newest_state();
survives_a_new_extension();

done_testing();
