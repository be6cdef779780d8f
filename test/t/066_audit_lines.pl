# test/t/066_audit_lines.pl: changes of sources in the server log, as lines of JSON.
#
# No database is named to hold an audit log, so all records go to the server log.

use strict;
use warnings;

use JSON::PP qw(decode_json);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;

my $password = 'pw0123456789';
my $url = "postgres://reader:$password\@127.0.0.1:1/wares";
my $metadata = MetaHog::Servers::metadata('metadata', streaming => 1, settings => ['max_prepared_transactions = 2']);
my $psql = MetaHog::Psql->start($metadata);
my $read = 0;

$metadata->safe_psql('postgres', <<'SQL');
CREATE ROLE "Ann ""A""" LOGIN;
CREATE ROLE other LOGIN;
GRANT USAGE ON SCHEMA metahog TO "Ann ""A""", other;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA metahog TO "Ann ""A""", other;
SQL

# records(node): what its log has got since the last call, in its order.
sub records
{
	my ($node) = @_;
	my $log = slurp_file($node->logfile, $read);
	$read = -s $node->logfile;
	return map { decode_json($_) } $log =~ /metahog audit: (\{.*\})$/mg;
}

# recorded(SQL): the record of a statement; one without an action if there is none, or more than one.
sub recorded
{
	my ($sql) = @_;
	records($metadata);
	$psql->run($sql);
	my @records = records($metadata);
	return @records == 1 ? $records[0] : { details => scalar(@records) . ' records' };
}

# gist(record, …): what each is about, in a few words.
sub gist
{
	return join ', ', map { my $record = $_; join ' ', map { $record->{$_} // '-' } qw(action source outcome sqlstate) } @_;
}

sub created
{
	my $record = recorded(
		qq(SELECT metahog.create_source('wares', '$url', '{"team_id": 7, "max_rows": 5, "description": "a \\"b\\""}')));
	is(gist($record), 'create_source wares ok -', 'create_source');
	is(join(' ', sort keys %$record),
		'action application_name database details level login outcome role source source_id team_id time', 'has these keys');
	my $me = $psql->value('SELECT session_user');
	is(join(' ', @$record{qw(database role login application_name team_id)}), "postgres $me $me $ENV{PGAPPNAME} 7", 'tells who it was');
	is($record->{source_id}, $psql->value('SELECT id FROM metahog.source'), 'tells the source\'s id');
	like($record->{time}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/, 'tells the time, in UTC');
	is($record->{level}, $psql->value(q{SELECT state FROM metahog.status() WHERE item = 'level'}), 'tells the level');
	is_deeply($record->{details}, { new => {
				host => '127.0.0.1', port => 1, database => 'wares', user => 'reader', name => 'wares', password => 'set',
				team_id => 7, max_rows => 5, description => 'a "b"',
				read_only => JSON::PP::true, supports_direct_query => JSON::PP::true } },
		'tells the options, but not the password') || diag explain $record->{details};
	return;
}

sub changed
{
	my %details = (
		'{"max_rows": 6}' => { old => { max_rows => 5 }, new => { max_rows => 6 } },
		'{"description": null}' => { old => { description => 'a "b"' } },
		'{"user": "writer", "password": "' . $password . '2"}'
		  => { old => { user => 'reader' }, new => { user => 'writer', password => 'changed' } },
		'{"password": null}' => { new => { password => 'removed' } },
		'{"name": "goods"}' => { old => { name => 'wares' }, new => { name => 'goods' } });
	for my $options (sort keys %details)
	{
		my ($name) = $psql->value('SELECT name FROM metahog.sources');
		my $record = recorded("SELECT metahog.alter_source('$name', '$options')");
		is(gist($record), "alter_source $name ok -", "alter_source, $options");
		is_deeply($record->{details}, $details{$options}, 'tells what it was and what it is') || diag explain $record->{details};
		recorded(q{SELECT metahog.alter_source('goods', '{"name": "wares"}')}) if $options =~ /goods/;
	}
	is_deeply(recorded(q{SELECT metahog.grant_source('wares', '"Ann ""A"""')})->{details}, { role => 'Ann "A"' }, 'grant_source tells the role');
	is_deeply(recorded(q{SELECT metahog.revoke_source('wares', '"Ann ""A"""')})->{details}, { role => 'Ann "A"' }, 'revoke_source does');
	recorded(q{SELECT metahog.limit_role('"Ann ""A"""', 5)});
	is_deeply(recorded(q{SELECT metahog.limit_role('"Ann ""A"""', 60)})->{details}, { role => 'Ann "A"', old => 5, new => 60 }, 'limit_role tells both limits');
	is_deeply(recorded(q{SELECT metahog.limit_role('"Ann ""A"""', NULL)})->{details}, { role => 'Ann "A"', old => 60 }, 'and what was lifted');
	is_deeply(recorded('SELECT metahog.rotate_keys()')->{details}, { resealed => 0 }, 'rotate_keys tells how many');
	my $record = recorded(q{SELECT metahog.drop_source('wares')});
	is(gist($record), 'drop_source wares ok -', 'drop_source');
	is($record->{details}->{old}->{host}, '127.0.0.1', 'tells what was dropped');
	return;
}

# A change is as good as its transaction.
sub transactions
{
	my $create = sub { "SELECT metahog.create_source('$_[0]', '$url');" };
	my $gist = sub { records($metadata); $psql->run($_[0]); return gist(records($metadata)) };

	is($gist->('BEGIN;' . $create->('a')), '', 'nothing is written before the transaction ends');
	is(gist(do { $psql->run($create->('b')); $psql->run('ROLLBACK'); records($metadata) }),
		'create_source a rolled_back -, create_source b rolled_back -', 'what is rolled back is written as that, in its order');
	is($gist->('BEGIN; SAVEPOINT s; ' . $create->('a') . 'ROLLBACK TO s;' . $create->('b') . 'COMMIT'),
		'create_source a rolled_back -, create_source b ok -', 'a subtransaction is rolled back by itself');
	is($gist->('BEGIN; SAVEPOINT s; SAVEPOINT t;' . $create->('c') . 'RELEASE t; ROLLBACK TO s; COMMIT'),
		'create_source c rolled_back -', 'and with it those that were part of it');
	is($gist->('BEGIN; SAVEPOINT s;' . $create->('c') . 'RELEASE s; COMMIT'), 'create_source c ok -', 'one that is kept is kept');
	is($gist->(q{DO $$ BEGIN PERFORM metahog.drop_source('c'); PERFORM 1 / 0; EXCEPTION WHEN division_by_zero THEN NULL; END $$}),
		'drop_source c rolled_back -', 'a block with an exception is a subtransaction');
	is($gist->(q{DO $$ BEGIN PERFORM metahog.drop_source('d'); EXCEPTION WHEN undefined_object THEN NULL; END $$}),
		'drop_source - error 42704', 'what fails is written though the error was caught');
	is($gist->('BEGIN;' . $create->('d') . q{PREPARE TRANSACTION 'p'}), 'create_source d prepared -', 'a prepared transaction is in doubt');
	$psql->run(q{ROLLBACK PREPARED 'p'});
	is($gist->('BEGIN;' . $create->('d') . 'SELECT 1 / 0; COMMIT'), 'create_source d rolled_back -', 'a failed transaction is rolled back');
	is(at_a_failed_commit($create->('e')), 'create_source e rolled_back -', 'what fails at its very commit is');
	is(gist(recorded(q{SELECT metahog.alter_source('b', '{}')})), 'alter_source b ok -', 'a change of nothing is written');
	return;
}

# at_a_failed_commit(SQL): its records, in a transaction that another one, which was first, keeps from being serializable.
sub at_a_failed_commit
{
	my ($sql) = @_;
	my $first = MetaHog::Psql->start($metadata);
	$psql->value('CREATE TABLE counted (a int)');
	$_->value('BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT count(*) FROM counted; INSERT INTO counted VALUES (1)') for $psql, $first;
	records($metadata);
	$psql->value($sql);
	$first->value('COMMIT');
	is($psql->run('COMMIT')->{sqlstate}, '40001', 'a commit fails');
	return gist(records($metadata));
}

sub refused
{
	is(gist(recorded($_->[0])), $_->[1], $_->[2])
	  for [ "SELECT metahog.create_source('b', '$url')", 'create_source - error 42710', 'a name that is taken' ],
	  [ "SELECT metahog.create_source('$url', 'b')", 'create_source - error 22023', 'arguments that are mixed up, which tells no password' ],
	  [ "SELECT metahog.alter_source('$url', '{\"port\": 2}')", 'alter_source - error 42704', 'and in a change' ],
	  [ q{SELECT metahog.alter_source('b', '{"port": -1}')}, 'alter_source b error 22023', 'a bad option' ],
	  [ q{SELECT metahog.grant_source('b', 4711)}, 'grant_source b error 42704', 'a role that does not exist' ];

	my $other = MetaHog::Psql->start($metadata, where => $metadata->connstr('postgres') . ' user=other');
	records($metadata);
	$other->run(q{SELECT metahog.alter_source('b', '{"port": 2}')});
	$other->run(q{SELECT metahog.rotate_keys()});
	my @records = records($metadata);
	is(gist(@records), 'alter_source b refused 42501, rotate_keys - refused 42501', 'what a role may not do');
	is("$records[0]{role} $records[0]{login}", 'other other', 'is written with its name');
	return;
}

sub roles
{
	$psql->run(q{SET ROLE "Ann ""A"""; SET application_name = $$it's "me"$$});
	my $record = recorded("SELECT metahog.create_source('hers', '$url')");
	is("$record->{role} $record->{application_name}", q{Ann "A" it's "me"}, 'SET ROLE and application_name are told');
	is($record->{login}, $psql->value('SELECT session_user'), 'and who has logged in');
	$psql->run(q{SET metahog.actor = 'user:42 "x"'});
	is(recorded(q{SELECT metahog.try_execute('missing', 'SELECT 1')})->{actor}, 'user:42 "x"', 'and who in the application asks');
	is(recorded(q{WITH s AS MATERIALIZED (SELECT set_config('metahog.actor', 'user:43', true)) SELECT metahog.try_execute('missing', 'SELECT 1') FROM s})
		->{actor}, 'user:43', 'also if that holds for the statement alone');
	$psql->run('RESET metahog.actor');
	is(recorded(q{SELECT metahog.try_execute('missing', 'SELECT 1')})->{actor}, undef, 'and nothing if nobody says so');

	$psql->run('RESET ROLE; RESET application_name');
	return;
}

sub settings
{
	my $grant = q{SELECT metahog.grant_source('b', 'other')};
	is(gist(recorded("SET metahog.audit = 'log'; $grant")), 'grant_source b ok -', 'metahog.audit = log');
	is(gist(recorded("SET metahog.audit = 'off'; $grant")), '- - - -', 'metahog.audit = off');
	my $result = $psql->run("SET metahog.audit = 'required'; $grant");
	is($result->{sqlstate}, '55000', 'metahog.audit = required: what cannot be recorded is refused');
	like($result->{error}, qr/HINT:  (There is no shared memory|Set metahog\.database)/, 'with a hint');
	is(gist(records($metadata)), '', 'and not written');
	$psql->run('RESET metahog.audit');
	return;
}

# A role that sets what protects the log before the library is loaded gets no library. Preloaded, the server knows the
# settings from the start, and lets nobody in who brings them.
sub unwelcome_settings
{
	my $where = $metadata->connstr('postgres') . ' user=other';
	records($metadata);
	if (MetaHog::Servers::level() ne 'L2')
	{
		my $early = MetaHog::Psql->start($metadata, where => $where, options => '-c metahog.audit=off -c metahog.audit_parameters=on');
		is($early->run(q{SELECT metahog.drop_source('nothing')})->{sqlstate}, '42501', 'with a placeholder nothing is done');
		is($early->run(q{SELECT metahog.drop_source('nothing')})->{sqlstate}, '42501', 'nor the next time');
		is(gist(records($metadata)), '', 'so there is nothing to record');
	}
	my $other = MetaHog::Psql->start($metadata, where => $where);
	$other->run(q{SELECT metahog.drop_source('nothing')});
	is(gist(records($metadata)), 'drop_source - error 42704', 'without, it is recorded');
	is($other->value('SHOW metahog.audit'), 'table', 'as the server has it');
	is($other->run("SET metahog.$_")->{sqlstate}, $_ =~ /data|ret|buf/ ? '55P02' : '42501', "a role may not SET metahog.$_")
	  for q{audit = 'off'}, 'audit_parameters = on', q{database = 'postgres'}, 'audit_retention = 1', q{audit_buffer_size = '1MB'};
	return;
}

sub standby
{
	$metadata->backup('base');
	my $standby = PostgreSQL::Test::Cluster->new('metadata_standby');
	$standby->init_from_backup($metadata, 'base', has_streaming => 1);
	$standby->append_conf('postgresql.conf', q{metahog.database = 'postgres'});
	chmod 0600, $standby->data_dir . '/metahog.key';
	$standby->start;
	$read = 0;
	$standby->psql('postgres', q{SELECT metahog.drop_source('b')});
	is(gist(records($standby)), 'drop_source b error 25006', 'a standby writes to the log');
	my ($status, $out, $error) = $standby->psql('postgres', q{SET metahog.audit = 'required'; SELECT metahog.drop_source('b')});
	like($error, qr/cannot be recorded/, 'and what has to be recorded is refused there');
	$standby->stop;
	return;
}

created();
changed();
transactions();
refused();
roles();
settings();
unwelcome_settings();
unlike(join('', grep { /metahog audit/ } slurp_file($metadata->logfile) =~ /^.*$/mg), qr/\Q$password\E/, 'no record tells a password');
standby();

done_testing();
