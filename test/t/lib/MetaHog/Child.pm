package MetaHog::Child;

# MetaHog/Child.pm: a process of our own beside a test, with a port on 127.0.0.1.
#
# - It ends with the test, however the test ends, and its own children end with it: a signal from
#   the parent is the usual way, and a look at the parent's pid every second is the certain one.
# - It never runs the test's END blocks, and holds neither its standard output nor its error open,
#   so that prove sees the end of the test.

use strict;
use warnings;

use IO::Socket::INET;
use POSIX ();
use Socket qw(SOL_SOCKET SO_LINGER SOMAXCONN);

# listen_on_free_port(backlog): a listening socket on a port that the kernel chooses.
sub listen_on_free_port
{
	my ($backlog) = @_;
	return IO::Socket::INET->new(
		LocalAddr => '127.0.0.1',
		LocalPort => 0,
		Listen => $backlog // SOMAXCONN,
		Proto => 'tcp') || die "cannot listen on 127.0.0.1: $!";
}

# spawn(code, log): runs code in a child and returns the child's pid. What the child prints goes to
# the file named log, or nowhere.
sub spawn
{
	my ($code, $log) = @_;
	my $parent = $$;
	my $pid = fork() // die "cannot fork: $!";
	return $pid if $pid;

	end_with($parent);
	$SIG{PIPE} = 'IGNORE';
	$SIG{$_} = 'DEFAULT' for qw(INT TERM CHLD);
	open(STDIN, '<', '/dev/null');
	open(STDOUT, '>>', $log // '/dev/null');
	open(STDERR, '>&', \*STDOUT);
	STDOUT->autoflush(1);
	eval { $code->(); 1 } or print "died: $@";
	POSIX::_exit(0);
}

# end_with(parent): this process ends within a second of its parent.
sub end_with
{
	my ($parent) = @_;
	$SIG{ALRM} = sub {
		POSIX::_exit(0) if getppid() != $parent;
		alarm 1;
	};
	alarm 1;
	return;
}

# reap(pid): ends a child and waits for it, without touching the test's exit status.
sub reap
{
	my ($pid) = @_;
	local ($?, $!);
	kill 'TERM', $pid;
	waitpid $pid, 0;
	return;
}

# reset_connection(socket): closes it with a RST instead of a FIN.
sub reset_connection
{
	my ($socket) = @_;
	setsockopt($socket, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0));
	close $socket;
	return;
}

1;
