# test/t/090_docs.pl: the examples in README.md and docs/ run as they are printed.
#
# An example is a fenced block of sql with a mark on the line above it:
#   <!-- run -->           must run without an error
#   <!-- fails 22023 -->   must fail with this SQLSTATE
# Each document has a database of its own with the extension and the source pagila, the demo's data;
# each example is a psql of its own, run by the superuser in the order of the document. What make bench writes into the
# README must stand in docs/benchmarks.md as well.

use strict;
use warnings;

use File::Basename;
use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Servers;

# examples(text): [SQLSTATE or undef, SQL, line] for each marked block.
sub examples
{
	my ($text) = @_;
	my @found;
	while ($text =~ /^<!-- (?:run|fails (\w{5})) -->\n+```sql\n(.*?)^```$/gms)
	{
		my ($sqlstate, $sql) = ($1, $2);
		my $line = 1 + (substr($text, 0, $-[2]) =~ tr/\n//);
		push @found, [ $sqlstate, $sql, $line ];
	}
	return @found;
}

sub run_example
{
	my ($metadata, $database, $sql) = @_;
	my ($out, $error) = ('', '');
	IPC::Run::run(
		[ 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=verbose',
			'-d', $metadata->connstr($database), '-f', '-' ],
		'<', \$sql, '>', \$out, '2>', \$error);
	return ($? >> 8, $error);
}

sub check_document
{
	my ($metadata, $file, $url) = @_;
	my $name = basename($file, '.md');
	my @examples = examples(slurp_file($file)) or return 0;
	$metadata->safe_psql('postgres', qq{CREATE DATABASE "$name"});
	$metadata->safe_psql($name, "CREATE EXTENSION metahog; SELECT metahog.create_source('pagila', '$url')");

	for my $example (@examples)
	{
		my ($sqlstate, $sql, $line) = @$example;
		my ($status, $error) = run_example($metadata, $name, $sql);
		my $where = "$name.md, line $line";
		if ($sqlstate)
		{
			like($error, qr/^(psql:.*?)?ERROR:  $sqlstate:/m, "$where: fails as it says");
			next;
		}
		is($status, 0, "$where: runs") or diag("$sql$error");
	}
	return scalar @examples;
}

# The README is one page, and its figures are those of the benchmark's last run.
sub check_readme
{
	my $readme = slurp_file("$ENV{METAHOG_STAGE}/README.md");
	my $run = slurp_file("$ENV{METAHOG_STAGE}/docs/benchmarks.md");
	my ($figures) = $readme =~ /^<!-- figures: .*? -->\n(.*?)^<!-- end of figures -->$/ms;
	my @measured = map { (split / *\| */, $_, 3)[2] // () } split /\n/, $figures // '';
	my @times = map { /([\d.]+ (?:s|ms|µs))/g } @measured;

	cmp_ok(($readme =~ tr/\n//), '<=', 200, 'the README is one page');
	cmp_ok(scalar @times, '>=', 10, 'it has figures');
	is(join(', ', grep { index($run, "| $_ |") < 0 } @times), '', 'which docs/benchmarks.md has too');
	return;
}

my $shared = MetaHog::Servers::shared() // die "test/run runs this\n";
my $metadata = MetaHog::Servers::metadata('metadata', extension => 0);
my @documents = grep { -e } sort glob "$ENV{METAHOG_STAGE}/{README.md,docs/*.md}";
my $count = 0;
$count += check_document($metadata, $_, $shared->{url}) for @documents;
cmp_ok($count, '>', 0, 'examples were run');
check_readme();
$metadata->stop;

done_testing();
