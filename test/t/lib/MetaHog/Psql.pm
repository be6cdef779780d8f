package MetaHog::Psql;

# MetaHog/Psql.pm: a psql that stays, so that one backend serves many statements of a test.
#
#   my $psql = MetaHog::Psql->start($node);
#   my $result = $psql->run('SELECT 1');      # { out, error, sqlstate, message, seconds, ended }
#   $psql->send('SELECT pg_sleep(60)');       # does not wait
#   $result = $psql->wait;                    # for what was sent
#
# - A statement that fails leaves the session as a psql user would find it.
# - Nobody waits for ever: after PATIENCE seconds waiting is given up, with an error that says so.

use strict;
use warnings;

use IPC::Run ();
use Scalar::Util qw(refaddr weaken);
use Time::HiRes qw(time);

use constant PATIENCE => 30;

# Those that have not been stopped. Perl's own end may find parts of them destroyed already, for which IPC::Run
# would wait for ever.
my %started;

END
{
	my @left = grep { defined } values %started;
	$_->stop for @left;
}

# start(node, option => …): as the superuser, over the socket.
#   database   postgres if not given
#   options    PGOPTIONS
#   where      a connection string, in place of the node's own
sub start
{
	my ($class, $node, %options) = @_;
	my $where = $options{where} // $node->connstr($options{database} // 'postgres');
	my $self = bless { in => '', out => '', error => '', number => 0, test => $$ }, $class;

	weaken($started{ refaddr $self } = $self);
	local $ENV{PGOPTIONS} = $options{options} // '';
	$self->{psql} = IPC::Run::start(
		[ 'psql', '-X', '-q', '-A', '-t', '-d', $where, '-f', '-' ],
		'<', \$self->{in}, '>', \$self->{out}, '2>', \$self->{error});
	$self->run("\\set VERBOSITY verbose\n\\set SHOW_CONTEXT always");
	$self->{pid} = $self->value('SELECT pg_backend_pid()');
	return $self;
}

sub run
{
	my ($self, $sql) = @_;
	$self->send($sql);
	return $self->wait;
}

# value(SQL): what it prints; dies if it fails.
sub value
{
	my ($self, $sql) = @_;
	my $result = $self->run($sql);
	die "$sql: $result->{error}" if $result->{error} ne '';
	return $result->{out};
}

# send(SQL): marks behind it show on both streams when it is over.
sub send
{
	my ($self, $sql) = @_;
	my $mark = 'end of statement ' . ++$self->{number};
	$self->{begun} = time;
	$self->{mark} = "$mark\n";
	$self->{in} .= "$sql\n;\n\\echo $mark\n\\warn $mark\n";
	eval { $self->{psql}->pump_nb };
	return;
}

sub wait
{
	my ($self) = @_;
	my $mark = $self->{mark};
	my $end = time + PATIENCE;
	my $ended = 0;

	until ($self->{out} =~ /\Q$mark\E/ && $self->{error} =~ /\Q$mark\E/)
	{
		last if $ended++;
		if (time > $end)
		{
			$self->{error} .= "no end after @{[PATIENCE]} seconds\n";
			last;
		}
		$ended = 0 if eval { $self->{psql}->pump_nb; $self->{psql}->pumpable };
		Time::HiRes::sleep(0.01);
	}
	return $self->take_result($ended);
}

# over: has what was sent last come to its end?
sub over
{
	my ($self) = @_;
	eval { $self->{psql}->pump_nb };
	return $self->{error} =~ /\Q$self->{mark}\E/;
}

sub take_result
{
	my ($self, $ended) = @_;
	my %result = (seconds => time - $self->{begun}, ended => $ended, out => $self->{out}, error => $self->{error});

	$_ =~ s/\Q$self->{mark}\E// for @result{qw(out error)};
	chomp $result{out};
	@result{qw(sqlstate message)} = $result{error} =~ /(?:ERROR|FATAL):  (\w{5}): (.*)/ ? ($1, $2) : ('', '');
	@$self{qw(out error)} = ('', '');
	return \%result;
}

# pid: of the backend.
sub pid
{
	my ($self) = @_;
	return $self->{pid};
}

# signal(name): to psql itself: INT is a user's Ctrl-C, KILL is a client that is gone.
sub signal
{
	my ($self, $name) = @_;
	$self->{psql}->signal($name);
	return;
}

sub stop
{
	my ($self) = @_;
	return unless $self->{test} == $$ && $self->{psql};
	my $psql = delete $self->{psql};
	delete $started{ refaddr $self };
	local ($?, $@, $!);
	eval { $psql->signal('KILL'); $psql->finish };
	return;
}

sub DESTROY
{
	my ($self) = @_;
	$self->stop;
	return;
}

1;
