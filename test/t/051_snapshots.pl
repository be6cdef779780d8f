# test/t/051_snapshots.pl: snapshots that several sessions take, that are dumped and restored, and that a standby has.

use strict;
use warnings;

use File::Copy qw(copy);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;

my $remote = MetaHog::Servers::remote('remote', data => 1);
my $metadata = MetaHog::Servers::metadata('metadata', settings => [ 'wal_level = replica', 'max_wal_senders = 5' ]);
MetaHog::Servers::create_source($metadata, 'pagila', $remote, options => '{"read_only": false}');

# What the views and the document show, but for when it was taken.
my $everything = <<'SQL';
SELECT r FROM (SELECT source_id, schema_name, owner, comment, is_default FROM metahog.remote_schemas) AS r ORDER BY r;
SELECT r FROM (SELECT (to_jsonb(t) - 'taken_at') AS r FROM metahog.remote_tables AS t) AS t ORDER BY r;
SELECT r FROM (SELECT (to_jsonb(c) - 'taken_at') AS r FROM metahog.remote_columns AS c) AS t ORDER BY r;
SELECT r FROM (SELECT (to_jsonb(k) - 'taken_at') AS r FROM metahog.remote_keys AS k) AS t ORDER BY r;
SELECT source_id, taken_at, taken_by FROM metahog.schema_snapshot;
SELECT substring(metahog.schema('pagila', cached => true)::text, '"tables":.*');
SQL

sub everything
{
	my ($node) = @_;
	return $node->safe_psql('postgres', "SET timezone = 'UTC'; $everything");
}

sub wait_for_waiting
{
	$metadata->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_locks WHERE NOT granted})
	  || die 'nobody waits for a lock';
	return;
}

# is_sound(when): what is recorded is what the source has, in the tables and in the document alike.
sub is_sound
{
	my ($when) = @_;
	is($metadata->safe_psql('postgres', q{SELECT count(*) FROM metahog.schema_drift('pagila')}), 0, "$when: the tables are right");
	is($metadata->safe_psql('postgres', q{SELECT substring(metahog.schema('pagila', true)::text, '"tables":.*')
		= substring(metahog.schema('pagila')::text, '"tables":.*')}), 't', "$when: the document is right");
	return;
}

# two_at_a_time(first or next): the second waits for the first, and compares with what that has recorded.
sub two_at_a_time
{
	my ($when, $first_counts, $then, $second_counts) = @_;
	my ($one, $two) = map { MetaHog::Psql->start($metadata) } 1 .. 2;
	my $refresh = q{SELECT added, changed, removed FROM metahog.refresh_schema('pagila')};
	is($one->value("BEGIN; $refresh"), $first_counts, "$when: one records");
	$remote->safe_psql('pagila', $then);
	$two->send($refresh);
	wait_for_waiting();
	is($two->over, '', "$when: another waits");
	$one->value('COMMIT');
	my $result = $two->wait;
	is($result->{error} . $result->{out}, $second_counts, "$when: and tells what has changed since");
	is_sound($when);
	return;
}

sub drops_while_recording
{
	my ($one, $two) = map { MetaHog::Psql->start($metadata) } 1 .. 2;
	my $count = q{SELECT count(*) FROM metahog.schema_snapshot JOIN metahog.source ON id = source_id WHERE name = 'dropped'};
	for my $recorded (0, 1)
	{
		MetaHog::Servers::create_source($metadata, 'dropped', $remote);
		$one->value(q{SELECT metahog.refresh_schema('dropped')}) if $recorded;
		my $when = $recorded ? 'recorded before' : 'not recorded before';
		$one->value(q{BEGIN; SELECT metahog.drop_source('dropped')});
		$two->send(q{SELECT metahog.refresh_schema('dropped')});
		wait_for_waiting();
		$one->value('COMMIT');
		my $result = $two->wait;
		like("$result->{sqlstate} $result->{message}", qr/^42704 source ".*" does not exist$/, "$when: a source that is dropped meanwhile cannot be recorded");
		is($one->value($count), 0, 'and nothing of it is kept');
	}
	MetaHog::Servers::create_source($metadata, 'dropped', $remote);
	$one->value(q{BEGIN; SELECT metahog.refresh_schema('dropped')});
	$two->send(q{SELECT metahog.drop_source('dropped')});
	wait_for_waiting();
	$one->value('COMMIT');
	is($two->wait->{error}, '', 'dropping waits for who records');
	is($one->value($count), 0, 'and removes what was recorded');
	return;
}

# What is recorded needs neither a connection nor a login.
sub answers_without_connection
{
	my $before = everything($metadata);
	$remote->safe_psql('pagila', 'REVOKE CONNECT ON DATABASE pagila FROM PUBLIC; ALTER ROLE analyst NOLOGIN');
	is(everything($metadata), $before, 'without a login, what is recorded is there');
	my ($status, $out, $error) = $metadata->psql('postgres', q{SELECT metahog.schema_drift('pagila')});
	like($error, qr/role "analyst" is not permitted to log in/, 'what is there now is not');
	$remote->safe_psql('pagila', 'GRANT CONNECT ON DATABASE pagila TO PUBLIC; ALTER ROLE analyst LOGIN');
	$remote->stop;
	is(everything($metadata), $before, 'nor a server');
	$remote->start;
	return;
}

# The login may write, and so may the source; recording does not, and could not.
sub writes_nothing_there
{
	$remote->safe_psql('pagila', q{SELECT pg_stat_reset()});
	my $writes = q{SELECT sum(n_tup_ins + n_tup_upd + n_tup_del), (SELECT count(*) FROM pg_class) FROM pg_stat_all_tables};
	my $before = $remote->safe_psql('pagila', $writes);
	my $xid = $remote->safe_psql('pagila', 'SELECT pg_snapshot_xmax(pg_current_snapshot())');
	$metadata->safe_psql('postgres', q{SELECT metahog.refresh_schema('pagila'), metahog.schema('pagila')});
	is($remote->safe_psql('pagila', 'SELECT pg_snapshot_xmax(pg_current_snapshot())'), $xid, 'no transaction of the remote has written');
	is($remote->safe_psql('pagila', $writes), $before, 'nor is anything written there');
	return;
}

sub survives_a_restore
{
	my $elsewhere = MetaHog::Servers::metadata('elsewhere', extension => 0);
	my $dump = PostgreSQL::Test::Utils::tempdir() . '/dump.sql';
	$metadata->safe_psql('postgres', q{CREATE ROLE reader; SELECT metahog.grant_source('pagila', 'reader')});
	$elsewhere->safe_psql('postgres', 'CREATE ROLE reader');
	command_ok([ 'pg_dump', '-d', $metadata->connstr('postgres'), '-f', $dump ], 'the database is dumped');
	command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $elsewhere->connstr('postgres'), '-f', $dump ], 'and restored elsewhere');
	is(everything($elsewhere), everything($metadata), 'what was recorded is the same there');
	is($elsewhere->safe_psql('postgres', q{SET ROLE reader; SELECT count(*) FROM metahog.remote_tables}), 29, 'for whom it was before');
	copy($metadata->data_dir . '/metahog.key', $elsewhere->data_dir . '/metahog.key');
	chmod 0600, $elsewhere->data_dir . '/metahog.key';
	is($elsewhere->safe_psql('postgres', q{SELECT metahog.refresh_schema('pagila')}), '(0,0,0)', 'and is compared there');
	$elsewhere->stop;
	return;
}

sub is_on_a_standby
{
	my $standby = PostgreSQL::Test::Cluster->new('standby');
	$metadata->backup('base');
	$standby->init_from_backup($metadata, 'base', has_streaming => 1);
	chmod 0600, $standby->data_dir . '/metahog.key';
	$standby->start;
	$remote->safe_psql('pagila', 'COMMENT ON TABLE film IS NULL');
	$metadata->safe_psql('postgres', q{SELECT metahog.refresh_schema('pagila')});
	$metadata->wait_for_catchup($standby);
	is(everything($standby), everything($metadata), 'a standby has what was recorded');
	$remote->safe_psql('pagila', q{COMMENT ON TABLE film IS 'films'});
	is($standby->safe_psql('postgres', q{SELECT change, object, name, after FROM metahog.schema_drift('pagila')}), 'changed|table|film|{"comment": "films"}',
		'and compares it with what is there now');
	my ($status, $out, $error) = $standby->psql('postgres', q{SELECT metahog.refresh_schema('pagila')});
	like($error, qr/cannot execute metahog\.refresh_schema\(\) (?:in a read-only transaction|during recovery)/, 'but records nothing');
	$standby->stop;
	return;
}

two_at_a_time('the first time', '30|0|0', 'ALTER TABLE film ADD COLUMN subtitle text', '1|0|0');
two_at_a_time('another time', '0|0|0', 'ALTER TABLE film DROP COLUMN subtitle', '0|0|1');
drops_while_recording();
answers_without_connection();
writes_nothing_there();
survives_a_restore();
is_on_a_standby();

done_testing();
