# test/t/081_hogql_places.pl: where psql puts its caret under a text that is no HogQL.
#
# What the caret must be under stands behind « in the cases; behind it is the end of the text, if nothing else.

use strict;
use warnings;
use utf8;

use Encode qw(decode encode);
use Test::More;

use MetaHog::Servers;

my @CASES = (
	'SELECT a FROM t WHERE «',
	'SELECT a, b FROM t «5 z',
	'SELECT "éü" + «, 2',
	q{SELECT 'é' || «+ x},
	'SELECT a + f(b, «, c)',
	'SELECT f«(a, b',
	'SELECT f(a, «[1, 2',
	'SELECT (a «]',
	q{SELECT a, «'abc},
	'SELECT a, «"abc',
	'SELECT a, «`abc',
	'SELECT a «/* b',
	q{SELECT «f'abc},
	"SELECT f'a«{b",
	q{SELECT 'a«\qb'},
	q{SELECT 'é«\qb'},
	q(SELECT f'é«\}'),
	'SELECT «12abc + 1',
	'SELECT 1 + «0x1p3',
	'SELECT a «& b',
	'SELECT «é',
	'SELECT a AS «true',
	'SELECT a.«99999999999999999999',
	'SELECT INTERVAL «\'soon\'',
	'SELECT «EXTRACT(week FROM a)',
	'SELECT x -> «{ return 1 }',
	'SELECT a FROM «<t/>',
	'«let x := 1',
	q{SELECT «F'a'},
	'SELECT a; «SELECT b',
	'SELECT ' . '(' x 500 . '«(a',
	'SELECT a' . ' + a' x 1000 . ' «+ a');

my $metadata = MetaHog::Servers::metadata('metadata');

for my $case (@CASES)
{
	my ($before, $after) = split /«/, $case, 2;
	my ($line, $caret) = shown("$before$after");
	my $where = index $caret, '^';

	# psql shows a piece of a long line, with dots for what it leaves out.
	my $found = $where < 0 ? 'no caret' : substr("$line ", $where, length($after) < 6 ? length $after : 6);
	$after = substr $after, 0, 6;
	is($found, $after eq '' ? '' : $after, encode('UTF-8', length $case < 80 ? $case : substr($case, 0, 20) . '…'));
	is($where, length $line, 'at the end of the text') if $after eq '';
}

done_testing();

# The two lines by which psql shows where the error is.
sub shown
{
	my ($text) = @_;
	my ($status, $out, $err) = $metadata->psql('postgres', encode('UTF-8', "SET client_encoding = 'UTF8';\nSELECT metahog.hogql_ast(\$q\$$text\$q\$)"));

	return decode('UTF-8', $err) =~ /^(?:psql:\S* )?(LINE 1: .*)\n(.*)$/m ? ($1, $2) : ('', '');
}
