# test/t/062_audit_disk_full_and_standby.pl: where metahog.audit_log cannot grow, or cannot be written at all.
#
# - A full disk is a limit on the size of files (RLIMIT_FSIZE), put on the writer's process alone: the kernel then
#   refuses to extend the table, in the same place of the server's code, with another error. It needs no file system
#   of its own, which only root could mount. The segments of the WAL and the server log have to stay below the limit.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Audit qw(:all);
use MetaHog::Psql;
use MetaHog::Watch qw(wait_until);

use constant LIMIT => 3 * 1024 * 1024;

my $node = audited('metadata',
	initdb => ['--wal-segsize=1'],
	settings => [ q{metahog.audit_buffer_size = '1MB'}, 'log_statement = none' ]);
my $psql = MetaHog::Psql->start($node);

sub said
{
	my ($pattern, $what) = @_;
	ok(wait_until(sub { slurp_file($node->logfile) =~ $pattern }, 20), $what);
	return;
}

sub limit_files
{
	my ($pid, $bytes) = @_;
	command_ok([ 'prlimit', '--pid', $pid, "--fsize=$bytes:" ], "files of the writer may have $bytes bytes");
	return;
}

# big_calls(mark, count): with texts that no compression makes small.
sub big_calls
{
	my ($mark, $count) = @_;
	return $psql->run(<<"SQL");
SELECT count(metahog.execute('here', '/* $mark ' || i || ' */ SELECT 1 --' || t))
  FROM generate_series(1, $count) AS i,
       LATERAL (SELECT string_agg(md5(i::text || j), '') AS t FROM generate_series(1, 250) AS j) AS t
SQL
}

sub disk_full
{
	my $pid = writer_pid($node);
	limit_files($pid, LIMIT);
	big_calls('big', 400);
	said(qr/could not store records: could not extend file .*: File too large/, 'the table cannot grow, and the writer says so');
	is($psql->value('SELECT 1'), 1, 'the server lives');
	is(big_calls('full', 200)->{out}, 200, 'calls go on');
	is(calls($psql, 'small', 10)->{out}, 10, 'all of them');
	cmp_ok(logged($node, 'full'), '>', 0, 'and what does not fit into the ring goes to the server log');
	is(writer_pid($node), $pid, 'the writer goes on trying');
	my @told = slurp_file($node->logfile) =~ /(could not store records)/g;
	is(scalar @told, 1, 'but says so once');

	$psql->value(q{SET metahog.audit = 'required'});
	is(big_calls('required', 100)->{sqlstate}, '55000', 'with metahog.audit = required calls are refused then');
	$psql->value('RESET metahog.audit');

	limit_files($pid, 'unlimited');
	my %calls = (big => 400, full => 200, small => 10);
	for my $mark (sort keys %calls)
	{
		ok(wait_until(sub { stored($node, $mark) + logged($node, $mark) == $calls{$mark} }, 40),
			"with room again, each record is a row or a line: $mark")
		  or diag stored($node, $mark) . ' rows, ' . logged($node, $mark) . ' lines';
	}
	said(qr/stores records again/, 'and the writer says so');
	return;
}

sub standby
{
	$node->backup('base');
	my $standby = PostgreSQL::Test::Cluster->new('metadata_standby');
	$standby->init_from_backup($node, 'base', has_streaming => 1);
	chmod 0600, $standby->data_dir . '/metahog.key';
	ok(!-e $standby->data_dir . '/pg_stat_tmp/metahog_audit.ring', 'a base backup has no records that wait');
	$standby->start;
	my $there = MetaHog::Psql->start($standby);
	is(calls($there, 'standby', 5)->{out}, 5, 'calls on a standby');
	is(logged($standby, 'standby'), 5, 'are recorded in its own log');
	is(writer_pid($standby), '', 'it has no writer');
	$there->value(q{SET metahog.audit = 'required'});
	is(calls($there, 'standby', 1)->{sqlstate}, '55000', 'and makes no calls if they are required to be in the table');
	$there->value('RESET metahog.audit');
	$standby->promote;
	ok(wait_for_writer($standby), 'promoted, it has a writer');
	calls($there, 'promoted', 5);
	ok(wait_until(sub { stored($standby, 'promoted') == 5 }), 'and a table');
	return;
}

disk_full();
standby();

done_testing();
