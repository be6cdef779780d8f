# test/t/080_sql_trees.pl: trees of SQL print as they should, and PostgreSQL takes what is printed. sqltree_cases.c has trees
# with their texts, sqltree_random.c makes random ones.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;

my $RANDOM = $ENV{METAHOG_RANDOM_TREES} // 2000;

my $directory = PostgreSQL::Test::Utils::tempdir();
my $here = __FILE__ =~ s{/080_sql_trees\.pl$}{}r;
my $src = "$ENV{METAHOG_STAGE}/src";
my ($include, $own_include) = map { my ($path) = run_command([ 'pg_config', $_ ]); $path } '--includedir-server', '--includedir';
my $module = "$directory/sqltree_test.so";

command_ok(
	[ $ENV{CC} // 'cc', '-Wall', '-Werror', '-g', '-O1', '-fPIC', '-shared', "-I$src", "-isystem$include", "-isystem$own_include",
		'-o', $module, "$here/sqltree_cases.c", "$here/sqltree_random.c", glob("$src/sqltree/*.c") ],
	'the trees are built');

my $node = MetaHog::Servers::metadata('trees', extension => 0, level => 'L1');
$node->safe_psql('postgres', <<"SETUP");
CREATE FUNCTION tree_count() RETURNS int LANGUAGE c STRICT AS '$module';
CREATE FUNCTION tree_name(int) RETURNS text LANGUAGE c STRICT AS '$module';
CREATE FUNCTION tree_expected(int) RETURNS text LANGUAGE c STRICT AS '$module';
CREATE FUNCTION tree_printed(int) RETURNS text LANGUAGE c STRICT AS '$module';
CREATE FUNCTION tree_query(int, pretty boolean, constants boolean) RETURNS text LANGUAGE c STRICT AS '$module';
CREATE FUNCTION tree_dump(int) RETURNS text LANGUAGE c STRICT AS '$module';
CREATE FUNCTION tree_same(int, int) RETURNS boolean LANGUAGE c STRICT AS '$module';
CREATE FUNCTION tree_span(int) RETURNS text LANGUAGE c STRICT AS '$module';
CREATE FUNCTION long_tree(text, int) RETURNS text LANGUAGE c STRICT AS '$module';
CREATE FUNCTION long_tree_query(text, int) RETURNS text LANGUAGE c STRICT AS '$module';
CREATE FUNCTION random_tree(int, pretty boolean) RETURNS text LANGUAGE c STRICT AS '$module';
CREATE FUNCTION random_tree_same(int) RETURNS boolean LANGUAGE c STRICT AS '$module';
CREATE SCHEMA shop;
CREATE TABLE shop.orders (id int8, name text, score float8, happened timestamptz, day date, ok boolean, data jsonb, tags text[], "the ""odd"" one" text);
INSERT INTO shop.orders VALUES (1, 'a', 1, now(), now(), true, '{}', '{new,old}', 'x'), (2, 'b', 2, now(), now(), NULL, '{}', '{}', 'x'), (2, NULL, 3, now(), now(), false, NULL, NULL, 'x');
CREATE FUNCTION tree_number(name text) RETURNS int LANGUAGE sql AS 'SELECT n FROM generate_series(1, tree_count()) n WHERE tree_name(n) = name';
CREATE FUNCTION rows_of(statement text) RETURNS text LANGUAGE plpgsql AS 'DECLARE r record; v text := ''''; BEGIN FOR r IN EXECUTE statement LOOP v := v || r::text; END LOOP; RETURN v; END';
-- Prepares a statement; null, or what is wrong with it.
CREATE FUNCTION refusal(statement text) RETURNS text LANGUAGE plpgsql AS 'BEGIN EXECUTE ''PREPARE p AS '' || statement; DEALLOCATE p; RETURN NULL; EXCEPTION WHEN others THEN RETURN sqlerrm || '': '' || statement; END';
-- What is left of a pretty text when its lines become one.
CREATE FUNCTION on_one_line(statement text) RETURNS text LANGUAGE sql AS \$\$SELECT regexp_replace(regexp_replace(regexp_replace(statement, '\\(\\n *', '(', 'g'), '\\n *\\)', ')', 'g'), '\\n *', ' ', 'g')\$\$;
SETUP
my $psql = MetaHog::Psql->start($node);

# rows(SQL): what it gives, a row on a line.
sub rows
{
	my ($sql) = @_;
	return split /\n/, $psql->value($sql);
}

sub expected_texts
{
	for my $number (1 .. $psql->value('SELECT tree_count()'))
	{
		my $name = $psql->value("SELECT tree_name($number)");
		is($psql->value("SELECT tree_printed($number)"), $psql->value("SELECT tree_expected($number)"), $name);
		is($psql->value("SELECT refusal(tree_query($number, pretty, constants)) FROM (VALUES (false, false), (true, true)) o(pretty, constants) ORDER BY 1 LIMIT 1"),
			'', "$name: PostgreSQL takes it");
	}
	is($psql->value('SELECT count(*) FROM generate_series(1, tree_count()) n WHERE on_one_line(tree_query(n, true, false)) <> tree_query(n, false, false)'),
		'0', 'pretty texts differ in white space alone');
	like($psql->value(q{SELECT tree_query(tree_number('a select'), true, true)}), qr/\nFROM "shop"."orders" AS "o"\nWHERE .*\nLIMIT 10\nOFFSET 5::pg_catalog.int8$/s, 'a clause on a line, constants in place');
	is($psql->value('SELECT string_agg(a || \'=\' || b, \',\') FROM generate_series(1, tree_count()) a, generate_series(1, tree_count()) b WHERE tree_same(a, b) <> (tree_printed(a) = tree_printed(b)) AND tree_printed(a) <> \'true\''),
		'', 'trees are alike if they print alike');
	return;
}

sub meanings
{
	is($psql->value(q{SELECT rows_of(tree_query(tree_number('an aggregate is not bound'), false, false) || ' ORDER BY 1')}),
		'(aaaxYaaaxYaaaxYaabcdaabcd)(bbbxYbbbxYbbbxYbabcdbabcd)(xYxYxYabcdabcd)', 'an aggregate beside what is bound');
	is($psql->value(q{SELECT rows_of(tree_query(tree_number('a subquery''s own aggregate is'), false, false))}), '(1)(1)(0)', 'a subquery that is bound sees its outer row');
	is($psql->value(q{SELECT rows_of(tree_query(tree_number('any of a subquery''s array'), false, false))}), '(t)(t)(t)', 'any looks into the array of a subquery');
	is($psql->value(q{SELECT rows_of(tree_query(tree_number('an aggregate''s template'), false, false))}), '(a)', 'a template has its own filter and that of the call');
	return;
}

sub dumps
{
	is($psql->value(q{SELECT tree_dump(tree_number('a frame'))}), <<'DUMP', 'a dump is read line by line');
aggregate name="sum"
  args: column table="o" column="id"
  over: window rows preceding current row
    partition_by: column table="o" column="name"
    order_by: order nulls last
      key: column table="o" column="happened"
    start.offset: constant integer text="3" bare
DUMP
	return;
}

# SELECT "o"."é" || pg_catalog.lower("o"."name") FROM "shop"."orders" AS "o" WHERE (id) = 1
sub spans
{
	my %expected = (1 => '0-30', 8 => '3-20', 16 => '3-20', 19 => '7-20', 45 => '7-20', 49 => '0-30', 83 => '0-2$.sql', 88 => '0-30', 200 => '', 0 => '');
	is($psql->value("SELECT tree_span($_)"), $expected{$_}, "what stands at $_") for sort { $a <=> $b } keys %expected;
	return;
}

sub long_ones
{
	for my $what (qw(or and concat in))
	{
		is($psql->value("SELECT refusal(long_tree_query('$what', 20000))"), '', "20,000 members of $what");
	}
	is($psql->value(q{SELECT length(rows_of(long_tree_query('concat', 101)))}), 3 * length(q{("} . join('', map { "$_," } 0 .. 100) . q{")}), 'concat of 101');
	is($psql->value(q{SELECT refusal(long_tree_query('object', 1000))}), '', 'an object of 500 members');
	is($psql->value(q{SELECT refusal(long_tree_query('array', 1001))}), '', 'an array of 1,001 members');
	is($psql->value(q{SELECT jsonb_array_length(a) FROM (SELECT (regexp_match(rows_of(long_tree_query('array', 201)), '"(\[.*?\])"'))[1]) r(t), replace(t, '""', '"') j(t2), CAST(t2 AS jsonb) a}), '201', 'and each of 201 is there');
	is($psql->run("SELECT long_tree('$_->[0]', $_->[1])")->{sqlstate}, $_->[2], "$_->[1] of $_->[0]: $_->[2]")
	  for [ 'in', 600000, '54000' ], [ 'doubled aggregates', 30, '54000' ], [ 'row', 1665, '54011' ], [ 'lower', 101, '54023' ], [ 'minus', 1000000, '54001' ],
		[ 'name', 64, '42622' ], [ 'name', 0, '42602' ], [ 'filter', 1, '0A000' ];
	is($psql->run("SELECT length(long_tree('name', 62))")->{error}, '', 'a name may have 63 bytes');
	cmp_ok($psql->value(q{SELECT length(long_tree('doubled', 60))}), '<', 20000, 'what is bound does not grow with a power');
	is($psql->value(q{SELECT refusal(long_tree_query('doubled', 60))}), '', 'and PostgreSQL takes it');
	return;
}

sub random_ones
{
	my @refused = rows("SELECT n || ' ' || refusal FROM generate_series(1, $RANDOM) n, refusal(random_tree(n, n % 2 = 0)) WHERE refusal IS NOT NULL");
	is(scalar @refused, 0, "PostgreSQL takes $RANDOM random queries") or diag join "\n", @refused[0 .. ($#refused < 4 ? $#refused : 4)];
	is($psql->value("SELECT count(*) FROM generate_series(1, $RANDOM) n WHERE on_one_line(random_tree(n, true)) <> random_tree(n, false)"), '0', 'pretty or not');
	is($psql->value('SELECT bool_and(random_tree_same(n)) FROM generate_series(1, 200) n'), 't', 'each is like itself');
	return;
}

expected_texts();
meanings();
dumps();
spans();
long_ones();
random_ones();

done_testing();
