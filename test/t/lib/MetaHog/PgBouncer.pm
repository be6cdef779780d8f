package MetaHog::PgBouncer;

# MetaHog/PgBouncer.pm: a PgBouncer before a remote.
#
#   my $bouncer = MetaHog::PgBouncer->start($remote, pool_mode => 'transaction', default_pool_size => 1);
#   MetaHog::Servers::create_source($metadata, 'pooled', $remote, port => $bouncer->port);
#   $bouncer->stop;
#   $bouncer->restart;        # on the same port
#
# - target_port is where it finds the remote, if that is not the remote's own port.
# - Every other option is a setting of PgBouncer's, and wins over those below.
# - Clients log in with the remote's own roles and password, and PgBouncer with the same on the remote.
# - It ends with the test, however the test ends; see MetaHog::Child.

use strict;
use warnings;

use IO::Socket::INET;
use POSIX ();
use PostgreSQL::Test::Utils;

use MetaHog::Child;
use MetaHog::Watch qw(wait_until);

# Debian has it where only root's PATH leads.
my $program = (grep { -x } map { "$_/pgbouncer" } split(/:/, $ENV{PATH}), '/usr/sbin')[0];

sub start
{
	my ($class, $remote, %settings) = @_;
	my $directory = PostgreSQL::Test::Utils::tempdir();
	my $self = bless { port => free_port(), config => "$directory/pgbouncer.ini", test => $$ }, $class;

	append_to_file("$directory/users", join '', map { qq{"$_" "$remote->{metahog_password}"\n} } qw(analyst admin));
	append_to_file($self->{config}, $self->config($remote, "$directory/users", %settings));
	$self->restart;
	return $self;
}

sub config
{
	my ($self, $remote, $users, %settings) = @_;
	my $port = delete $settings{target_port} // $remote->port;
	my %all = (
		listen_addr => '127.0.0.1',
		listen_port => $self->{port},
		unix_socket_dir => '',
		auth_type => 'scram-sha-256',
		auth_file => $users,
		%settings);
	return join "\n", '[databases]', "* = host=127.0.0.1 port=$port", '[pgbouncer]',
	  (map { "$_ = $all{$_}" } sort keys %all), '';
}

sub port
{
	my ($self) = @_;
	return $self->{port};
}

sub restart
{
	my ($self) = @_;
	die "pgbouncer is not installed\n" unless $program;
	$self->stop;
	$self->{pid} = MetaHog::Child::spawn(sub { serve($program, $self->{config}) },
		"$PostgreSQL::Test::Utils::log_path/pgbouncer_$self->{port}.log");
	wait_until(sub { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}) })
	  or die "pgbouncer does not listen\n";
	return;
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

sub free_port
{
	my $listener = MetaHog::Child::listen_on_free_port();
	my $port = $listener->sockport;
	close $listener;
	return $port;
}

# serve: PgBouncer as a child of the test's child, which sees to it that it ends with the test.
sub serve
{
	my ($path, $config) = @_;
	my $test = getppid;
	my $bouncer = fork() // die "cannot fork: $!";
	exec $path, $config or POSIX::_exit(1) unless $bouncer;

	my $end = sub { kill 'KILL', $bouncer; waitpid $bouncer, 0; POSIX::_exit(0) };
	$SIG{TERM} = $end;
	$SIG{ALRM} = sub { $end->() if getppid != $test; alarm 1 };
	waitpid $bouncer, 0;
	return;
}

1;
