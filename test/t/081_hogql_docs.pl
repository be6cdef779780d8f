# test/t/081_hogql_docs.pl: docs/hogql.md says what is printed.
#
# Behind <!-- printed --> stands a block in which each expression is followed by its SQL. With HOGQL_DOCS, the name of a
# file, the page is written there as it should be.

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

set_up();
my $made = $page;
$made =~ s/(<!-- printed -->\n```\n)(.*?)(^```$)/$1 . printed_block($2) . $3/emsg;
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
