# test/t/081_hogql_docs.pl: docs/hogql.md says what the code does: its tables of functions, and what is printed.
#
# Three parts of the page are made from the code: behind <!-- printed --> a block in which each expression is followed by
# its SQL, and between <!-- functions --> and <!-- refused --> and their ends the lists of functions. With HOGQL_DOCS, the
# name of a file, the page is written there as it should be.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Servers;

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote');
my $page = slurp_file("$ENV{METAHOG_STAGE}/docs/hogql.md");

sub set_up
{
	$remote->safe_psql('pagila', <<'SQL');
CREATE TABLE events (s text NOT NULL, n integer NOT NULL, x double precision NOT NULL, q numeric NOT NULL, b boolean NOT NULL,
	t timestamptz NOT NULL, d date NOT NULL, j jsonb NOT NULL, a integer[] NOT NULL, m text);
GRANT SELECT ON events TO analyst;
SQL
	MetaHog::Servers::create_source($metadata, 'remote', $remote);
	$metadata->safe_psql('postgres', "SELECT metahog.refresh_schema('remote')");
	return;
}

# The SQL of an expression, without what is around it.
sub printed
{
	my ($expression) = @_;
	my $sql = eval { $metadata->safe_psql('postgres', "SELECT metahog.hogql_sql('remote', \$text\$SELECT $expression AS printed FROM events\$text\$)") };
	return $sql && $sql =~ /^SELECT (.*) AS "printed" FROM "public"\."events" AS "events"$/s ? $1 : undef;
}

sub printed_block
{
	my ($block) = @_;
	my $made = '';
	for my $expression (grep { /^\S/ } split /\n/, $block)
	{
		my $sql = printed($expression);
		ok(defined $sql, "$expression can be printed") or next;
		$made .= "$expression\n    $sql\n";
	}
	return $made;
}

# Functions that are another one by another name stand behind that one's.
sub functions
{
	my @rows = map { [ split /\|/, $_, 4 ] } split /\n/, $metadata->safe_psql('postgres', <<'SQL');
SELECT kind, name, arguments, note FROM metahog.hogql_functions() WHERE supported
 ORDER BY array_position('{scalar,aggregate,window}', kind), name COLLATE "C"
SQL
	my (%alias_of, %titles, $made);
	push @{ $alias_of{$1} }, $_->[1] for grep { ($_->[3] // '') =~ /^the same as (\w+)$/ } @rows;
	$made = '';
	for my $row (@rows)
	{
		my ($kind, $name, $arguments, $note) = @$row;
		next if ($note // '') =~ /^the same as \w+$/;
		$made .= "\n### \u$kind functions\n\n| function | also | |\n|---|---|---|\n" unless $titles{$kind}++;
		my $also = join ', ', map { "`$_`" } @{ $alias_of{$name} // [] };
		$made .= sprintf "| `%s%s` | %s | %s |\n", map { s/\|/\\|/gr } $name, $arguments, $also, $note // '';
	}
	return "$made\n";
}

# By what is said of them, as many have the same reason.
sub refused
{
	my %names;
	my @rows = split /\n/, $metadata->safe_psql('postgres', 'SELECT name, note FROM metahog.hogql_functions() WHERE NOT supported ORDER BY name COLLATE "C"');
	for my $row (@rows)
	{
		my ($name, $note) = split /\|/, $row, 2;
		push @{ $names{$note} }, "`$name`";
	}
	return "\n" . join('', map { "- " . join(', ', @{ $names{$_} }) . ": $_\n" } sort { $names{$a}[0] cmp $names{$b}[0] } keys %names) . "\n";
}

set_up();
my $made = $page;
$made =~ s/(<!-- printed -->\n```\n)(.*?)(^```$)/$1 . printed_block($2) . $3/emsg;
$made =~ s/(<!-- functions -->\n).*?(<!-- end of functions -->)/$1 . functions() . $2/es;
$made =~ s/(<!-- refused -->\n).*?(<!-- end of refused -->)/$1 . refused() . $2/es;
if ($ENV{HOGQL_DOCS})
{
	open my $file, '>', $ENV{HOGQL_DOCS} or die "$ENV{HOGQL_DOCS}: $!";
	print $file $made;
	close $file;
}
my @page = split /\n/, $page;
my @made = split /\n/, $made;
my ($differs) = grep { ($page[$_] // '') ne ($made[$_] // '') } 0 .. ($#made > $#page ? $#made : $#page);
is($made eq $page ? '' : 'line ' . (1 + ($differs // 0)), '', 'docs/hogql.md says what the code does (HOGQL_DOCS=file writes it anew)')
  or diag("is:        $page[$differs]\nshould be: $made[$differs]");
done_testing();
