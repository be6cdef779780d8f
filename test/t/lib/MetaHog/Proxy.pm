package MetaHog::Proxy;

# MetaHog/Proxy.pm: a TCP proxy between a test and a server, which delays, counts and breaks.
#
#   my $proxy = MetaHog::Proxy->start(target_port => $remote->port, delay_ms => 10);
#   … 127.0.0.1, $proxy->port …
#   $proxy->silence;      # forwards nothing from now on, and keeps every connection open
#   $proxy->resume;
#   $proxy->reset;        # ends every connection with a RST on both sides
#   $proxy->close;        # ends every connection with a FIN on both sides
#   $proxy->stats         # { connections => opened so far, open => now, up => bytes, down => bytes,
#                         #   turns => how often the client has spoken after the server had }
#
# - A delay holds back each chunk by its age, so it costs time but no bandwidth; both directions have
#   it, and a round trip costs it twice.
# - Each of these calls returns when the proxy has done it.
# - With alter => code, what the client sends is handed to the code, which returns what the server gets, of
#   the same length.
# - With keep_server => 1 the server never learns that its client has gone: it goes on talking to us,
#   and nobody listens.

use strict;
use warnings;

use Errno qw(EAGAIN EINTR EWOULDBLOCK);
use IO::Handle;
use IO::Socket::INET;
use POSIX ();
use Socket qw(AF_UNIX IPPROTO_TCP PF_UNSPEC SHUT_WR SOCK_STREAM TCP_NODELAY);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

use MetaHog::Child;

# What a direction may hold back before its source is no longer read.
use constant MOST_HELD => 64 * 1024 * 1024;

sub start
{
	my ($class, %options) = @_;
	my $listener = MetaHog::Child::listen_on_free_port();
	socketpair(my $ours, my $theirs, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die "socketpair: $!";

	my $state = {
		listener => $listener,
		control => $theirs,
		target => { host => $options{target_host} // '127.0.0.1', port => $options{target_port} },
		delay => ($options{delay_ms} // 0) / 1000,
		keep_server => $options{keep_server},
		alter => $options{alter},
		spoke_last => '',
		silent => 0,
		lanes => [],
		stats => { connections => 0, up => 0, down => 0, turns => 0 } };
	my $pid = MetaHog::Child::spawn(sub { CORE::close($ours); serve($state) });

	CORE::close($theirs);
	$ours->autoflush(1);
	return bless { port => $listener->sockport, pid => $pid, control => $ours, test => $$ }, $class;
}

sub port
{
	my ($self) = @_;
	return $self->{port};
}

sub silence
{
	return command($_[0], 'silence');
}

sub resume
{
	return command($_[0], 'resume');
}

sub reset
{
	return command($_[0], 'reset');
}

sub close
{
	return command($_[0], 'close');
}

sub stats
{
	return { split ' ', command($_[0], 'stats') };
}

sub stop
{
	my ($self) = @_;
	return unless $self->{test} == $$ && $self->{pid};
	MetaHog::Child::reap(delete $self->{pid});
	return;
}

sub DESTROY
{
	my ($self) = @_;
	$self->stop;
	return;
}

sub command
{
	my ($self, $command) = @_;
	print { $self->{control} } "$command\n";
	my $answer = readline $self->{control};
	die "the proxy has gone\n" unless defined $answer;
	chomp $answer;
	return $answer;
}

# From here on, the proxy's own process. A connection is two lanes, one for each direction; a lane
# is { from, to, held => [[due, bytes], …], size, ended, direction, other }.

sub serve
{
	my ($state) = @_;
	while (1)
	{
		my ($readable, $writable) = wait_for_work($state);
		obey($state) if vec($readable, fileno $state->{control}, 1);
		accept_connection($state) if vec($readable, fileno $state->{listener}, 1);
		for my $lane (@{ $state->{lanes} })
		{
			next if $lane->{gone} || $state->{silent};
			take_in($state, $lane) if vec($readable, fileno $lane->{from}, 1);
			give_out($state, $lane) if !$lane->{gone};
		}
		$state->{lanes} = [ grep { !$_->{gone} } @{ $state->{lanes} } ];
	}
	return;
}

sub now
{
	return clock_gettime(CLOCK_MONOTONIC);
}

# wait_for_work: until something can be read, or written, or the next chunk has become old enough.
sub wait_for_work
{
	my ($state) = @_;
	my ($read, $write, $timeout) = ('', '', undef);
	vec($read, fileno $_, 1) = 1 for $state->{control}, $state->{listener};

	for my $lane ($state->{silent} ? () : @{ $state->{lanes} })
	{
		vec($read, fileno $lane->{from}, 1) = 1 if !$lane->{ended} && $lane->{size} < MOST_HELD;
		next unless @{ $lane->{held} };
		my $rest = $lane->{held}[0][0] - now();
		vec($write, fileno $lane->{to}, 1) = 1 if $rest <= 0;
		$timeout = $rest if $rest > 0 && (!defined $timeout || $rest < $timeout);
	}
	my $ready = select($read, $write, undef, $timeout);
	return $ready > 0 ? ($read, $write) : ('', '');
}

sub accept_connection
{
	my ($state) = @_;
	my $client = $state->{listener}->accept or return;
	my $server = IO::Socket::INET->new(
		PeerAddr => $state->{target}{host},
		PeerPort => $state->{target}{port},
		Proto => 'tcp');
	return CORE::close($client) unless $server;

	for my $socket ($client, $server)
	{
		setsockopt($socket, IPPROTO_TCP, TCP_NODELAY, 1);
		$socket->blocking(0);
	}
	$state->{stats}{connections}++;
	my $up = { from => $client, to => $server, held => [], size => 0, direction => 'up' };
	my $down = { from => $server, to => $client, held => [], size => 0, direction => 'down' };
	($up->{other}, $down->{other}) = ($down, $up);
	push @{ $state->{lanes} }, $up, $down;
	return;
}

sub take_in
{
	my ($state, $lane) = @_;
	my $got = sysread($lane->{from}, my $bytes, 256 * 1024);
	return client_gone($lane)
	  if !$got && $state->{keep_server} && $lane->{direction} eq 'up' && (defined $got || !passing_error());
	if (!defined $got)
	{
		finish($lane, \&MetaHog::Child::reset_connection) unless passing_error();
		return;
	}
	$lane->{ended} = 1 if !$got;
	$bytes = $state->{alter}->($bytes) if $got && $state->{alter} && $lane->{direction} eq 'up';
	push @{ $lane->{held} }, [ now() + $state->{delay}, $bytes ];
	$lane->{size} += $got;
	return;
}

# client_gone: its side is over, and the server's lane goes on until the server ends it.
sub client_gone
{
	my ($lane) = @_;
	$lane->{ended} = $lane->{closed} = 1;
	$lane->{other}{unheard} = 1;
	finish($lane, sub { CORE::close($_[0]) }) if $lane->{other}{closed};
	return;
}

# give_out: writes what is old enough. An empty chunk is the end of what the source had to say.
sub give_out
{
	my ($state, $lane) = @_;
	my $held = $lane->{held};
	while (@$held && $held->[0][0] <= now())
	{
		if ($held->[0][1] eq '')
		{
			shift @$held;
			shutdown($lane->{to}, SHUT_WR);
			$lane->{closed} = 1;
			finish($lane, sub { CORE::close($_[0]) }) if $lane->{other}{closed};
			return;
		}
		my $written = write_chunk($state, $lane, $held->[0][1]);
		if (!defined $written)
		{
			finish($lane, \&MetaHog::Child::reset_connection) unless passing_error();
			return;
		}
		count($state, $lane, $written);
		$lane->{size} -= $written;
		substr($held->[0][1], 0, $written) = '';
		shift @$held if $held->[0][1] eq '';
	}
	return;
}

# write_chunk: how much of it was written; undef for an error. What nobody hears counts as written.
sub write_chunk
{
	my ($state, $lane, $bytes) = @_;
	my $written = $lane->{unheard} ? length $bytes : syswrite($lane->{to}, $bytes);
	return $written if defined $written || passing_error();
	return undef unless $state->{keep_server} && $lane->{direction} eq 'down';
	$lane->{unheard} = 1;
	return length $bytes;
}

sub count
{
	my ($state, $lane, $written) = @_;
	my $direction = $lane->{direction};
	$state->{stats}{$direction} += $written;
	$state->{stats}{turns}++ if $direction eq 'up' && $state->{spoke_last} ne 'up';
	$state->{spoke_last} = $direction;
	return;
}

sub passing_error
{
	return $! == EAGAIN || $! == EWOULDBLOCK || $! == EINTR;
}

# finish: ends both sides of a connection in the given way.
sub finish
{
	my ($lane, $end) = @_;
	return if $lane->{gone};
	$end->($_) for $lane->{from}, $lane->{to};
	delete $lane->{other}{other};
	$_->{gone} = 1 for $lane, delete $lane->{other};
	return;
}

sub obey
{
	my ($state) = @_;
	sysread($state->{control}, my $command, 100) or POSIX::_exit(0);
	chomp $command;
	my $answer = 'done';

	$state->{silent} = $command eq 'silence' if $command =~ /^(silence|resume)$/;
	finish_all($state, \&MetaHog::Child::reset_connection) if $command eq 'reset';
	finish_all($state, sub { CORE::close($_[0]) }) if $command eq 'close';
	$answer = join ' ', %{ $state->{stats} }, open => scalar(@{ $state->{lanes} }) / 2
	  if $command eq 'stats';
	syswrite($state->{control}, "$answer\n");
	return;
}

sub finish_all
{
	my ($state, $end) = @_;
	finish($_, $end) for @{ $state->{lanes} };
	$state->{lanes} = [];
	return;
}

1;
