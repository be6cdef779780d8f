# test/t/030_encodings.pl: a remote's text arrives right, or not at all, whatever the encodings on both sides.
#
# - Between two encodings the remote converts; from SQL_ASCII nothing can be converted, so what is not valid here is
#   an error, 22021, and never part of a document. A real server says so itself; what is done with the bytes of one
#   that does not is in test/t/031_malformed_values.pl.
# - Every answer that is given can be read: it is cast to json, or its encoding verified, where it arrives.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;

my @ENCODINGS = qw(UTF8 LATIN1 SQL_ASCII);
my $metadata = MetaHog::Servers::metadata('metadata', extension => 0);
my $remote = MetaHog::Servers::remote('remote');

# A database of each encoding on both servers; here each has a source for each there.
for my $encoding (@ENCODINGS, 'EUC_JP')
{
	$remote->safe_psql('postgres',
		"CREATE DATABASE d_\L$encoding\E TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C'");
}
for my $encoding (@ENCODINGS)
{
	my $database = "d_\L$encoding";
	$metadata->safe_psql('postgres', "CREATE DATABASE $database TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C'");
	$metadata->safe_psql($database, 'CREATE EXTENSION metahog');
	for my $other (@ENCODINGS, 'EUC_JP')
	{
		MetaHog::Servers::create_source($metadata, $other, $remote, on => $database, user => 'admin', database => "d_\L$other");
		MetaHog::Servers::create_source($metadata, "${other}_text", $remote, on => $database, user => 'admin', database => "d_\L$other",
			options => '{"read_only": false}');
	}
}
my %psql = map { $_ => MetaHog::Psql->start($metadata, database => "d_\L$_") } @ENCODINGS;

# The SQL of all tests is ASCII; chr(233) is an e with an acute accent in UTF8 and in LATIN1, and an invalid byte in
# SQL_ASCII as seen from UTF8.

# forms(source, query): a call of each function that gives out values.
sub forms
{
	my ($source, $query) = @_;
	return (
		execute => "SELECT metahog.execute('$source', \$\$$query\$\$)",
		rows => "SELECT \"row\" FROM metahog.rows('$source', \$\$$query\$\$) AS \"row\"",
		query => "SELECT v FROM metahog.query('$source', \$\$$query\$\$) AS t(v text)",
		'query as text' => "SELECT v FROM metahog.query('${source}_text', \$\$$query\$\$) AS t(v text)",
		map { ("stream $_" => "SELECT metahog.stream('$source', \$\$$query\$\$, format => '$_')") } qw(jsonl json csv));
}

sub literal
{
	my ($text) = @_;
	return q{'} . $text =~ s/'/''/gr . q{'};
}

# From each encoding to each

sub converts
{
	my ($from, $to, $query, $code) = @_;
	my $there = $from eq 'SQL_ASCII' ? 'the bytes' : 'the character';
	my $psql = $psql{$to};
	is($psql->value("SELECT v = chr($code) FROM metahog.query('$_', \$\$$query\$\$) AS t(v text)"), 't', "$from to $to: query() as $_ has $there")
	  for $from, "${from}_text";
	is($psql->value("SELECT metahog.execute('$from', \$\$$query\$\$)->'results'->0->>0 = chr($code)"), 't', "$from to $to: execute()");
	is($psql->value("SELECT \"row\"->>'v' = chr($code) FROM metahog.rows('$from', \$\$$query\$\$) AS \"row\""), 't', "$from to $to: rows()");
	is($psql->value("SELECT chunk = E'v\\n' || chr($code) || E'\\n' FROM metahog.stream('$from', \$\$$query\$\$, format => 'csv') AS chunk"),
		't', "$from to $to: stream()");
	is($psql->value("SELECT metahog.execute('$from', 'SELECT ascii(\$1)', jsonb_build_array(chr($code)))->'results'->0->>0"), $code,
		"$from to $to: a parameter goes the other way");
	is($psql->value("SELECT metahog.execute('$from', 'SELECT ascii(''' || chr($code) || ''')')->'results'->0->>0"), $code,
		"$from to $to: so does the query");
	return;
}

for my $from (qw(UTF8 LATIN1))
{
	converts($from, $_, 'SELECT chr(233) AS v', 233) for qw(UTF8 LATIN1);
}
converts('SQL_ASCII', 'SQL_ASCII', 'SELECT chr(233) AS v', 233);
is($psql{UTF8}->value(q{SELECT v = chr(12354) FROM metahog.query('EUC_JP', $$SELECT convert_from('\xa4a2', 'EUC_JP')$$) AS t(v text)}),
	't', 'EUC_JP to UTF8');
is($psql{UTF8}->value(q{SELECT v = chr(129441) FROM metahog.query('SQL_ASCII', $$SELECT convert_from('\xf09fa6a1', 'SQL_ASCII')$$) AS t(v text)}),
	't', 'SQL_ASCII to UTF8: bytes that happen to be valid');
for my $case ([ 'UTF8', 'SQL_ASCII', '\xc3a9' ], [ 'LATIN1', 'SQL_ASCII', '\xe9' ])
{
	my ($from, $to, $bytes) = @$case;
	is($psql{$to}->value("SELECT convert_to(v, 'SQL_ASCII') FROM metahog.query('$from', 'SELECT chr(233)') AS t(v text)"), $bytes,
		"$from to $to: bytes as the remote has them");
	is($psql{$to}->value("SELECT convert_to(metahog.execute('$from', 'SELECT chr(233)')->'results'->0->>0, 'SQL_ASCII')"), $bytes,
		"$from to $to: also in a document");
}

# What the local encoding does not have, the remote refuses to send.

my %untranslatable = forms('UTF8', 'SELECT chr(129441) AS v');
for my $form (sort keys %untranslatable)
{
	my $result = $psql{LATIN1}->run($untranslatable{$form});
	is($result->{sqlstate}, '22P05', "UTF8 to LATIN1: $form has no such character") or diag $result->{out} . $result->{error};
	like($result->{message}, qr/has no equivalent in encoding "LATIN1"/, 'and says so');
}
is($psql{LATIN1}->value(q{SELECT metahog.try_execute('UTF8', 'SELECT chr(129441)')->'error_detail'->>'sqlstate'}), '22P05', 'try_execute() tells it');

# Invalid bytes

my %places = (
	'a text' => 'convert_from($b$BYTES$b$, $b$SQL_ASCII$b$)',
	'a text behind much that is valid' => 'repeat($b$x$b$, 1000) || convert_from($b$\xc3a9$b$, $b$SQL_ASCII$b$) || convert_from($b$BYTES$b$, $b$SQL_ASCII$b$)',
	'an element' => 'ARRAY[$b$x$b$, convert_from($b$BYTES$b$, $b$SQL_ASCII$b$)]',
	'json' => 'json_build_object($b$k$b$, convert_from($b$BYTES$b$, $b$SQL_ASCII$b$))',
	'the key of a jsonb' => 'jsonb_build_object(convert_from($b$BYTES$b$, $b$SQL_ASCII$b$), 1)',
	'a name' => 'convert_from($b$BYTES$b$, $b$SQL_ASCII$b$)::name',
	'a row' => 'ROW(1, convert_from($b$BYTES$b$, $b$SQL_ASCII$b$))',
	'"char"' => 'convert_from($b$BYTES$b$, $b$SQL_ASCII$b$)::bpchar');
my %invalid = (
	'a byte of LATIN1' => '\xe9',
	'a character cut short' => '\xf09fa6',
	'an overlong character' => '\xc0af',
	'a surrogate' => '\xeda080',
	'beyond Unicode' => '\xf4908080',
	'a stray continuation' => '\x80');

sub refuses
{
	my ($name, $query) = @_;
	my %calls = forms('SQL_ASCII', $query);
	for my $form (sort keys %calls)
	{
		my $result = $psql{UTF8}->run($calls{$form});
		is($result->{sqlstate}, '22021', "$name: $form refuses it") or diag $result->{out} . $result->{error};
		is($psql{UTF8}->value(q{SELECT metahog.execute('SQL_ASCII', 'SELECT 1')->'results'->0->>0}), 1, 'and the next call works');
	}
	return;
}

refuses($_, "SELECT $places{$_} AS v" =~ s/BYTES/\\xe9/gr) for sort keys %places;
refuses($_, "SELECT $places{'a text'} AS v" =~ s/BYTES/$invalid{$_}/gr) for sort keys %invalid;
refuses('in the last of many rows',
	'SELECT CASE WHEN n < 900 THEN $b$x$b$ ELSE convert_from($b$\xe9$b$, $b$SQL_ASCII$b$) END AS v FROM generate_series(1, 900) AS n');

my $error = $psql{UTF8}->value(<<'SQL');
SELECT concat_ws('|', (answer->'results')::text, answer->'error_detail'->>'sqlstate', answer->>'error')
  FROM metahog.try_execute('SQL_ASCII', $$SELECT convert_from('\xe9', 'SQL_ASCII') AS v$$) AS answer
SQL
is($error, '[]|22021|invalid byte sequence for encoding "UTF8": 0xe9', 'try_execute() tells it');
is($psql{UTF8}->value(q{SELECT metahog.execute('SQL_ASCII', $$SELECT convert_to(convert_from('\xe9', 'SQL_ASCII'), 'SQL_ASCII')$$)->'results'->0->>0}),
	'\xe9', 'as bytea it can be had');
is($psql{UTF8}->value(q{SELECT v FROM metahog.query('SQL_ASCII', $$SELECT 5, convert_from('\xe9', 'SQL_ASCII')::bytea$$) AS t(v int, b bytea)}),
	5, 'in query(), too');

# Invalid names and messages

$remote->safe_psql('d_sql_ascii', <<'SQL');
SET client_encoding = 'SQL_ASCII';
DO $$
BEGIN
	EXECUTE format('CREATE TABLE bad AS SELECT 1 AS %I', convert_from('\x6e61ef7665', 'SQL_ASCII'));
	EXECUTE format('CREATE TYPE %I AS ENUM (%L)', convert_from('\x74ff', 'SQL_ASCII'), 'label');
	EXECUTE format('CREATE TABLE odd AS SELECT %L::%I AS v', 'label', convert_from('\x74ff', 'SQL_ASCII'));
END
$$;
CREATE FUNCTION complain() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING MESSAGE = convert_from('\x62e964', 'SQL_ASCII'), ERRCODE = 'P0042';
END
$$;
SQL
refuses('the name of a column', 'SELECT * FROM bad');
for my $query ('SELECT v FROM odd', 'SELECT ARRAY[v] AS v FROM odd', 'SELECT complain() AS v')
{
	my $result = $psql{UTF8}->run("SELECT metahog.try_execute('SQL_ASCII', '$query')::jsonb->'error' IS NOT NULL");
	is($result->{error}, '', "$query: whatever comes of it can be read");
	is($psql{UTF8}->value(q{SELECT metahog.execute('SQL_ASCII', 'SELECT 1')->'results'->0->>0}), 1, 'and the next call works');
}

# Positions count characters of the caller's text.

for my $to (qw(UTF8 LATIN1))
{
	for my $from (qw(UTF8 LATIN1))
	{
		is($psql{$to}->value("SELECT metahog.try_execute('$from', 'SELECT ''' || repeat(chr(233), 5) || ''', nothing')->'error_detail'->>'position'"),
			17, "$from to $to: a position behind characters of more than a byte");
	}
}

# Names that are not ASCII, of every kind of object.

my $e = "\xc3\xa9";
$remote->safe_psql('d_utf8', <<"SQL");
SET client_encoding = 'UTF8';
CREATE SCHEMA "sch${e}ma";
CREATE TYPE "sch${e}ma"."typ$e" AS ENUM ('l$e');
CREATE TABLE "sch${e}ma"."tabl$e" AS SELECT 'l$e'::"sch${e}ma"."typ$e" AS "colonn$e";
CREATE DATABASE "donn${e}es" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
CREATE ROLE "r${e}gis" LOGIN PASSWORD 'motdepass$e';
SQL
my $name = $psql{UTF8};
$name->value("SELECT metahog.alter_source('UTF8', jsonb_build_object('schema', '\"sch${e}ma\"'))");
is($name->value("SELECT (answer->'columns')::text || (answer->'postgres_types') || (answer->'results'->0) "
		. "FROM metahog.execute('UTF8', 'SELECT \"colonn$e\" FROM \"tabl$e\"') AS answer"),
	qq{["colonn$e"]["\\"typ$e\\""]["l$e"]}, 'a schema, a table, a column, a type, a label');
is($name->value("SELECT \"row\" FROM metahog.rows('UTF8', 'TABLE \"tabl$e\"') AS \"row\""), qq{{"colonn$e":"l$e"}}, 'a key');
is($name->value("SELECT metahog.column_definition('UTF8', 'TABLE \"tabl$e\"')"), qq{"colonn$e" text}, 'a column definition');
$psql{LATIN1}->value("SELECT metahog.alter_source('UTF8', jsonb_build_object('schema', '\"sch' || chr(233) || 'ma\"'))");
is($psql{LATIN1}->value("SELECT metahog.execute('UTF8', 'SELECT \"colonn' || chr(233) || '\" FROM \"tabl' || chr(233) || '\"')->'results'->0->>0 = 'l' || chr(233)"),
	't', 'from LATIN1, too');
my $url = sprintf('postgres://%s:%s@127.0.0.1:%d/%s', "r${e}gis", "motdepass$e", $remote->port, "donn${e}es");
$name->value("SELECT metahog.create_source('n$e', '$url'), metahog.create_source('escaped', '@{[ $url =~ s/$e/%C3%A9/gr ]}')");
for my $source ("n$e", 'escaped')
{
	is($name->value("SELECT metahog.execute('$source', 'SELECT current_database(), current_user')->'results'->0"), qq{["donn${e}es","r${e}gis"]},
		"a database, a role, a password, and a source: $source");
}

# A name may be longer here than a name can be; it is cut between two characters.

$name->value(q{SELECT metahog.create_view('long_name', 'EUC_JP', format('SELECT 7 AS %I', 'n' || repeat(chr(12354), 30)))});
is($name->value('SELECT * FROM long_name'), '7', 'a view of a column whose name has more bytes here');
is($name->value(q{SELECT metahog.refresh_view('long_name')}), '(f,{},{},{})', 'is up to date');

# An error is the remote's, whatever the bytes of the query: what explains it may not fail in its place.

for my $source (qw(LATIN1 SQL_ASCII))
{
	my $result = $psql{SQL_ASCII}->run("SELECT metahog.execute('$source', 'SELECT ' || chr(233) || ' FRM x')");
	is($result->{sqlstate}, '42601', "a syntax error of $source in bytes that are no text") or diag $result->{error};
}

# A client whose encoding is neither: the server converts what it sends.

$psql{UTF8}->value(q{SET client_encoding = 'LATIN1'});
is($psql{UTF8}->value(q{SELECT metahog.execute('UTF8', 'SELECT chr(233)')->'results'->0}), qq{["\xe9"]}, 'execute() for a client of LATIN1');
is($psql{UTF8}->value(q{SELECT v FROM metahog.query('UTF8', 'SELECT chr(233)') AS t(v text)}), "\xe9", 'query(), too');
is($psql{UTF8}->value("SELECT v = chr(233) FROM metahog.query('LATIN1', 'SELECT ''\xe9''') AS t(v text)"), 't', 'and its text goes the other way');

$_->stop for values %psql;
done_testing();
