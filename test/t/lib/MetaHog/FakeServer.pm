package MetaHog::FakeServer;

# MetaHog/FakeServer.pm: a server that speaks PostgreSQL's protocol and misbehaves as a test wants.
#
#   my $fake = MetaHog::FakeServer->start(
#       answer => sub {
#           my ($sql) = @_;
#           return { error => [ S => 'ERROR', M => 'no SQLSTATE here' ] } if $sql =~ /boo/;
#           return undef;                    # the default answer
#       });
#   … 127.0.0.1, $fake->port …
#   like($fake->events, qr/^sql: BEGIN/m);
#   $fake->stop;
#
# - Every connection has a process of its own, so a cancel request arrives while another one hangs.
# - The extended protocol is answered message by message, as a server does: after an error all is
#   skipped up to the next Sync, and the transaction status follows BEGIN, ROLLBACK and errors.
# - What happened is written to a file, one event in a line, which events() returns: connect, tls,
#   gss, user: …, password (never its value), sql: …, simple: …, parameters: n, cancel: pid key,
#   terminate, closed.

use strict;
use warnings;

use File::Basename;
use IO::Socket::INET;
use POSIX ();
use PostgreSQL::Test::Utils;
use Time::HiRes ();

use MetaHog::Child;
use MetaHog::Connection;

# Options of start, all optional:
#   answer      code that gets the SQL text and the connection, and returns the reply; see below
#   silent_at   accept | tls | startup: says nothing from there on, and keeps the connection open
#   close_at    accept | tls | startup: closes the connection there
#   reset_at    the same with a RST
#   tls         what an SSLRequest is answered with, 'N' if not given; any bytes, or code
#   greeting    sent instead of AuthenticationOk, parameters, key and ReadyForQuery: bytes, or code that
#               gets the connection
#   parameters  { name => value }: parameter statuses besides, or instead of, the usual ones
#   at_once     1: answers nothing before a Sync, and then all at once
#   sync        code that returns what is sent before each ReadyForQuery that answers a Sync
#   password    ask for a cleartext password, accept any
#
# A reply is undef for the default answer, or a hash of:
#   columns     [[name, type], …] for RowDescription; without it NoData
#   rows        [[value, …], …]
#   tag         for CommandComplete; SELECT n if not given
#   error       [letter => value, …]: an ErrorResponse instead of executing
#   error_at    parse | bind | execute: when it comes; parse if not given
#   status      the transaction status to claim in ReadyForQuery from now on: I, T or E
#   parameter_types
#               oids for the description of a prepared statement
#   parse, bind, describe, execute
#               what is sent in place of the usual answer to that message: bytes, or code that
#               gets the connection and the usual answer, and writes, waits, closes or resets by itself
sub start
{
	my ($class, %options) = @_;
	my $listener = MetaHog::Child::listen_on_free_port();
	my $self = bless {
		port => $listener->sockport,
		log => log_file(),
		test => $$ }, $class;

	$self->{pid} = MetaHog::Child::spawn(
		sub { serve($listener, \%options) }, $self->{log});
	close $listener;
	return $self;
}

# full_backlog: a port on which connecting neither succeeds nor fails, because nobody accepts and
# the queue of those who wait is full. The object keeps it so until it goes.
sub full_backlog
{
	my ($class) = @_;
	my $listener = MetaHog::Child::listen_on_free_port(1);
	my $self = bless { port => $listener->sockport, listener => $listener, test => $$ }, $class;

	for (1 .. 8)
	{
		my $waiting = IO::Socket::INET->new(
			PeerAddr => '127.0.0.1',
			PeerPort => $self->{port},
			Blocking => 0);
		push @{ $self->{waiting} }, $waiting if $waiting;
	}
	Time::HiRes::sleep(0.1);
	return $self;
}

sub port
{
	my ($self) = @_;
	return $self->{port};
}

# events: all that happened so far, as text, one event in a line.
sub events
{
	my ($self) = @_;
	open(my $file, '<', $self->{log}) or return '';
	local $/;
	return scalar(<$file>) // '';
}

# count(pattern): how many events match.
sub count
{
	my ($self, $pattern) = @_;
	return scalar grep { $_ =~ $pattern } split /\n/, $self->events;
}

# wait_for(pattern, seconds): true as soon as an event matches, false if none does in time.
sub wait_for
{
	my ($self, $pattern, $seconds) = @_;
	my $end = Time::HiRes::time() + ($seconds // 10);
	while (Time::HiRes::time() < $end)
	{
		return 1 if $self->count($pattern);
		Time::HiRes::sleep(0.02);
	}
	return 0;
}

sub stop
{
	my ($self) = @_;
	return unless $self->{test} == $$;
	MetaHog::Child::reap(delete $self->{pid}) if $self->{pid};
	delete @$self{qw(listener waiting)};
	return;
}

sub DESTROY
{
	my ($self) = @_;
	$self->stop;
	return;
}

my $log_number = 0;

# Beside the logs of the test's servers, and named like them after the test.
sub log_file
{
	return sprintf('%s/%s_fake_server_%d.log',
		$PostgreSQL::Test::Utils::log_path, basename($0, '.pl'), ++$log_number);
}

# serve: accepts for ever; a process for each connection, which ends with this one.
sub serve
{
	my ($listener, $options) = @_;
	local $SIG{CHLD} = 'IGNORE';
	my $acceptor = $$;
	my $number = 0;

	while (1)
	{
		my $socket = $listener->accept or next;
		$number++;
		my $pid = fork() // die "cannot fork: $!";
		if ($pid)
		{
			close $socket;
			next;
		}
		MetaHog::Child::end_with($acceptor);
		close $listener;
		my $connection = MetaHog::Connection->new($socket, $number, $options);
		eval { $connection->converse; 1 } or $connection->event("died: $@");
		POSIX::_exit(0);
	}
}

1;
