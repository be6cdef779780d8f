# test/t/033_search_path.pl: no function, operator, type or table of anybody else takes part in SQL of ours, whatever the search_path is.
#
# A remote and a database of ours have a schema with a trap for each name and operator of pg_catalog
# (MetaHog::Traps), before pg_catalog in the search_path or behind it. Each function is called. What is
# called is written so that it meets none of the traps by itself.

use strict;
use warnings;

use FindBin;
use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Proxy;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Traps;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata', extension => 0);
my $remote = MetaHog::Servers::remote('remote');

# What the remote has, and whom it lets in: with traps before pg_catalog, behind it, and without any.
my %LOGINS = (before => 'evil, pg_catalog, stock', behind => 'stock, evil', plain => 'stock');

sub furnish_remote
{
	$remote->safe_psql('pagila', <<'SQL');
CREATE SCHEMA stock;
CREATE TYPE stock.mood AS ENUM ('good', 'bad');
CREATE DOMAIN stock.price AS numeric(8, 2) CHECK (VALUE >= 0);
CREATE DOMAIN stock.low_price AS stock.price;
CREATE TABLE stock.shelf (id int PRIMARY KEY, note text DEFAULT 'x', mood stock.mood, moods stock.mood[], cost stock.low_price,
	costs stock.price[], number int GENERATED ALWAYS AS IDENTITY, twice int GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE stock.item (id int, shelf int REFERENCES stock.shelf, made date NOT NULL, PRIMARY KEY (id, made)) PARTITION BY RANGE (made);
CREATE TABLE stock.item_2024 PARTITION OF stock.item FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX ON stock.shelf (lower(note)) WHERE id > 3;
CREATE VIEW stock.glance AS SELECT id, note FROM stock.shelf;
CREATE FUNCTION stock.twice(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
COMMENT ON TABLE stock.shelf IS 'Where things are';
INSERT INTO stock.shelf (id, mood, moods, cost, costs) SELECT i, 'good', '{bad}', i, ARRAY[i] FROM generate_series(1, 500) AS i;
ANALYZE stock.shelf;
SQL
	for my $login (sort keys %LOGINS)
	{
		$remote->safe_psql('pagila', <<"SQL");
SET password_encryption = 'scram-sha-256';
CREATE ROLE $login LOGIN SUPERUSER PASSWORD '$remote->{metahog_password}';
ALTER ROLE $login SET search_path = $LOGINS{$login};
ALTER ROLE $login SET statement_timeout = '1h';
SQL
	}
	MetaHog::Traps::lay($remote, 'pagila');
	cmp_ok(MetaHog::Traps::count($remote, 'pagila'), '>', 5000, 'thousands of traps are laid on the remote');
	return;
}

# Calls that a source of each login is given, and what they print.
my $columns = 'AS t(id pg_catalog.int4, note pg_catalog.text, mood pg_catalog.text, moods pg_catalog.text[])';
my $text = 'SELECT id, note, mood, moods, cost, costs, s FROM stock.shelf AS s';
my $short = 'SELECT id, note, mood, moods FROM stock.shelf';
my $hogql = 'SELECT id + {n} AS more, note, mood, id IN {list} AS listed FROM stock.shelf WHERE id <= {n} AND note = \'\'x\'\' ORDER BY note, id';
my $hogql_parts = 'concat(note, toString(id)) AS a, id / 2 AS b, if(mood = \'\'good\'\', 1, 0) AS c, toStartOfMonth(now()) < now() AS d, lower(note) LIKE \'\'x%%\'\' AS e';
my @CALLS = (
	"SELECT metahog.execute('%s', '$text', max_rows => 3)",
	"SELECT metahog.execute('%s', 'TABLE stock.shelf', skip_rows => 490)",
	"SELECT metahog.try_execute('%s', 'SELECT \$1::pg_catalog.text AS a', '[\"x\"]')",
	"SELECT * FROM metahog.query('%s', '$short', max_rows => 3) $columns",
	"SELECT * FROM metahog.query('%s', 'SELECT id FROM stock.shelf', max_rows => 3) AS t(id pg_catalog.int4)",
	"SELECT metahog.rows('%s', '$text', max_rows => 3)",
	"SELECT metahog.stream('%s', '$text', max_rows => 3, format => 'csv')",
	"SELECT * FROM metahog.describe('%s', '$text')",
	"SELECT metahog.column_definition('%s', '$text')",
	"SELECT metahog.explain('%s', '$text')",
	"SELECT metahog.explain('%s', '$text', run => true)",
	"SELECT metahog.hogql('%s', '$hogql', '{\"n\": 3, \"list\": [1, 2, 3]}')",
	"SELECT metahog.try_hogql('%s', 'SELECT $hogql_parts FROM stock.shelf LIMIT 3')",
	"SELECT * FROM metahog.hogql_query('%s', 'SELECT id, note, mood, moods FROM stock.shelf ORDER BY id LIMIT 3') $columns",
	"SELECT metahog.hogql_rows('%s', '$hogql', '{\"n\": 3, \"list\": [1, 2, 3]}')",
	"SELECT * FROM metahog.hogql_describe('%s', '$hogql', '{\"n\": 3, \"list\": [1, 2, 3]}')",
	map { "SELECT * FROM metahog.$_" } "schemas('%s')", "tables('%s')", "tables('%s', 'stock')", "columns('%s', 'stock')",
	"columns('%s', 'stock', 'shelf')", "foreign_keys('%s', 'stock')", "indexes('%s', 'stock')", "functions('%s')",
	"profile('%s', 'stock', 'shelf')", "schema('%s')", "refresh_schema('%s')", "schema_drift('%s')", "schema('%s', cached => true)",
	"refresh_schema('%s')", "test_source('%s')");

# calls(psql, source): each by itself; what they print, without what differs from source to source.
sub calls
{
	my ($psql, $source) = @_;
	my @printed;
	for my $call (@CALLS)
	{
		my $result = $psql->run(sprintf $call, $source);
		is($result->{error}, '', "$source: $call") or diag substr $result->{error}, 0, 500;
		push @printed, $result->{out};
	}
	return @printed;
}

# A name is qualified where the login's search_path does not find it, or finds another one's.
sub told
{
	my ($text, $source) = @_;
	$text =~ s/\b(?:pg_catalog|stock)\.//g;
	$text =~ s/\b\Q$source\E\b/source/g;
	$text =~ s/\{"k":.*?\}|"(?:Planning|Execution) Time": [\d.]+|"Actual \w+ Time": [\d.]+|\|[\d.]+$|"age_seconds":[\d.]+|"refreshed_at":"[^"]*"//g;
	return $text;
}

sub nobody_on_the_remote
{
	my $psql = MetaHog::Psql->start($metadata);
	my %printed;
	for my $login (sort keys %LOGINS)
	{
		for my $writes ('', ', "read_only": false')
		{
			my $source = $login . ($writes ? '_writing' : '');
			MetaHog::Servers::create_source($metadata, $source, $remote, user => $login, options => qq({"timeout": "20 s"$writes}));
			$printed{$source} = [ calls($psql, $source) ];
			$psql->value(qq{SELECT metahog.create_view('view_$source', '$source', '$short')});
			is($psql->value("SELECT count(*) FROM view_$source"), 500, "$source: a view");
			is($psql->run("SELECT metahog.refresh_view('view_$source')")->{error}, '', "$source: the view is refreshed");
		}
	}
	$remote->safe_psql('pagila', q{ALTER TABLE stock.shelf ADD COLUMN late int; ALTER TABLE stock.shelf RENAME note TO remark; DROP TABLE stock.item});
	for my $source (sort keys %printed)
	{
		my ($printed, $plain) = ($printed{$source}, $printed{plain});
		like(told($printed->[$_], $source), qr/./, "$source: $CALLS[$_] prints something") for 0 .. 10;
		is(scalar(split /\n/, $printed->[$_]), scalar(split /\n/, $plain->[$_]), "$source: as many rows as without traps from $CALLS[$_]")
		  for grep { $CALLS[$_] !~ /explain|functions/ } 0 .. $#CALLS;
		my $drift = $psql->run("SELECT change, object, name FROM metahog.schema_drift('$source') WHERE schema_name = 'stock'");
		like($drift->{out} . $drift->{error}, qr/^added\|column\|late$/m, "$source: drift after a change") or diag $drift->{error};
		is($psql->run("SELECT metahog.refresh_schema('$source')")->{error}, '', "$source: the change is recorded");
	}
	is(MetaHog::Traps::sprung($remote), '', 'no trap of the remote was sprung');
	$psql->stop;
	return;
}

# What is laid does catch whoever walks into it; or the rest would say nothing.
sub traps_catch
{
	my %careless = (
		'SELECT 1.5 * 2' => 'operator',
		q{SELECT NULLIF(1, 0)} => 'operator', q{SELECT 1 IN (1, 2)} => 'operator', q{SELECT CASE 1 WHEN 1 THEN 2 END} => 'operator',
		q{SELECT 1 BETWEEN 0 AND 2} => 'operator', q{SELECT now()} => 'function', q{SELECT 'x'::text} => 'type', q{SELECT oid FROM pg_class} => 'relation',
		q{SELECT 1 IS DISTINCT FROM 2} => 'operator');
	for my $statement (sort keys %careless)
	{
		my (undef, undef, $error) = $remote->psql('pagila', "SET search_path = evil, pg_catalog; $statement");
		like($error, qr/trap sprung: $careless{$statement}/, "who says $statement is caught");
	}
	my (undef, undef, $error) = $remote->psql('pagila', 'SET search_path = pg_catalog, evil; SELECT 1.5 * 2');
	like($error, qr/trap sprung: operator/, 'also behind pg_catalog');
	return;
}

# The extension is made in a database that is full of traps, and used there.
sub nobody_here
{
	$metadata->safe_psql('postgres', 'CREATE DATABASE local');
	MetaHog::Traps::lay($metadata, 'local');
	my $psql = MetaHog::Psql->start($metadata, database => 'local', options => '-c search_path=pg_catalog');
	my $good = MetaHog::Servers::url($remote, user => 'plain');
	my $fine = sub {
		my ($statement) = @_;
		is($psql->run($statement)->{error}, '', "here: @{[ $statement =~ s/:[^:@]*@/:…@/r ]}");
	};
	for my $path ('evil, pg_catalog, public', 'pg_catalog, evil', 'evil')
	{
		$psql->value("SET search_path = $path");
		$fine->($_) for
		  'CREATE EXTENSION metahog',
		  'CREATE ROLE caller',
		  "SELECT metahog.create_source('here', '$good')",
		  "SELECT metahog.create_source('there', '{\"host\": \"127.0.0.1\", \"database\": \"x\", \"user\": \"y\"}', '{\"timeout\": \"3 s\"}')",
		  "SELECT metahog.alter_source('here', '{\"description\": \"d\", \"max_rows\": 1000, \"password\": \"$remote->{metahog_password}\"}')",
		  "SELECT metahog.grant_source('here', 'caller')", "SELECT metahog.limit_role('caller', 1000)", 'SELECT * FROM metahog.role_limits',
		  'SELECT metahog.rotate_keys()', 'SELECT * FROM metahog.sources', 'SELECT metahog.public_key()';
		calls($psql, 'here');
		$fine->($_) for
		  "SELECT metahog.create_view('public.seen', 'here', '$short')", 'SELECT * FROM public.seen', "SELECT metahog.refresh_view('public.seen')",
		  'DROP VIEW public.seen', "SELECT * FROM metahog.route('SELECT 1')", "SELECT metahog.strip_prefix('here', 'SELECT 1')",
		  'SELECT * FROM metahog.status()', 'SELECT * FROM metahog.activity', 'SELECT * FROM metahog.sessions', 'SELECT * FROM metahog.statistics',
		  (map { "SELECT * FROM metahog.remote_$_" } qw(schemas tables columns keys)),
		  "SELECT metahog.revoke_source('here', 'caller')", "SELECT metahog.limit_role('caller', NULL)", "SELECT metahog.drop_source('here')",
		  'SET search_path = pg_catalog', 'SELECT metahog.reset_statistics()', 'DROP EXTENSION metahog', 'DROP ROLE caller';
	}
	is(MetaHog::Traps::sprung($metadata), '', 'no trap of this server was sprung');
	$psql->stop;
	return;
}

# The check that reads our texts sees each kind.
sub check_sees
{
	my @bad = (
		'SELECT a = b', 'SELECT a OPERATOR(pg_catalog.=) b || c', 'SELECT -a', 'SELECT a IN (1, 2)', 'SELECT a BETWEEN 1 AND 2', 'SELECT a LIKE b',
		'SELECT NULLIF(a, b)', 'SELECT CASE a WHEN 1 THEN 2 END', 'SELECT a IS DISTINCT FROM b', 'SELECT 1 FROM pg_catalog.a JOIN pg_catalog.b USING (c)',
		'SELECT 1 FROM pg_catalog.a NATURAL JOIN pg_catalog.b', 'SELECT ROW(a) OPERATOR(pg_catalog.=) ROW(b)', 'SELECT now()', 'SELECT lower (a)', 'SELECT count(*)',
		'SELECT a::text', 'SELECT a::other.text', 'SELECT CAST(a AS pg_catalog.text)', 'SELECT EXTRACT(epoch FROM a)', 'SELECT 1 FROM pg_class',
		'SELECT 1 FROM other.pg_class', 'SELECT a.attgenerated FROM pg_catalog.pg_attribute AS a', 'SELECT a = ANY (b)', 'SELECT other.now()');
	my @good = (
		'SELECT a.x OPERATOR(pg_catalog.=) ANY (\'{1,2}\'), -1, * FROM pg_catalog.pg_class AS a', 'SELECT pg_catalog.count(*), a.* FROM t AS a WHERE true AND NOT EXISTS (SELECT) UNION ALL SELECT WITH t (a, b) AS (SELECT)',
		q{SELECT 'a = b', COALESCE(a, 'now()'), CASE WHEN a THEN b END, a::pg_catalog.text[]}, 'SELECT attgenerated FROM pg_catalog.pg_attribute');
	my $found = '';
	IPC::Run::run([ $^X, "$FindBin::Bin/../sql_texts.pl", '-' ], '<', \join("\n", @bad, ''), '>', \$found);
	for my $statement (@bad)
	{
		like($found, qr/in: \Q$statement\E$/m, "seen: $statement");
	}
	IPC::Run::run([ $^X, "$FindBin::Bin/../sql_texts.pl", '-' ], '<', \join("\n", @good, ''), '>', \$found);
	is($found, '', 'and nothing is seen where nothing is');
	return;
}

furnish_remote();
nobody_here();
$metadata->safe_psql('postgres', 'CREATE EXTENSION metahog');
nobody_on_the_remote();
traps_catch();
check_sees();
done_testing();
