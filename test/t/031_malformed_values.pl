# test/t/031_malformed_values.pl: values that no PostgreSQL would send harm nothing: they become strings, or one clear error.
#
# - The remote is a fake that claims a type and sends any bytes as its values. What comes out must be JSON, and is
#   either read as the type or the very text that was sent.
# - After each the backend lives and the next call works.

use strict;
use warnings;

use JSON::PP ();
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Psql;
use MetaHog::Servers;

use constant {
	BOOL => 16, NAME => 19, INT2VECTOR => 22, INT4 => 23, TEXT => 25, JSON => 114, POINT => 600, INT4_ARRAY => 1007, TEXT_ARRAY => 1009,
	BOX_ARRAY => 1020, TIMESTAMPTZ => 1184, NUMERIC => 1700, JSONB => 3802, JSON_ARRAY => 199, INT8 => 20, FLOAT8 => 701,
	NUMERIC_ARRAY => 1231, HSTORE => 20000, HSTORE_ARRAY => 20001 };

# What the remote will send for the query 'SELECT n': { columns, rows }.
my @answers;

# What it says of its types: rows of oid, typmod, name, kind, related, array, delimiter.
my @types = ([ HSTORE, -1, 'hstore', 'h', 0, HSTORE_ARRAY, ',' ]);
my @hostile_types = (
	[ 30000, -1, 'own_element', 'a', 30000, 0, ',' ],
	[ 30001, -1, 'a_of_b', 'a', 30002, 0, ',' ],
	[ 30002, -1, 'b_of_a', 'a', 30001, 0, ',' ],
	[ 30003, -1, 'own_base', 'd', 30003, 0, ',' ],
	[ 30004, -1, 'domain_a', 'd', 30005, 0, ',' ],
	[ 30005, -1, 'domain_b', 'd', 30004, 0, ',' ],
	[ 30006, -1, 'array_of_domain', 'a', 30007, 0, ',' ],
	[ 30007, -1, 'domain_of_array', 'd', 30006, 0, ',' ],
	[ 30008, -1, 'array_of_nothing', 'a', 0, 0, ',' ],
	[ 30009, -1, 'array_of_unknown', 'a', 4000000000, 0, '' ],
	[ 30010, -1, "bad \xff name", 's', 0, 30011, '{' ],
	[ 30012, 'x', undef, undef, 'y', undef, undef ],
	[ 23, -1, 'not an integer', 'h', 0, 0, '"' ]);

# values_of(type, text, …): an answer of one column; returns the query for it. The fake forks when it starts, so all
# that it will say is put down before.
sub values_of
{
	my ($type, @texts) = @_;
	return answer_with([ [ 'v', $type ] ], map { [$_] } @texts);
}

sub answer_with
{
	my ($columns, @rows) = @_;
	push @answers, { columns => $columns, rows => \@rows };
	return 'SELECT ' . $#answers;
}

# case_of(name, type, text => JSON, …): values, and how each is printed.
my %tests;

sub case_of
{
	my ($name, $type, %texts) = @_;
	my @texts = sort keys %texts;
	$tests{$name} = { query => values_of($type, @texts), wanted => [ map { $texts{$_} } @texts ], texts => \@texts };
	return;
}

# string(text): how the text is written when it is no value of its type.
sub string
{
	my ($text) = @_;
	return '"' . $text =~ s/(["\\])/\\$1/gr . '"';
}

sub strings
{
	return map { $_ => string($_) } @_;
}

case_of('int4[]', INT4_ARRAY,
	'{1,NULL,2}' => '[1,null,2]',
	'[5:6]={1,2}' => '[1,2]',
	'{x,"y z",-}' => '["x","y z","-"]',
	'{{1},2}' => '[[1],2]',
	'{01,1.,+1,1e}' => '["01","1.","+1","1e"]',
	strings('', '{', '}', '{1,2', '{1,2}}', '{{1},{2}', '{,}', '{1,}', '{,1}', '{1}x', '{"1', '{"1\\', '{"1"x}', '{1{2}}', '{{1}{2}}', '{1} ', ' {1}', '[',
		'[1:2]', '[1:2]=', '[1:2]=x', '1,2', 'NULL', '{1\\', '{{{{{{{1}}}}}}}', '{' x 10000, '{' x 50000 . '}' x 50000));
case_of('text[]', TEXT_ARRAY,
	'{a\\,b,\\"}' => '["a,b","\\""]',
	'{"NULL",null,Null}' => '["NULL",null,null]',
	strings('{"a', '{a"}x', '{a;b}}', '{"a""b"}'));
case_of('box[]', BOX_ARRAY,
	'{(1,1),(0,0);(2,2),(1,1)}' => '["(1,1),(0,0)","(2,2),(1,1)"]',
	'{1;NULL}' => '["1",null]',
	strings('{;}', '{1;', '{1};'));
case_of('numeric[]', NUMERIC_ARRAY, '{abc,1.50,NaN}' => '["abc",1.50,"NaN"]');
case_of('int2vector', INT2VECTOR,
	'' => '[]',
	'1 2' => '[1,2]',
	'1 NULL 2' => '[1,"NULL",2]',
	'x' => '["x"]',
	'1,2' => '["1,2"]',
	'{1}' => '["{1}"]');
case_of('bool', BOOL, 't' => 'true', 'f' => 'false', strings('x', '', 'true', 'tt', 'T'));
case_of('int4', INT4, '1' => '1', '-0' => '-0', '1e5' => '1e5', strings('', '-', '+1', ' 1', '1 ', '01', '0x10', '1.', '.5', '1e', 'abc', '1,2', '1]', 'NaN'));
case_of('int8', INT8, '9223372036854775808999' => '9223372036854775808999', strings('', 'abc', '9007199254740993x'));
case_of('float8', FLOAT8, '1e400' => '1e400', strings('nan', '1e+', 'Infinity1'));
case_of('numeric', NUMERIC, '1.50' => '1.50', strings('abc', '1.5.0', '--1', '1 000'));
case_of('timestamptz', TIMESTAMPTZ,
	'2022-05-24 22:53:30+00' => '"2022-05-24T22:53:30+00:00"',
	' +' . '9' x 58 => '"T+' . '9' x 58 . ':00"',
	strings('garbage', '', '2022-05-24', 'x' x 100 . ' 00:00', map { ' +' . '9' x $_ } 59 .. 64));
case_of('point', POINT, strings('', '(', '{}'));

# Everything else that begins like a moment is a string in some way.
my $odd_moments = values_of(TIMESTAMPTZ, ' ', '  ', ' +', ' -', '+ +', ' +1', '1 +1 BC', 'a b c', '2022-05-24 22:53:30+', '2022-05-24 +00 ',
		'"\\ "\\', '- -+-', ' ' x 59, ' ' x 60, ' ' x 61, '+' x 30 . ' ' . '+' x 28, ' +' . '9' x 57, ' +' . '9' x 58, ' +' . '9' x 59);

# hstore's oid is the remote's own.
case_of('hstore', HSTORE,
	'' => '{}',
	'"a"=>"1"' => '{"a": "1"}',
	'"a"=>NULL, "b\\"c"=>"\\\\"' => '{"a": null, "b\\"c": "\\\\"}',
	strings('"', '"a', '"a"', '"a"=>', '"a"=>1', 'a=>1', '"a"=>"1', '"a"=>"1",', '"a"=>"1", ', '"a"=>"1", "b"=>NULL, ', ', ', '"a"=>"1""b"=>"2"', '"a"=>"1" ', '=>', '"a"=>"\\', '"a"=>NULLx'));
case_of('hstore[]', HSTORE_ARRAY, '{"\"a\"=>\"1\"",NULL,x}' => '[{"a": "1"},null,"x"]');

# Broken documents

my %broken_json = map { $_ => values_of(JSON, '{"a": 1}', $_) } '', ' ', '{', '{"a": }', '[1,]', "{'a': 1}", 'nul', '1 2', '"', "\"\n\"", '01', '{"a": 1}}',
  '], "results": [', '1, 2', '/**/', "\xef\xbb\xbf1", 'NaN', '"\\x"', '[' x 1000;
$broken_json{'a broken jsonb'} = values_of(JSONB, '{');
$broken_json{'a broken json in an array'} = values_of(JSON_ARRAY, '{1,"{\\"a\\":"}');
my $deep_json = values_of(JSON, '[' x 100_000 . ']' x 100_000);

# Bytes that are not text

my %not_text;
for my $type (TEXT, NAME, JSON, BOOL, INT4, NUMERIC, TIMESTAMPTZ, INT4_ARRAY, TEXT_ARRAY, INT2VECTOR, POINT, HSTORE, 1043, 3220)
{
	$not_text{"a NUL in type $type"} = values_of($type, "1\0 2");
	$not_text{"a NUL at the end of type $type"} = values_of($type, "12345678\0");
	$not_text{"an invalid byte in type $type"} = values_of($type, "ok\xffok");
	$not_text{"a character cut short in type $type"} = values_of($type, "12345678\xf0\x9f\xa6");
}

# Binary values for query(); 1 in a column's description is the binary format.

my $binary = answer_with([ [ 'v', INT4, -1, 1 ] ], [ pack 'N', 42 ]);
my $not_binary = answer_with([ [ 'v', INT4, -1, 0 ] ], ['42']);
my %bad_binary = (
	'an int4 of three bytes' => [ 'int', '08P01', answer_with([ [ 'v', INT4, -1, 1 ] ], ['abc']) ],
	'an int4 of five bytes' => [ 'int', '22P03', answer_with([ [ 'v', INT4, -1, 1 ] ], ['abcde']) ],
	'an empty int4' => [ 'int', '08P01', answer_with([ [ 'v', INT4, -1, 1 ] ], ['']) ],
	'a numeric of nonsense' => [ 'numeric', '22P03', answer_with([ [ 'v', NUMERIC, -1, 1 ] ], [ "\0\1" . "\xff" x 8 ]) ],
	'a jsonb of another version' => [ 'jsonb', '22P03', answer_with([ [ 'v', JSONB, -1, 1 ] ], ["\x07{}"]) ],
	'a broken jsonb' => [ 'jsonb', '22P02', answer_with([ [ 'v', JSONB, -1, 1 ] ], ["\x01{"]) ],
	'a text with a NUL' => [ 'text', '22021', answer_with([ [ 'v', TEXT, -1, 1 ] ], ["a\0b"]) ],
	'a text with an invalid byte' => [ 'text', '22021', answer_with([ [ 'v', TEXT, -1, 1 ] ], ["a\xff"]) ],
	'an array of seven dimensions' => [ 'int[]', '54000', answer_with([ [ 'v', INT4_ARRAY, -1, 1 ] ], [ pack 'N*', 7, 0, INT4, (1, 1) x 7 ]) ],
	'an array of another type' => [ 'int[]', '42804', answer_with([ [ 'v', INT4_ARRAY, -1, 1 ] ], [ pack 'N*', 1, 0, TEXT, 1, 1, 4, 42 ]) ],
	'an array that is cut short' => [ 'int[]', '08P01', answer_with([ [ 'v', INT4_ARRAY, -1, 1 ] ], [ pack 'N*', 1, 0, INT4, 2, 1, 4, 42 ]) ],
	'an array of two thousand million' => [ 'int[]', '54000', answer_with([ [ 'v', INT4_ARRAY, -1, 1 ] ], [ pack 'N*', 1, 0, INT4, 2000000000, 1 ]) ]);

# Names

my $bad_name = answer_with([ [ "na\xefve", INT4 ], [ '', INT4 ], [ "n\n\"\\", INT4 ], [ 'x' x 100000, INT4 ] ], [ 1, 2, 3, 4 ]);

# Types that rest on themselves, or on nothing

my %odd_types = map { ($_->[2] // 'a type without a name') => values_of($_->[0], '{1,2}', undef, 'x', '{{{{1}}}}') } @hostile_types;
$odd_types{'an array of a bad name'} = values_of(30011, '{1}');
$odd_types{'a type of no number'} = values_of(0, '1');
$odd_types{'a type that nobody knows'} = values_of(4294967295, '1', '{1}');
my $odd_modifiers = answer_with([ [ 'v', NUMERIC, 0x7fffffff ], [ 'w', 1042, 3 ], [ 'x', 1186, 12345678 ], [ 'y', 1560, -5 ] ], [ 1, 2, 3, 4 ]);

# Texts that are nearly right: one that is, with up to four changes at random, the same at each run.

sub spoiled
{
	my ($count, $right, @pieces) = @_;
	my @texts = ($right);
	for (2 .. $count)
	{
		my $text = $right;
		substr($text, int rand length $text, int rand 3) = int rand 3 ? $pieces[ int rand @pieces ] : '' for 0 .. int rand 4;
		push @texts, $text;
	}
	return @texts;
}

srand 20220524;
my %spoiled = (
	'int4[]' => [ INT4_ARRAY, spoiled(1500, '{1,NULL,-3}', '{', '}', ',', '1', '-', 'NULL', '"', '\\', '[0:1]=', ' ', '},{') ],
	'int4[][]' => [ INT4_ARRAY, spoiled(1500, '[0:1][1:2]={{1,2},{3,4}}', '{', '}', ',', '"', '\\', '=', '[', '},{') ],
	'text[]' => [ TEXT_ARRAY, spoiled(1500, '{a,"b c",NULL,"\\"\\\\"}', '{', '}', ',', 'a', 'NULL', '"', '\\', "\n", "\x01", '","') ],
	'box[]' => [ BOX_ARRAY, spoiled(500, '{(1,1),(0,0);(2,2),(1,1)}', '{', '}', ';', ',', '"', '\\') ],
	'int2vector' => [ INT2VECTOR, spoiled(500, '1 22 -3', ' ', '1', '-', '\\', 'x', '"') ],
	'numeric' => [ NUMERIC, spoiled(1000, '-10.50e5', '1', '0', '.', 'e', 'E', '-', '+', ' ') ],
	'timestamptz' => [ TIMESTAMPTZ, spoiled(1000, '2022-05-24 22:53:30.5+02 BC', ' ', '+', '-', ':', '0', 'infinity', '"', '\\') ],
	'hstore' => [ HSTORE, spoiled(1500, '"a"=>"1", "b c"=>NULL, "\\"\\\\"=>""', '"', '=>', 'NULL', ', ', '\\', ' ') ],
	'hstore[]' => [ HSTORE_ARRAY, spoiled(1500, '{"\"a\"=>\"1\"",NULL,"\"b\"=>NULL, \"c\"=>\"\""}', '{', '}', ',', '"', '\"', '\\', 'NULL') ]);
my %spoiled_queries = map { my ($type, @texts) = @{ $spoiled{$_} }; $_ => values_of($type, @texts) } sort keys %spoiled;

my $good = values_of(INT4, 1);

# The servers

sub start_fake
{
	my (@known) = @_;
	return MetaHog::FakeServer->start(
		answer => sub {
			my ($sql) = @_;
			return { columns => [ map { [ "c$_", 'text' ] } 0 .. 6 ], rows => \@known } if $sql =~ /\bpg_type\b/;
			return $answers[$1] if $sql =~ /^SELECT (\d+)/;
			return { error => [ S => 'ERROR', C => 'P0042', M => "b\xe9d", D => "d\xff", H => "h\xfe" ] } if $sql =~ /complain/;
			return undef;
		});
}

my $metadata = MetaHog::Servers::metadata('metadata', extension => 0);
$metadata->safe_psql('postgres', q{CREATE DATABASE here TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'});
$metadata->safe_psql('here', 'CREATE EXTENSION metahog');
my %fakes = (fake => start_fake(@types), hostile => start_fake(@hostile_types));
MetaHog::Servers::create_source($metadata, $_, undef, on => 'here', port => $fakes{$_}->port, password => 'p') for sort keys %fakes;
my $psql = MetaHog::Psql->start($metadata, database => 'here');
my $pid = $psql->pid;

sub still_works
{
	my ($name, $source) = @_;
	my $next = $psql->run("SELECT pg_backend_pid(), metahog.execute('$source', '$good')->'results'->0->0");
	is($next->{out}, "$pid|1", "$name: the next call works") or diag $next->{error};
	return;
}

# printed(query): the JSON of each value.
sub printed
{
	my ($query) = @_;
	return split /\n/, $psql->value(<<"SQL");
SELECT string_agg(("row"->0)::text, E'\\n' ORDER BY n)
  FROM json_array_elements(metahog.execute('fake', '$query', max_rows => 100000)::text::json->'results') WITH ORDINALITY AS r("row", n)
SQL
}

# fails(name, SQLSTATE, call, …): each of them does, and the session goes on.
sub fails
{
	my ($name, $sqlstate, @calls) = @_;
	for my $call (@calls)
	{
		my $result = $psql->run($call);
		is($result->{sqlstate}, $sqlstate, $name) or diag substr("$call: $result->{out}$result->{error}", 0, 1000);
	}
	still_works($name, 'fake');
	return;
}

# forms(query): a call of each function that prints values. Declared as something else than the remote has it, a
# value is asked for as text.
sub forms
{
	my ($query) = @_;
	return (
		execute => "SELECT metahog.execute('fake', '$query')",
		rows => "SELECT \"row\" FROM metahog.rows('fake', '$query') AS \"row\"",
		query => "SELECT v FROM metahog.query('fake', '$query') AS t(v bpchar)",
		csv => "SELECT metahog.stream('fake', '$query', format => 'csv')");
}

# What is understood is printed as it should be, what is not is a string.

for my $name (sort keys %tests)
{
	my ($texts, $wanted) = @{ $tests{$name} }{qw(texts wanted)};
	my @printed = printed($tests{$name}{query});
	my @wrong = grep { ($printed[$_] // '') ne $wanted->[$_] } 0 .. $#$wanted;
	is(scalar @wrong, 0, $name)
	  or diag join "\n", map { substr("$texts->[$_] became $printed[$_], not $wanted->[$_]", 0, 300) } @wrong;
	is($psql->value("SELECT count(*) FROM metahog.stream('fake', '$tests{$name}{query}') AS chunk, "
			. "string_to_table(rtrim(chunk, E'\\n'), E'\\n') AS line WHERE line::json IS NOT NULL"),
		scalar @$texts, "$name: as lines of JSON");
	still_works($name, 'fake');
}
is(scalar(printed($odd_moments)), 19, 'texts with something of a moment become something of JSON');

# Of spoiled texts only this is known: whatever is a string holds the text that was sent.

for my $name (sort keys %spoiled_queries)
{
	my ($type, @texts) = @{ $spoiled{$name} };
	my @printed = printed($spoiled_queries{$name});
	my $json = JSON::PP->new->utf8->allow_nonref;
	my @wrong = grep { $printed[$_] =~ /^"/ && $json->decode($printed[$_]) ne decoded($texts[$_]) } 0 .. $#texts;
	@wrong = grep { $json->decode($printed[$_]) !~ /T/ } @wrong if $type == TIMESTAMPTZ;
	is(scalar @printed, scalar @texts, "spoiled $name: a value for each");
	is(scalar @wrong, 0, 'and strings are what was sent') or diag "$texts[ $wrong[0] ] became $printed[ $wrong[0] ]";
	cmp_ok(scalar(grep { !/^"/ } @printed), '>', 20, 'some are still values') if $type != TIMESTAMPTZ;
	cmp_ok(scalar(grep { /^"/ } @printed), '>', 20, 'some are not') if $type != INT2VECTOR;
}

sub decoded
{
	my ($text) = @_;
	utf8::decode($text);
	return $text;
}

# Broken documents

for my $name (sort keys %broken_json)
{
	my %calls = forms($broken_json{$name});
	my $shown = substr($name =~ s/\n/\\n/gr, 0, 40);
	fails("broken json: $shown", '22P02', @calls{qw(execute rows)});
}
fails('a very deep json', '54001', "SELECT metahog.execute('fake', '$deep_json')");
my $told = $psql->value(<<"SQL");
SELECT concat_ws('|', (answer->'results')::text, answer->'error_detail'->>'sqlstate', answer->>'error')
  FROM metahog.try_execute('fake', '$broken_json{'nul'}') AS answer
SQL
is($told, '[]|22P02|the remote sent a json value that is not valid JSON', 'try_execute() tells of a broken json');

# Bytes that are not text

for my $name (sort keys %not_text)
{
	my %calls = forms($not_text{$name});
	fails($name, '22021', @calls{ sort keys %calls });
}
like($psql->run("SELECT metahog.execute('fake', '$not_text{'an invalid byte in type 25'}')")->{error},
	qr/the remote sent text that is not valid in encoding "UTF8"\nHINT:  Convert the column on the remote/, 'with a hint');

# Binary values

is($psql->value("SELECT v FROM metahog.query('fake', '$binary') AS t(v int)"), 42, 'binary is asked for where types are the same');
fails('so text is not what was asked for', '08P01', "SELECT v FROM metahog.query('fake', '$not_binary') AS t(v int)");
is($psql->value("SELECT v FROM metahog.query('fake', '$not_binary') AS t(v bigint)"), 42, 'where they differ it is');
fails('but binary is not', '08P01', "SELECT v FROM metahog.query('fake', '$binary') AS t(v bigint)");
fails('nor is it for a document', '08P01', "SELECT metahog.execute('fake', '$binary')");
$psql->value(q{SET client_encoding = 'LATIN1'});
is($psql->value("SELECT v FROM metahog.query('fake', '$not_binary') AS t(v int)"), 42, 'and where the client has another encoding');
$psql->value('RESET client_encoding');
for my $name (sort keys %bad_binary)
{
	my ($type, $sqlstate, $query) = @{ $bad_binary{$name} };
	fails($name, $sqlstate, "SELECT v FROM metahog.query('fake', '$query') AS t(v $type)");
}

# Names and messages are only told: what is invalid in them is replaced.

like($psql->value("SELECT (metahog.execute('fake', '$bad_name')::jsonb)->'columns'"), qr/^\["na\?ve", "", "n\\n\\"\\\\", "x+"\]$/, 'odd names of columns');
like($psql->value("SELECT \"row\" FROM metahog.rows('fake', '$bad_name') AS \"row\""),
	qr/^\{"na\?ve":1,"":2,"n\\n\\"\\\\":3,"x+":4\}$/, 'as keys');
like($psql->value("SELECT metahog.stream('fake', '$bad_name', format => 'csv')"), qr/^na\?ve,"?"?,"n\n""\\",x+\n1,2,3,4$/, 'in a header');
like($psql->value("SELECT string_agg(name, '|') FROM metahog.describe('fake', '$bad_name')"), qr/^na\?ve\|\|n\n"\\\|x+$/, 'described');
my $complaint = $psql->run(q{SELECT metahog.execute('fake', 'SELECT complain()')});
is("$complaint->{sqlstate} $complaint->{message}", 'P0042 b?d', 'a message');
like($complaint->{error}, qr/DETAIL:  d\?\nHINT:  h\?\n/, 'with its detail and hint');
is($psql->value(q{SELECT metahog.try_execute('fake', 'SELECT complain()')::jsonb->'error_detail'->>'detail'}), 'd?', 'in a document, too');
still_works('odd names', 'fake');

# Types that rest on themselves, or on nothing: an answer or an error, but no harm.

for my $name (sort keys %odd_types)
{
	for my $call ("metahog.execute('hostile', '$odd_types{$name}')::jsonb", "metahog.column_definition('hostile', '$odd_types{$name}')",
		"count(*) FROM metahog.describe('hostile', '$odd_types{$name}')", "count(\"row\"::jsonb) FROM metahog.rows('hostile', '$odd_types{$name}') AS \"row\"")
	{
		my $result = $psql->run("SELECT $call");
		like($result->{sqlstate}, qr/^(54001)?$/, "$name: " . $call =~ s/\(.*//r) or diag substr($result->{error}, 0, 1000);
	}
	still_works($name, 'hostile');
}

is($psql->run("SELECT metahog.execute('fake', '$odd_modifiers')")->{sqlstate}, '', 'modifiers that no type has');

$psql->stop;
done_testing();
