# test/t/081_hogql_docs.pl: docs/hogql.md says what is printed.
#
# Behind <!-- printed --> stands a block in which each expression is followed by its SQL, behind <!-- answered --> a query
# and a block with its rows. With HOGQL_DOCS, the name of a file, the page is written there as it should be.

use strict;
use warnings;

use JSON::PP;
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

# Twelve people look at pages in January; some sign up, and of those some buy.
sub set_up_events
{
	$remote->safe_psql('pagila', <<'SQL');
CREATE SCHEMA posthog;
CREATE TABLE posthog.events (event text NOT NULL, distinct_id text NOT NULL, timestamp timestamptz NOT NULL, properties jsonb NOT NULL);
INSERT INTO posthog.events
SELECT s.event, 'user ' || u, timestamptz '2024-01-01 10:00+00' + make_interval(days => d, mins => s.minute + u),
	jsonb_build_object('$current_url', 'https://example.com' || s.page, '$browser', (ARRAY['Chrome', 'Firefox', 'Safari'])[u % 3 + 1],
		'tags', (ARRAY['["new"]', '["new", "ad"]', '[]'])[d % 3 + 1]::jsonb) ||
	CASE WHEN s.event = 'purchase' THEN jsonb_build_object('amount', u * 1.5 + d) ELSE '{}' END
FROM generate_series(1, 12) AS u, generate_series(u % 5 + 7 * (u % 3), 27, 3 + u % 4) AS d,
	(VALUES ('$pageview', '/', 0, 1), ('$pageview', '/pricing?plan=pro', 5, 2), ('signup', '/signup', 12, 3), ('purchase', '/pay', 80, 6)) AS s(event, page, minute, every)
WHERE (u + d) % s.every = 0;
GRANT USAGE ON SCHEMA posthog TO analyst;
GRANT SELECT ON posthog.events TO analyst;
SQL
	MetaHog::Servers::create_source($metadata, 'posthog', $remote, options => '{"schema": "posthog"}');
	$metadata->safe_psql('postgres', "SELECT metahog.refresh_schema('posthog')");
	return;
}

# The rows of a query, a line each, below the names of the columns.
sub answered
{
	my ($query) = @_;
	my $document = decode_json($metadata->safe_psql('postgres', "SELECT metahog.try_hogql('posthog', \$text\$$query\$text\$)"));
	is($document->{error}, undef, "$query: works");
	my $json = JSON::PP->new->canonical->allow_nonref;
	return join '', map { join(' | ', map { defined && !ref ? $_ : $json->encode($_) } @$_) . "\n" } $document->{columns}, @{ $document->{results} };
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
set_up_events();
my $made = $page;
$made =~ s/(<!-- answered -->\n```sql\n)(.*?)(^```\n```\n).*?(^```$)/$1 . $2 . $3 . answered($2) . $4/emsg;
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
