# test/t/015_read_only.pl: a read-only source changes nothing on its remote, and a statement leaves nothing behind for the next.
#
# The remote login is a superuser: only what MetaHog says around the statement stands between it and
# the data. Every attack runs twice: as it is, and with standard_conforming_strings off, which a
# caller may set, and which must not keep a text from being read before it is sent.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote', settings => ['max_prepared_transactions = 5']);
my $owner = MetaHog::Psql->start($remote, database => 'pagila');
my $listener = MetaHog::Psql->start($remote, database => 'pagila');
my $psql = MetaHog::Psql->start($metadata);

MetaHog::Servers::create_source($metadata, 'remote', $remote, user => 'admin');

$owner->value(<<'SQL');
CREATE TABLE account (id int PRIMARY KEY, amount int NOT NULL);
INSERT INTO account VALUES (1, 100), (2, 200);
CREATE SEQUENCE number;
CREATE FUNCTION write_it() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
	UPDATE account SET amount = 0;
	RETURN 1;
END $$;
CREATE FUNCTION write_in_a_block() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		PERFORM set_config('transaction_read_only', 'off', true);
		UPDATE account SET amount = 0;
	EXCEPTION WHEN OTHERS THEN
		RETURN SQLSTATE;
	END;
	RETURN 'written';
END $$;
CREATE FUNCTION run_it(command text) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE command;
	RETURN 1;
END $$;
CREATE FUNCTION pretend_to_have_left() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
	RAISE WARNING 'there is no transaction in progress' USING ERRCODE = '25P01';
	RETURN 1;
END $$;
CREATE PROCEDURE commit_and_write(INOUT n int) LANGUAGE plpgsql AS $$
BEGIN
	COMMIT;
	UPDATE account SET amount = 0;
	COMMIT;
END $$;
CREATE VIEW deceptive AS SELECT write_it() AS n;
SQL
$listener->value('LISTEN gossip');

# state: all of the remote that an attack might have changed.
sub state
{
	return $owner->value(<<'SQL');
SELECT (SELECT string_agg(account::text, ' ' ORDER BY id) FROM account),
	(SELECT last_value FROM number), (SELECT is_called FROM number),
	(SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_proc),
	(SELECT count(*) FROM pg_largeobject_metadata),
	(SELECT count(*) FROM pg_roles),
	(SELECT count(*) FROM pg_db_role_setting),
	(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),
	(SELECT count(*) FROM pg_prepared_xacts)
SQL
}

# What the next statement must find: no trace of the one before.
my $fresh_look = <<'SQL';
SELECT current_setting('transaction_read_only'), current_setting('default_transaction_read_only'),
	current_user::text, current_setting('work_mem'), current_setting('search_path'),
	current_setting('TimeZone'), current_setting('client_min_messages'),
	(SELECT count(*) FROM pg_listening_channels()), (SELECT count(*) FROM pg_prepared_statements),
	(SELECT count(*) FROM pg_cursors WHERE name <> ''),
	(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),
	(SELECT count(*) FROM pg_class WHERE relpersistence = 't')
SQL

sub literal
{
	my ($text) = @_;
	return q{'} . $text =~ s/'/''/gr . q{'};
}

sub look
{
	return $psql->run("SELECT metahog.execute('remote', @{[ literal($fresh_look) ]})->'results'->0");
}

my $state = state();
my $fresh = look()->{out};
like($fresh, qr/^\["on", ?"off", ?"admin"/, 'an ordinary statement finds a read-only transaction');

# attack(name, call, allowed SQLSTATEs): the call fails with one of them ('' is success), and nothing
# has changed afterwards.
sub attack
{
	my ($name, $call, @sqlstates) = @_;
	my $result = $psql->run($call);
	ok((grep { $result->{sqlstate} eq $_ } @sqlstates), "$name: ends with " . join(' or ', map { $_ || 'success' } @sqlstates))
	  or diag "$result->{out}$result->{error}";
	my $now = state();
	is($now, $state, "$name: nothing has changed");
	$state = $now;
	my $next = look();
	is($next->{out}, $fresh, "$name: the next statement finds no trace") or diag $next->{error};
	return $result;
}

sub attack_with
{
	my ($query, @sqlstates) = @_;
	my $name = $query =~ s/\s+/ /gr;
	my $call = "SELECT metahog.execute('remote', @{[ literal($query) ]})";
	attack($name, $call, @sqlstates);

	$psql->value('SET standard_conforming_strings = off; SET escape_string_warning = off');
	attack("$name, other strings", $call, @sqlstates);
	$psql->value('RESET standard_conforming_strings');
	return;
}

# Refused before it is sent, or by the remote, or seen in its answer.
sub statements_without_rows
{
	attack_with($_, '0A000')
	  for
	  'SET TRANSACTION READ WRITE',
	  'SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE',
	  'SET SESSION default_transaction_read_only = off',
	  'COMMIT', 'COMMIT AND CHAIN', 'ROLLBACK', 'ROLLBACK AND CHAIN', 'END', 'ABORT',
	  'BEGIN READ WRITE',
	  'SAVEPOINT s', 'ROLLBACK TO SAVEPOINT s', 'RELEASE SAVEPOINT s',
	  q{PREPARE TRANSACTION 'left behind'},
	  q{COMMIT PREPARED 'left behind'},
	  'PREPARE p AS SELECT 1',
	  'DECLARE c CURSOR WITH HOLD FOR SELECT 1',
	  'LISTEN gossip', q{NOTIFY gossip, 'heard'},
	  'SET ROLE analyst', 'SET work_mem = 64', 'DISCARD ALL',
	  'CREATE TABLE loot (a int)', 'CREATE TEMP TABLE loot (a int)', 'SELECT * INTO loot FROM account',
	  'INSERT INTO account VALUES (3, 300)', 'UPDATE account SET amount = 0', 'DELETE FROM account',
	  'TRUNCATE account', 'DROP TABLE account', 'LOCK TABLE account',
	  'COPY account TO STDOUT', 'COPY account FROM STDIN', q{COPY account TO PROGRAM 'true'},
	  q{DO $$ BEGIN PERFORM set_config('default_transaction_read_only', 'off', false);
		COMMIT; UPDATE account SET amount = 0; END $$},
	  q{DO $$ BEGIN UPDATE account SET amount = 0; END $$},
	  q{ALTER ROLE admin SET default_transaction_read_only = off},
	  'VACUUM account', 'REFRESH MATERIALIZED VIEW account', 'CHECKPOINT';
	return;
}

sub statements_with_rows
{
	attack_with($_, '25006')
	  for
	  'INSERT INTO account VALUES (3, 300) RETURNING id',
	  'UPDATE account SET amount = 0 RETURNING id',
	  'DELETE FROM account RETURNING id',
	  'WITH w AS (DELETE FROM account RETURNING id) SELECT * FROM w',
	  'SELECT write_it()', 'SELECT * FROM deceptive',
	  q{SELECT nextval('number')}, q{SELECT setval('number', 77)},
	  'SELECT * FROM account FOR UPDATE', 'SELECT * FROM account FOR KEY SHARE',
	  'EXPLAIN ANALYZE INSERT INTO account VALUES (3, 300)',
	  q{SELECT run_it('CREATE TEMP TABLE loot (a int)')},
	  q{SELECT run_it('DROP TABLE account')},
	  q{SELECT run_it('ALTER ROLE admin SET work_mem = 64')};
	attack_with(q{SELECT query_to_xml('UPDATE account SET amount = 0 RETURNING id', true, true, '')}, '0A000');
	attack_with('CALL commit_and_write(1)', '2D000');
	attack_with(q{SELECT run_it('COMMIT')}, '0A000', '2D000');
	attack_with(q{SELECT set_config('transaction_read_only', 'off', true)}, '25001');
	attack_with(q{SELECT set_config('transaction_read_only', 'off', false), write_it()}, '25001');
	return;
}

# These succeed, and are undone.
sub statements_that_pass
{
	attack_with($_, '')
	  for
	  'SELECT write_in_a_block()',
	  q{SELECT set_config('default_transaction_read_only', 'off', false)},
	  q{SELECT set_config('work_mem', '1GB', false), set_config('search_path', 'nowhere', false),
		set_config('TimeZone', 'Asia/Tokyo', false), set_config('client_min_messages', 'error', false)},
	  q{SELECT set_config('role', 'analyst', false)},
	  q{SELECT set_config('session_replication_role', 'replica', false)},
	  q{SELECT run_it('PREPARE p AS SELECT 1')},
	  q{SELECT run_it('DECLARE c CURSOR WITH HOLD FOR SELECT 1')},
	  q{SELECT run_it('LISTEN gossip')},
	  q{SELECT run_it('NOTIFY gossip, ''heard''')}, q{SELECT pg_notify('gossip', 'heard')},
	  'SELECT pg_advisory_lock(42)::text, pg_advisory_xact_lock(43)::text',
	  'SELECT pg_try_advisory_lock_shared(44)',
	  'SELECT pretend_to_have_left()';
	# PostgreSQL makes this table in a read-only transaction too, and it goes with it.
	attack_with('EXPLAIN ANALYZE CREATE TABLE loot AS SELECT 1', '', '25006');
	# Until PostgreSQL 15 a read-only transaction may write large objects; it is rolled back.
	attack_with(q{SELECT lo_from_bytea(0, 'loot')}, '', '25006');
	return;
}

sub several_statements
{
	attack_with($_, '42601')
	  for
	  'SELECT 1; UPDATE account SET amount = 0',
	  'COMMIT; UPDATE account SET amount = 0',
	  'SET TRANSACTION READ WRITE; UPDATE account SET amount = 0',
	  'SELECT 1; COMMIT; SELECT 2';
	return;
}

sub other_functions
{
	my %calls = (
		'query' => q{SELECT * FROM metahog.query('remote', 'UPDATE account SET amount = 0 RETURNING id') AS t(id int)},
		'rows' => q{SELECT metahog.rows('remote', 'UPDATE account SET amount = 0 RETURNING id')},
		'stream' => q{SELECT metahog.stream('remote', 'UPDATE account SET amount = 0 RETURNING id')},
		'explain' => q{SELECT metahog.explain('remote', 'UPDATE account SET amount = 0', run => true)});
	attack($_, $calls{$_}, '25006') for sort keys %calls;

	attack('explain of several', q{SELECT metahog.explain('remote', 'SELECT 1; UPDATE account SET amount = 0')}, '42601');
	attack('explain of a prefix', q{SELECT metahog.explain('remote', 'ANALYZE UPDATE account SET amount = 0')}, '42601');
	attack('describe', q{SELECT * FROM metahog.describe('remote', 'UPDATE account SET amount = 0 RETURNING id')}, '');
	attack('describe of a command', q{SELECT * FROM metahog.describe('remote', 'COMMIT')}, '0A000');
	attack('a parameter', q{SELECT metahog.execute('remote', 'SELECT $1', '["1; COMMIT; UPDATE account SET amount = 0"]'::jsonb)}, '');
	return;
}

# A statement that was cut short, or left unread, is cleaned up after as well.
sub unfinished_statements
{
	my $locks = q{SELECT pg_advisory_lock(i), set_config('work_mem', '1GB', false) FROM generate_series(1, 2000) AS i LIMIT 2000};
	attack('cut', "SELECT metahog.execute('remote', @{[ literal($locks) ]}, max_rows => 3)", '');
	attack('left unread', "SELECT metahog.rows('remote', @{[ literal($locks) ]}) LIMIT 3", '');
	attack('failed', "SELECT metahog.execute('remote', @{[ literal(q{SELECT pg_advisory_lock(1), 1 / (i - 1000) FROM generate_series(1, 2000) AS i}) ]})", '22012');
	return;
}

# A fake of the warning that tells us that a statement left its transaction must not cost the session.
sub fake_warning_is_harmless
{
	my $call = q{SELECT metahog.execute('remote', 'SELECT pg_backend_pid()')->'results'->0->>0};
	my $before = $psql->value($call);
	is($psql->value(q{SELECT metahog.execute('remote', 'SELECT pretend_to_have_left()')->'results'->0->>0}), 1,
		'a function that raises the warning gets its answer');
	is($psql->value($call), $before, 'and the session is kept');
	return;
}

# The remote may hide its warnings by default: leaving the transaction is refused all the same.
sub silenced_remote
{
	$owner->value(q{ALTER ROLE admin SET client_min_messages = 'error'});
	$psql->value(q{SELECT metahog.alter_source('remote', '{"description": "a new session"}')});
	$state = state();
	$fresh = look()->{out};
	like($fresh, qr/"error"/, 'a remote that hides its warnings');
	attack_with($_, '0A000') for 'COMMIT', 'COMMIT AND CHAIN', 'ROLLBACK', q{PREPARE TRANSACTION 'left behind'};
	return;
}

# A backslash before a quote ends no string for the remote, whatever it does in the caller's session.
sub strings_of_another_standard
{
	$psql->value("SET $_") for 'standard_conforming_strings = off', 'escape_string_warning = off', 'backslash_quote = off';
	attack("$_, standard_conforming_strings off", "SELECT metahog.execute('remote', \$\$$_\$\$)", '0A000')
	  for q{PREPARE TRANSACTION 'x\'}, q{COPY (SELECT 'x\') TO PROGRAM 'true'}, q{SET application_name = 'x\'};
	$psql->value("RESET $_") for 'standard_conforming_strings', 'escape_string_warning', 'backslash_quote';
	return;
}

statements_without_rows();
strings_of_another_standard();
statements_with_rows();
statements_that_pass();
several_statements();
other_functions();
unfinished_statements();
fake_warning_is_harmless();
unlike($listener->run('SELECT 1')->{out}, qr/heard/, 'no notification has reached anybody');
silenced_remote();

done_testing();
