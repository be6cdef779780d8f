package MetaHog::Audit;

# MetaHog/Audit.pm: what became of the records of a metadata server: rows of metahog.audit_log, or lines of its log.
#
# - A test marks its calls by a word at the beginning of their statements, and asks by it.

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Servers;
use MetaHog::Watch qw(wait_until);

our @EXPORT_OK = qw(audited calls call_statement stored comes_to logged highest partitions writer_pid wait_for_writer);
our %EXPORT_TAGS = (all => \@EXPORT_OK);

# audited(name, option => …): a server whose database postgres has the audit log, and the source "here",
# which is the server itself. The options are those of MetaHog::Servers::metadata; the level is L2.
sub audited
{
	my ($name, %options) = @_;
	my $node = MetaHog::Servers::metadata(
		$name,
		level => 'L2',
		%options,
		streaming => 1,
		settings => [
			q{metahog.database = 'postgres'}, 'restart_after_crash = on', 'max_connections = 50', q{listen_addresses = '127.0.0.1'},
			@{ $options{settings} // [] } ]);
	MetaHog::Servers::allow_tcp($node, 'host');
	$node->append_conf('pg_hba.conf', 'local replication all trust');
	$node->reload;
	$node->safe_psql('postgres', q{CREATE ROLE analyst LOGIN PASSWORD 'analyst'});
	MetaHog::Servers::create_source($node, 'here', $node, password => 'analyst', database => 'postgres');
	wait_until(sub { partitions($node) });
	return $node;
}

# partitions(node): their names, in order; the first that the writer does is to make them.
sub partitions
{
	my ($node) = @_;
	return $node->safe_psql('postgres', <<'SQL');
SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
 WHERE i.inhparent = to_regclass('metahog.audit_log') AND c.relkind = 'r'
SQL
}

# calls(psql, mark, count): so many calls, whose statements are the mark and a number from 1 on.
sub calls
{
	my ($psql, $mark, $count) = @_;
	return $psql->run(call_statement($mark, $count));
}

# call_statement(mark, count): the statement that makes them.
sub call_statement
{
	my ($mark, $count) = @_;
	return qq{SELECT count(metahog.execute('here', '/* $mark ' || i || ' */ SELECT 1')) FROM generate_series(1, $count) AS i};
}

# stored(node, mark): rows of such calls; -1 if one is there twice.
sub stored
{
	my ($node, $mark) = @_;
	my $rows = $node->safe_psql('postgres',
		qq{SELECT count(*), count(DISTINCT query) FROM metahog.audit_log WHERE query ~ '^/\\* $mark [0-9]+ '});
	my ($count, $distinct) = split /\|/, $rows;
	return $count == $distinct ? $count : -1;
}

# comes_to(node, mark, count, what): tests that there are that many rows, in time.
sub comes_to
{
	my ($node, $mark, $count, $what) = @_;
	ok(wait_until(sub { stored($node, $mark) == $count }, 20), $what)
	  or diag(stored($node, $mark) . ' rows, ' . logged($node, $mark) . ' lines');
	return;
}

# logged(node, mark): lines of the server log instead.
sub logged
{
	my ($node, $mark) = @_;
	my @lines = slurp_file($node->logfile) =~ /metahog audit: \{.*"query":"\/\* $mark \d+ /g;
	return scalar @lines;
}

# highest(node, mark): of the rows' numbers: as high as their count if none before it is missing.
sub highest
{
	my ($node, $mark) = @_;
	return $node->safe_psql('postgres',
		qq{SELECT max(substring(query FROM '^/\\* $mark ([0-9]+) ')::int) FROM metahog.audit_log});
}

sub writer_pid
{
	my ($node) = @_;
	return $node->safe_psql('template1', q{SELECT pid FROM pg_stat_activity WHERE backend_type = 'metahog audit writer'});
}

# wait_for_writer(node, not): until there is one, of another pid than that if it is given.
sub wait_for_writer
{
	my ($node, $not) = @_;
	return wait_until(sub { my $pid = eval { writer_pid($node) }; $pid && $pid ne ($not // '') }, 30);
}

1;
