package MetaHog::Watch;

# MetaHog/Watch.pm: what a test looks at from outside: a remote's activity, a backend's process.
#
# - What should come about is polled for, and given up after some seconds.

use strict;
use warnings;

use Exporter 'import';
use Time::HiRes qw(sleep time);

our @EXPORT_OK = qw(wait_until statements wait_for_statements connections anonymous_kb descriptors context_bytes);
our %EXPORT_TAGS = (all => \@EXPORT_OK);

# wait_until(code, seconds): true as soon as the code's value is, false if it is not in time.
sub wait_until
{
	my ($code, $seconds) = @_;
	my $end = time + ($seconds // 10);
	until ($code->())
	{
		return 0 if time > $end;
		sleep 0.03;
	}
	return 1;
}

# statements(watcher, mark): how many statements with this mark in their text run on a server. The
# watcher is a MetaHog::Psql on it.
sub statements
{
	my ($watcher, $mark) = @_;
	return $watcher->value(<<"SQL");
SELECT count(*) FROM pg_stat_activity
 WHERE state = 'active' AND pid <> pg_backend_pid() AND position('$mark' IN query) > 0
SQL
}

# wait_for_statements(watcher, mark, count, seconds): true if it becomes that many in time.
sub wait_for_statements
{
	my ($watcher, $mark, $count, $seconds) = @_;
	return wait_until(sub { statements($watcher, $mark) == $count }, $seconds);
}

# connections(watcher): how many sessions of ours a server has.
sub connections
{
	my ($watcher) = @_;
	return $watcher->value(
		q{SELECT count(*) FROM pg_stat_activity WHERE application_name = 'metahog'});
}

# anonymous_kb(pid): memory that a process has to itself.
sub anonymous_kb
{
	my ($pid) = @_;
	open(my $status, '<', "/proc/$pid/status") or return undef;
	return (map { /^RssAnon:\s+(\d+)/ } <$status>)[0];
}

# descriptors(pid): how many files and sockets a process has open, but for a server's data: of that
# it keeps open what it likes.
sub descriptors
{
	my ($pid) = @_;
	my @open = grep { defined && !m{/(?:base/\d+|global|pg_wal|pg_xact)/} } map { readlink } glob "/proc/$pid/fd/*";
	return scalar @open;
}

# context_bytes(psql): in all memory contexts of a backend.
sub context_bytes
{
	my ($psql) = @_;
	return $psql->value('SELECT sum(total_bytes) FROM pg_backend_memory_contexts');
}

1;
