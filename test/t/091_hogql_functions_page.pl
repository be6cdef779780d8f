# test/t/091_hogql_functions_page.pl: docs/hogql_functions.md is what hogql_functions() says, line by line.
#
# HOGQL_PAGE=file writes the page there: that is how it is made, from the head that this test has.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Servers;

my $page = "$ENV{METAHOG_STAGE}/docs/hogql_functions.md";

my $head = <<'HEAD';
# Functions of HogQL

This page is made from the table that HogQL itself reads; `metahog.hogql_functions()` returns the same. A name is
looked up as it is written, else in any case.

What a function takes is said in words: `string`, `int`, `number`, `float` (any number), `condition` (a Bool, or a
number that is not 0), `time` (a Date or a DateTime), `array`, `map`, `tuple`, `json` (a String is read), `uuid`,
`interval`, `ordered` (whatever has an order), `lambda` (its parameters run over the arrays behind it), `pattern` (a
regular expression), `zone` (the constant name of a time zone), `any`. What is in brackets may be left out, and `...`
says that more of the last may follow. Two pairs of parentheses: `quantile(0.9)(x)`.

Aggregates also take combinators behind their name: `-If`, `-Array`, `-Distinct`, `-OrNull`, `-OrDefault`, as in
`sumIf(x, condition)` or `uniqArrayIf(array, condition)`.
HEAD

my $metadata = MetaHog::Servers::metadata('metadata');

# rows(condition): the lines of a table, made by the server.
sub rows
{
	my ($condition) = @_;
	return $metadata->safe_psql('postgres', qq{
		SELECT '| `' || name || '` | ' || coalesce('`' || nullif(arguments, '()') || '`', '') || ' | '
			|| replace(coalesce(note, ''), '|', '\\|') || ' |'
		FROM metahog.hogql_functions() WHERE $condition ORDER BY lower(name) COLLATE "C", name COLLATE "C"});
}

sub table
{
	my ($title, $condition) = @_;
	return "\n## $title\n\n| function | takes | |\n|---|---|---|\n" . rows($condition) . "\n";
}

sub whole_page
{
	return $head
	  . table('Scalar functions', "supported AND kind = 'scalar'")
	  . table('Aggregates', "supported AND kind = 'aggregate'")
	  . table('Window functions', "supported AND kind = 'window'")
	  . table('Refused, and what to use instead', 'NOT supported');
}

my $made = whole_page();
if ($ENV{HOGQL_PAGE})
{
	open(my $out, '>', $ENV{HOGQL_PAGE}) or die "$ENV{HOGQL_PAGE}: $!";
	print $out $made;
	close $out;
}

my @made = split /\n/, $made;
my @written = split /\n/, slurp_file($page);
cmp_ok(scalar(@made), '>', 700, 'the page has several hundred lines');
my ($first) = grep { ($made[$_] // '') ne ($written[$_] // '') } 0 .. ($#made > $#written ? $#made : $#written);
ok(!defined $first, 'the page is what hogql_functions() says; HOGQL_PAGE makes it anew')
  or diag('line ', $first + 1, ":\n  is:        ", $written[$first] // '', "\n  should be: ", $made[$first] // '');

done_testing();
