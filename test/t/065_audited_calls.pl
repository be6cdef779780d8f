# test/t/065_audited_calls.pl: what is recorded of each call: one record, whatever becomes of it.
#
# Read from the server log, where records have the same form on every server.

use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use JSON::PP;
use List::Util qw(sum);
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata', settings => [q{metahog.audit = 'log'}]);
my $shared = MetaHog::Servers::shared() or BAIL_OUT('test/run has started no remote');
my $psql = MetaHog::Psql->start($metadata);
my $offset = 0;

# records: of what has been done since the last time.
sub records
{
	my $log = slurp_file($metadata->logfile, $offset);
	$offset = -s $metadata->logfile;
	return map { decode_json($_) } $log =~ /metahog audit: (\{.*\})$/mg;
}

# record_of(SQL): the one record that it leaves, and what psql made of it.
sub record_of
{
	my ($sql, $from) = @_;
	records();
	my $result = ($from // $psql)->run($sql);
	my @records = records();
	is(scalar @records, 1, "one record: $sql") or diag(explain(\@records), $result->{message});
	return ($records[0], $result);
}

sub set_up
{
	$psql->value("SELECT metahog.create_source('pagila', '$shared->{url}')");
	$psql->value("SELECT metahog.create_source('tight', '$shared->{url}', '{\"rate_limit\": 1, \"max_rows\": 2}')");
	$psql->value('CREATE ROLE alice; CREATE ROLE bob');
	$psql->value("SELECT metahog.grant_source('pagila', 'alice'); GRANT USAGE ON SCHEMA metahog TO bob");
	return;
}

sub facts_of_a_call
{
	my ($record) = record_of("SELECT metahog.execute('pagila', 'SELECT i, NULL FROM generate_series(1, 3) AS i')");
	is($record->{action}, 'execute', 'the function');
	is($record->{outcome}, 'ok', 'what came of it');
	is($record->{query}, 'SELECT i, NULL FROM generate_series(1, 3) AS i', 'the text as the caller wrote it');
	is($record->{query_hash}, '\x' . sha256_hex($record->{query}), 'its hash');
	is("$record->{source} $record->{database} $record->{role} $record->{login}", 'pagila postgres postgres postgres', 'who and where');
	is($record->{source_id}, $psql->value("SELECT id FROM metahog.sources WHERE name = 'pagila'"), 'the id of the source');
	is("$record->{rows} $record->{bytes}", '3 3', 'rows, and bytes of their values');
	ok(!exists $record->{sqlstate} && !exists $record->{truncated} && !exists $record->{parameters}, 'nothing else');
	my $total = sum(map { $record->{"${_}_seconds"} } qw(waiting resolving connecting running fetching));
	ok(abs($total - $record->{total_seconds}) < 1e-5, 'the stages make up the total');
	cmp_ok($record->{connecting_seconds}, '>', 0, 'the session was opened for it');

	($record) = record_of("SET ROLE alice; SELECT metahog.execute('pagila', 'SELECT 1'); RESET ROLE");
	is("$record->{role} $record->{login}", 'alice postgres', 'role and login after SET ROLE');
	is($record->{connecting_seconds}, 0, 'a session from the cache needs no connecting');
	return;
}

# Each function: what is called, and the action that it is recorded as.
sub every_function
{
	my $query = "'pagila', 'SELECT 1 AS one'";
	my @calls = (
		[ try_execute => "SELECT metahog.try_execute($query)" ],
		[ query => "SELECT * FROM metahog.query($query) AS t(one int)" ],
		[ rows => "SELECT metahog.rows($query)" ],
		[ stream => "SELECT metahog.stream($query)" ],
		[ describe => "SELECT * FROM metahog.describe($query)" ],
		[ column_definition => "SELECT metahog.column_definition($query)" ],
		[ explain => "SELECT metahog.explain($query)" ],
		[ create_view => "SELECT metahog.create_view('one', $query)" ],
		[ query => 'SELECT * FROM one' ],
		[ refresh_view => "SELECT metahog.refresh_view('one')" ],
		[ test_source => "SELECT metahog.test_source('pagila')" ],
		[ schemas => "SELECT * FROM metahog.schemas('pagila')" ],
		[ tables => "SELECT * FROM metahog.tables('pagila')" ],
		[ columns => "SELECT * FROM metahog.columns('pagila')" ],
		[ foreign_keys => "SELECT * FROM metahog.foreign_keys('pagila')" ],
		[ indexes => "SELECT * FROM metahog.indexes('pagila')" ],
		[ functions => "SELECT * FROM metahog.functions('pagila')" ],
		[ profile => "SELECT * FROM metahog.profile('pagila', 'public', 'film')" ],
		[ schema => "SELECT metahog.schema('pagila')" ],
		[ refresh_schema => "SELECT metahog.refresh_schema('pagila')" ],
		[ schema_drift => "SELECT * FROM metahog.schema_drift('pagila')" ],
		[ execute => "SET metahog.source = 'pagila'; SELECT metahog.execute('SELECT 1'); RESET metahog.source" ],
		[ execute => "SELECT metahog.execute('SELECT count(*) FROM pagila.film')" ]);
	for my $call (@calls)
	{
		my ($record) = record_of($call->[1]);
		is("$record->{action} $record->{outcome} $record->{source}", "$call->[0] ok pagila", "as $call->[0]");
	}
	records();
	$psql->value("SELECT metahog.strip_prefix('pagila', 'SELECT 1'), metahog.route('SELECT 1')");
	is(scalar records(), 0, 'a look at a text is no call');
	return;
}

# Ways in which a call comes to no good end: statement, outcome, SQLSTATE.
sub failures
{
	my @failures = (
		[ "SELECT metahog.execute('pagila', 'SELECT 1/0')", 'error', '22012' ],
		[ "SELECT metahog.try_execute('pagila', 'SELECT 1/0')", 'error', '22012' ],
		[ "SELECT metahog.execute('pagila', 'SELEC')", 'error', '42601' ],
		[ "SELECT metahog.rows('pagila', 'SELECT 1/(2 - i) FROM generate_series(1, 3) AS i')", 'error', '22012' ],
		[ "DO \$\$BEGIN PERFORM metahog.execute('pagila', 'SELECT 1/0'); EXCEPTION WHEN division_by_zero THEN END\$\$", 'error', '22012' ],
		[ "SELECT metahog.execute('nothing', 'SELECT 1')", 'refused', '42704' ],
		[ "SELECT metahog.try_execute('nothing', 'SELECT 1')", 'refused', '42704' ],
		[ "SET ROLE bob; SELECT metahog.execute('pagila', 'SELECT 1')", 'refused', '42501' ],
		[ "RESET ROLE; SELECT metahog.execute('pagila', 'SELECT 1', max_rows => -1)", 'refused', '22023' ],
		[ "SELECT metahog.execute('pagila', '')", 'refused', '42601' ],
		[ "SELECT metahog.execute('pagila', 'CREATE TABLE t ()')", 'refused', '0A000' ],
		[ "SELECT * FROM metahog.query('pagila', 'SELECT 1') AS t(a int, b int)", 'error', '42804' ],
		[ "SELECT metahog.execute('pagila', 'SELECT pg_sleep(60)', timeout => '0.3 s')", 'timeout', '57014' ],
		[ "SET statement_timeout = '0.3 s'; SELECT metahog.execute('pagila', 'SELECT pg_sleep(60)')", 'cancelled', '57014' ],
		[ "SELECT metahog.try_execute('pagila', 'SELECT pg_sleep(60)')", 'cancelled', '57014' ],
		[ "RESET statement_timeout; SELECT metahog.rows('tight', 'SELECT generate_series(1, 3)')", 'error', '54000' ],
		[ "SELECT metahog.execute('tight', 'SELECT 1')", 'refused', '53400' ],
		[ "SELECT metahog.execute('pagila', 'SELECT pg_terminate_backend(pg_backend_pid())')", 'error', '08006' ]);
	for my $failure (@failures)
	{
		my ($record) = record_of($failure->[0]);
		is("$record->{outcome} $record->{sqlstate}", "$failure->[1] $failure->[2]", "$failure->[1] with $failure->[2]");
	}
	return;
}

sub unreachable
{
	my $fake = MetaHog::FakeServer->start(silent_at => 'startup');
	my $port = $fake->port;
	$psql->value("SELECT metahog.create_source('silent', 'postgres://u:p\@127.0.0.1:$port/d')");
	my ($record) = record_of("SELECT metahog.execute('silent', 'SELECT 1', timeout => '0.3 s')");
	is("$record->{outcome} $record->{sqlstate}", 'timeout 57014', 'a silent peer costs the call its time');
	cmp_ok($record->{connecting_seconds}, '>', 0.2, 'all of it in connecting');
	$fake->stop;
	($record) = record_of("SELECT metahog.test_source('silent')");
	is("$record->{action} $record->{outcome} $record->{sqlstate}", 'test_source error 08001', 'nor does a test succeed');
	return;
}

sub terminated
{
	my $other = MetaHog::Psql->start($metadata);
	my $pid = $other->pid;
	records();
	$other->send("SELECT metahog.execute('pagila', 'SELECT pg_sleep(60) /* terminated */')");
	my $watcher = MetaHog::Psql->start($metadata, where => $shared->{url});
	ok(wait_for_statements($watcher, '/* terminated */', 1), 'a call runs');
	$psql->value("SELECT pg_terminate_backend($pid, 10000)");
	my ($record) = records();
	is("$record->{outcome} $record->{sqlstate}", 'cancelled 57P01', 'its backend is terminated');
	return;
}

sub cut_and_left
{
	my ($record) = record_of("SELECT metahog.execute('pagila', 'SELECT generate_series(1, 5)', max_rows => 2)");
	is("$record->{outcome} $record->{rows} $record->{truncated}", 'ok 2 max_rows', 'cut at max_rows');
	($record) = record_of("SET metahog.max_bytes = '1 kB'; SELECT metahog.execute('pagila', 'SELECT repeat(''x'', 1000) FROM generate_series(1, 3)'); RESET metahog.max_bytes");
	is("$record->{outcome} $record->{rows} $record->{truncated}", 'ok 1 max_bytes', 'cut at max_bytes');

	my $declare = "BEGIN; DECLARE c CURSOR FOR SELECT metahog.rows('pagila', 'SELECT generate_series(1, 9)'); FETCH 2 FROM c;";
	($record) = record_of("$declare COMMIT");
	is("$record->{outcome} $record->{rows}", 'ok 2', 'who has had enough ends it well');
	($record) = record_of("$declare ROLLBACK");
	is("$record->{outcome} $record->{rows}", 'abandoned 2', 'a rollback leaves it');
	$declare =~ s/BEGIN/BEGIN; SAVEPOINT r/;
	($record) = record_of("$declare RELEASE r; SAVEPOINT t; ROLLBACK TO t; FETCH ALL FROM c; COMMIT");
	is("$record->{outcome} $record->{rows}", 'ok 9', 'a savepoint of the same level as a released one does not');
	$declare =~ s/9\)'/9)', timeout => '100 ms'/;
	($record) = record_of("$declare SELECT pg_sleep(1); COMMIT");
	is("$record->{outcome} $record->{sqlstate}", 'timeout 57014', 'nobody has fetched before its deadline');
	return;
}

sub long_texts
{
	my ($record) = record_of("SELECT metahog.execute('pagila', 'SELECT 1 --  ' || repeat('\x{c3}\x{a9}', 40000))");
	ok($record->{query_cut}, 'a long text is cut, and marked');
	is(length($record->{query}), 13 + (65536 - 13 - 1) / 2, 'between two characters');
	is($record->{query_hash}, '\x' . sha256_hex('SELECT 1 --  ' . "\xc3\xa9" x 40000), 'its hash is of the whole');
	return;
}

sub parameters
{
	my $call = q{SELECT metahog.execute('pagila', 'SELECT $1, $2', '["secret", 1]'::jsonb)};
	my ($record) = record_of($call);
	ok(!exists $record->{parameters}, 'parameters are left out');
	($record) = record_of("SET metahog.audit_parameters = on; $call; RESET metahog.audit_parameters");
	is_deeply($record->{parameters}, [ 'secret', 1 ], 'unless they are asked for');
	ok(!exists $record->{parameters_cut} || !$record->{parameters_cut}, 'and there are few of them');
	# What is no JSON any more is a text, or the line would be none either.
	$call = q{SELECT metahog.execute('pagila', 'SELECT length($1)', jsonb_build_array(repeat('"', 70000)))};
	($record) = record_of("SET metahog.audit_parameters = on; $call; RESET metahog.audit_parameters");
	is($record->{parameters}, '["' . '\\"' x 32767, 'many are cut, and a text then');
	ok($record->{parameters_cut}, 'which is marked');
	return;
}

sub off
{
	records();
	$psql->value("SET metahog.audit = 'off'; SELECT metahog.execute('pagila', 'SELECT 1'); RESET metahog.audit");
	is(scalar records(), 0, 'nothing is recorded if it is off');
	for my $setting (q{metahog.audit = 'off'}, 'metahog.audit_parameters = on')
	{
		my $result = $psql->run("SET ROLE alice; SET $setting");
		is($result->{sqlstate}, '42501', "only a superuser may set $setting");
		$psql->run('RESET ROLE');
	}
	my $early = MetaHog::Psql->start($metadata, options => '-c role=alice');
	$early->run(q{SET metahog.audit = 'off'});
	my ($record) = record_of("SELECT metahog.execute('pagila', 'SELECT 1')", $early);
	is($record->{role}, 'alice', 'not even before the library is loaded');
	return;
}

set_up();
facts_of_a_call();
every_function();
failures();
unreachable();
terminated();
cut_and_left();
long_texts();
parameters();
off();
my @lines = slurp_file($metadata->logfile) =~ /(metahog audit: .*)/g;
is(scalar(grep { /$shared->{password}/ } @lines), 0, 'the password is in none of ' . @lines);
done_testing();
