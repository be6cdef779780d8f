# test/t/044_standby_and_crash.pl: this server as a hot standby, promoted, and after the crash of a backend.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Proxy;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant REMOTE_SECONDS => 5;

my $remote = MetaHog::Servers::remote('remote', settings => ['jit = off']);
my $primary = MetaHog::Servers::metadata('metadata', streaming => 1, settings => ['restart_after_crash = on', q{listen_addresses = '127.0.0.1'}]);
$primary->safe_psql('postgres', q{CREATE ROLE visitor LOGIN});
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
MetaHog::Servers::create_source($primary, 'early', $remote);

sub make_standby
{
	$primary->backup('base');
	my $copy = $primary->backup_dir . '/base/metahog.key';
	is((stat $copy)[2] & 07777, 0600, 'pg_basebackup brings the key file along, for the server\'s user alone');
	my $standby = PostgreSQL::Test::Cluster->new('metadata_standby');
	$standby->init_from_backup($primary, 'base', has_streaming => 1);
	# The test's own copying of the backup loses modes.
	chmod 0600, key_file($standby);
	$standby->start;
	return $standby;
}

sub catch_up
{
	my ($standby) = @_;
	$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
	return;
}

sub answer
{
	my ($psql, $source) = @_;
	my $result = $psql->run("SELECT metahog.execute('$source', 'SELECT current_user')->'results'->0->>0");
	return $result->{error} || $result->{out};
}

sub key_file
{
	my ($node) = @_;
	return $node->data_dir . '/metahog.key';
}

sub queries_on_a_standby
{
	my ($psql) = @_;
	is(answer($psql, 'early'), 'analyst', 'standby: execute');
	is($psql->value(q{SELECT metahog.try_execute('early', 'SELECT 1 / 0')->'error_detail'->>'sqlstate'}), '22012', 'standby: try_execute');
	is($psql->value(q{SELECT sum(i) FROM metahog.query('early', 'SELECT generate_series(1, 10)') AS t(i int)}), '55', 'standby: query');
	is($psql->value(q{SELECT metahog.rows('early', 'SELECT 1 AS a')}), '{"a":1}', 'standby: rows');
	is($psql->value(q{SELECT metahog.stream('early', 'SELECT 1 AS a')}), qq({"a":1}\n), 'standby: stream');
	is($psql->value(q{SELECT metahog.column_definition('early', 'SELECT 1 AS a')}), 'a integer', 'standby: column_definition');
	is($psql->value(q{SELECT ok FROM metahog.test_source('early')}), 't', 'standby: test_source');
	is($psql->value(q{SELECT name FROM metahog.sources}), 'early', 'standby: the view of sources');
	return;
}

# follows(psql, standby): what happens on the primary holds here as soon as it is replayed.
sub follows
{
	my ($psql, $standby) = @_;
	MetaHog::Servers::create_source($primary, 'late', $remote);
	catch_up($standby);
	is(answer($psql, 'late'), 'analyst', 'a source made since then works with the key that the base backup has brought');
	$primary->safe_psql('postgres', q{SELECT metahog.alter_source('late', '{"database": "postgres"}')});
	catch_up($standby);
	is($psql->value(q{SELECT metahog.execute('late', 'SELECT current_database()')->'results'->0->>0}), 'postgres',
		'one that was altered is followed, though a session is open');
	$primary->safe_psql('postgres', q{SELECT metahog.drop_source('late')});
	catch_up($standby);
	like(answer($psql, 'late'), qr/42704/, 'one that was dropped is not found');
	return;
}

sub changes_nothing
{
	my ($psql) = @_;
	my $url = MetaHog::Servers::url($remote);
	my %changes = (
		create_source => "SELECT metahog.create_source('new', '$url')",
		alter_source => q{SELECT metahog.alter_source('early', '{"description": "new"}')},
		drop_source => q{SELECT metahog.drop_source('early')},
		grant_source => q{SELECT metahog.grant_source('early', 'pg_monitor')},
		revoke_source => q{SELECT metahog.revoke_source('early', 'pg_monitor')},
		rotate_keys => 'SELECT metahog.rotate_keys()');
	for my $name (sort keys %changes)
	{
		my $result = $psql->run($changes{$name});
		is($result->{sqlstate}, '25006', "standby: $name is refused as any change is") or diag $result->{error};
		unlike($result->{error}, qr/\Q$remote->{metahog_password}\E/, "standby: and $name tells no password");
	}
	return;
}

# The key does not come by replication.
sub without_the_key
{
	my ($standby) = @_;
	my $file = key_file($standby);
	rename $file, "$file.away";
	my $psql = MetaHog::Psql->start($standby);
	my $key = $psql->value(q{SELECT key_id FROM metahog.source WHERE name = 'early'});
	like(answer($psql, 'early'), qr/55000: .*"$key", which is not loaded/, 'standby without the key: it is named');
	like($psql->run('SELECT metahog.public_key()')->{error}, qr/could not open the key file/, 'standby without the key: none is made');
	ok(!-e $file, 'indeed');
	rename "$file.away", $file;
	is(answer($psql, 'early'), 'analyst', 'with the key all is well, in the same session');
	return;
}

# A source that is said to be writable, and whose server is a standby.
sub standby_as_a_remote
{
	my ($standby) = @_;
	MetaHog::Servers::create_source($primary, 'standby', undef, port => $standby->port, user => 'visitor', password => 'guest',
		database => 'postgres', options => '{"read_only": false}');
	my $psql = MetaHog::Psql->start($primary);
	for my $query ('SELECT 1', 'CREATE TABLE t (a int)')
	{
		my $result = $psql->run("SELECT metahog.execute('standby', '$query')");
		like($result->{error}, qr/0A000: cannot set transaction read-write mode during recovery/, "a writable source on a standby: $query");
		like($result->{error}, qr/HINT:  The remote takes no writes, as a standby does.*set read_only with metahog.alter_source\(\)/, 'what to do is said');
		unlike($result->{error}, qr/may or may not/, 'and that nothing was done is not in doubt');
	}
	is($psql->value(q{SELECT opened FROM metahog.sessions WHERE source = 'standby'}), '1', 'no connection was lost over it')
	  if MetaHog::Servers::level() ne 'L0';
	$psql->value(q{SELECT metahog.alter_source('standby', '{"read_only": true}')});
	is(answer($psql, 'standby'), 'visitor', 'then it can be asked');
	$psql->stop;
	return;
}

sub promoted
{
	my ($psql, $standby) = @_;
	$standby->promote;
	is(answer($psql, 'early'), 'analyst', 'promoted: a session of before goes on');
	MetaHog::Servers::create_source($standby, 'made here', $remote);
	is(answer($psql, 'made here'), 'analyst', 'promoted: sources can be made');
	return;
}

# A backend that dies without a word takes the others along; its statement on the remote ends since nobody is there.
sub crash
{
	my $victim = MetaHog::Psql->start($primary);
	my $bystander = MetaHog::Psql->start($primary);
	is(answer($bystander, 'early'), 'analyst', 'a bystander has an idle session');
	$victim->send(q{SELECT metahog.execute('early', 'SELECT pg_sleep(600) /* crash */')});
	ok(wait_for_statements($watcher, '/* crash */', 1), 'a call runs');
	my $sessions = connections($watcher);
	kill 'KILL', $victim->pid;
	ok($victim->wait->{ended}, 'its backend is killed');
	ok(wait_for_statements($watcher, '/* crash */', 0, REMOTE_SECONDS), 'its statement on the remote ends');
	ok(wait_until(sub { connections($watcher) == 0 }), "and so do all $sessions connections from here");

	$primary->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()');
	like(slurp_file($primary->logfile), qr/was terminated by signal 9.*all server processes terminated; reinitializing/s,
		'the server has started anew');
	my $psql = MetaHog::Psql->start($primary);
	is(answer($psql, 'early'), 'analyst', 'after the crash sources work');
	MetaHog::Servers::create_source($primary, 'after the crash', $remote);
	is(answer($psql, 'after the crash'), 'analyst', 'and new ones can be made');
	return;
}

my $standby = make_standby();
my $psql = MetaHog::Psql->start($standby);
queries_on_a_standby($psql);
follows($psql, $standby);
changes_nothing($psql);
without_the_key($standby);
standby_as_a_remote($standby);
promoted($psql, $standby);
$psql->stop;
$standby->stop;
crash();

done_testing();
