package MetaHog::Connection;

# MetaHog/Connection.pm: the server's side of one connection to MetaHog::FakeServer.
#
# - What the client sends is read message by message, and each is answered in its turn.
# - When the client has gone, or a reply has ended the connection, reading or writing dies with a
#   Gone, which ends the conversation quietly.

use strict;
use warnings;

use Errno qw(EINTR);
use Socket qw(IPPROTO_TCP TCP_NODELAY);

use MetaHog::Child;
use MetaHog::Message qw(:all);

my %PARAMETERS = (
	server_version => '15.0',
	server_encoding => 'UTF8',
	client_encoding => 'UTF8',
	DateStyle => 'ISO, MDY',
	IntervalStyle => 'postgres',
	TimeZone => 'UTC',
	integer_datetimes => 'on',
	standard_conforming_strings => 'on');

# The codes that stand where a start-up packet has its protocol version.
use constant {
	CANCEL_REQUEST => 80877102,
	SSL_REQUEST => 80877103,
	GSS_REQUEST => 80877104 };

sub new
{
	my ($class, $socket, $number, $options) = @_;
	setsockopt($socket, IPPROTO_TCP, TCP_NODELAY, 1);
	return bless {
		socket => $socket,
		number => $number,
		options => $options,
		status => 'I',
		statements => {},
		portals => {},
		skipping => 0 }, $class;
}

# For replies that are code: write bytes; keep the connection open and say nothing; end it.

sub send
{
	my ($self, $bytes) = @_;
	my $from = 0;
	if ($self->{holding})
	{
		$self->{held} .= $bytes;
		return;
	}
	while ($from < length $bytes)
	{
		my $written = syswrite($self->{socket}, $bytes, 1 << 20, $from);
		next if !defined $written && $! == EINTR;
		die 'Gone' unless $written;
		$from += $written;
	}
	return;
}

# hang: until the client closes the connection; whatever it sends meanwhile is not read as a message.
sub hang
{
	my ($self) = @_;
	$self->read_bytes(1) while 1;
	return;
}

sub close
{
	my ($self) = @_;
	CORE::close($self->{socket});
	die 'Gone';
}

sub reset
{
	my ($self) = @_;
	MetaHog::Child::reset_connection($self->{socket});
	die 'Gone';
}

sub event
{
	my ($self, $text) = @_;
	$text =~ s/\s*\n\s*/ /g;
	print "$text\n";
	return;
}

# converse: the whole life of the connection.
sub converse
{
	my ($self) = @_;
	$self->event('connect');
	eval {
		$self->misbehave('accept');
		if ($self->start_up)
		{
			$self->answer_message($self->read_message) while 1;
		}
		1;
	} or do {
		die $@ unless $@ =~ /^Gone/;
	};
	$self->event('closed');
	return;
}

sub misbehave
{
	my ($self, $stage) = @_;
	my $options = $self->{options};
	$self->hang if ($options->{silent_at} // '') eq $stage;
	$self->close if ($options->{close_at} // '') eq $stage;
	$self->reset if ($options->{reset_at} // '') eq $stage;
	return;
}

# start_up: true if a session has begun, false for a cancel request.
sub start_up
{
	my ($self) = @_;
	my ($code, $rest);
	while (1)
	{
		my $length = unpack('N', $self->read_bytes(4));
		($code, $rest) = unpack('Na*', $self->read_bytes($length - 4));
		last if $code != SSL_REQUEST && $code != GSS_REQUEST;
		$self->event($code == SSL_REQUEST ? 'tls' : 'gss');
		$self->misbehave('tls');
		my $tls = $code == SSL_REQUEST ? $self->{options}{tls} // 'N' : 'N';
		ref $tls ? $tls->($self) : $self->send($tls);
	}
	if ($code == CANCEL_REQUEST)
	{
		$self->event(sprintf('cancel: %d %d', unpack('NN', $rest)));
		return 0;
	}
	my %settings = split /\0/, $rest;
	$self->event("user: $settings{user}");
	$self->misbehave('startup');
	$self->greet;
	return 1;
}

sub greet
{
	my ($self) = @_;
	my $options = $self->{options};
	return $options->{greeting}->($self) if ref $options->{greeting};
	return $self->send($options->{greeting}) if defined $options->{greeting};

	if ($options->{password})
	{
		$self->send(authentication(3));
		$self->read_message;
		$self->event('password');
	}
	my %parameters = (%PARAMETERS, %{ $options->{parameters} // {} });
	$self->send(
		join '', authentication(0),
		(map { parameter_status($_, $parameters{$_}) } sort keys %parameters),
		key_data($self->{number}, 4711), ready());
	return;
}

sub read_message
{
	my ($self) = @_;
	my ($type, $length) = unpack('aN', $self->read_bytes(5));
	return ($type, $self->read_bytes($length - 4));
}

sub read_bytes
{
	my ($self, $wanted) = @_;
	my $bytes = '';
	while (length $bytes < $wanted)
	{
		my $got = sysread($self->{socket}, $bytes, $wanted - length $bytes, length $bytes);
		next if !defined $got && $! == EINTR;
		die 'Gone' unless $got;
	}
	return $bytes;
}

my %ANSWERS = (
	P => \&answer_parse,
	B => \&answer_bind,
	D => \&answer_describe,
	E => \&answer_execute,
	C => \&answer_close,
	S => \&answer_sync,
	Q => \&answer_simple_query);

sub answer_message
{
	my ($self, $type, $body) = @_;
	if ($type eq 'X')
	{
		$self->event('terminate');
		die 'Gone';
	}
	return if $self->{skipping} && $type ne 'S';
	my $answer = $ANSWERS{$type} or return;
	$answer->($self, $body);
	return;
}

sub answer_parse
{
	my ($self, $body) = @_;
	my ($name, $sql) = unpack('Z*Z*', $body);
	$self->event("sql: $sql");
	$self->{holding} = $self->{options}{at_once};
	my $reply = { sql => $sql, %{ $self->reply_to($sql) } };
	$self->{statements}{$name} = $reply;
	$self->say($reply, 'parse', parse_complete());
	return;
}

sub answer_bind
{
	my ($self, $body) = @_;
	my ($portal, $statement, $rest) = unpack('Z*Z*a*', $body);
	my $formats = unpack('n', $rest);
	my $count = unpack('n', substr($rest, 2 + 2 * $formats));
	$self->event("parameters: $count") if $count;
	my $reply = $self->{statements}{$statement} // {};
	$self->{portals}{$portal} = $reply;
	$self->say($reply, 'bind', bind_complete());
	return;
}

# Describing a statement names its parameters first.
sub answer_describe
{
	my ($self, $body) = @_;
	my ($kind, $name) = unpack('aZ*', $body);
	my $reply = $self->{ $kind eq 'S' ? 'statements' : 'portals' }{$name} // {};
	my $columns = $reply->{columns};
	$self->say($reply, 'describe',
		($kind eq 'S' ? parameter_description(@{ $reply->{parameter_types} // [] }) : '')
		  . ($columns ? row_description(@$columns) : no_data()));
	return;
}

sub answer_execute
{
	my ($self, $body) = @_;
	my ($portal) = unpack('Z*', $body);
	my $reply = $self->{portals}{$portal} // {};
	$self->say($reply, 'execute', execution($reply));
	$self->{status} = $reply->{status} if !$self->{skipping} && $reply->{status};
	return;
}

sub execution
{
	my ($reply) = @_;
	my $rows = $reply->{rows} // [];
	return join '', (map { data_row(@$_) } @$rows),
	  command_complete($reply->{tag} // 'SELECT ' . scalar @$rows);
}

sub answer_close
{
	my ($self) = @_;
	$self->send(message('3', ''));
	return;
}

sub answer_sync
{
	my ($self) = @_;
	my $sync = $self->{options}{sync};
	$self->{skipping} = 0;
	$self->{holding} = 0;
	$self->send((delete $self->{held} // '') . ($sync ? $sync->() : '') . ready($self->{status}));
	return;
}

sub answer_simple_query
{
	my ($self, $body) = @_;
	my ($sql) = unpack('Z*', $body);
	$self->event("simple: $sql");
	my $reply = { sql => $sql, %{ $self->reply_to($sql) } };
	$self->say($reply, 'parse', '');
	if (!$self->{skipping})
	{
		$self->say($reply, 'describe', row_description(@{ $reply->{columns} })) if $reply->{columns};
		$self->say($reply, 'execute', execution($reply));
		$self->{status} = $reply->{status} if !$self->{skipping} && $reply->{status};
	}
	$self->answer_sync;
	return;
}

# say: the usual answer to one message of a statement, or what the reply has in its place.
sub say
{
	my ($self, $reply, $step, $usual) = @_;
	if ($reply->{error} && $step eq ($reply->{error_at} // 'parse'))
	{
		$self->send(error_response(@{ $reply->{error} }));
		$self->{skipping} = 1;
		$self->{status} = $reply->{status} // ($self->{status} eq 'I' ? 'I' : 'E');
		return;
	}
	my $instead = $reply->{$step};
	return $instead->($self, $usual) if ref $instead;
	$self->send($instead // $usual);
	return;
}

# reply_to: the test's reply, else what a server says to the statements that surround the caller's.
sub reply_to
{
	my ($self, $sql) = @_;
	my $answer = $self->{options}{answer};
	my $reply = $answer ? $answer->($sql, $self) : undef;
	return $reply // $self->default_reply($sql);
}

sub default_reply
{
	my ($self, $sql) = @_;
	return { tag => 'BEGIN', status => 'T' } if $sql =~ /^\s*(BEGIN|START)/i;
	return $self->end_of_transaction(uc $1) if $sql =~ /^\s*(ROLLBACK|COMMIT)/i;
	return { tag => 'DISCARD ALL' } if $sql =~ /^\s*DISCARD/i;
	return { tag => 'SET' } if $sql =~ /^\s*SET\b/i;
	return { columns => [ [ 'oid', 'oid' ] ] } if $sql =~ /\bpg_type\b/;
	return settings_reply($sql) if $sql =~ /\b(?:set_config|current_setting)\s*\(/i;
	return { columns => [ [ '?column?', 'int4' ] ], rows => [ [1] ] };
}

# A server warns of the end of a transaction that there is none of.
sub end_of_transaction
{
	my ($self, $tag) = @_;
	my $warning = notice_response(S => 'WARNING', V => 'WARNING', C => '25P01',
		M => 'there is no transaction in progress');
	return {
		status => 'I',
		execute => sub {
			my ($connection) = @_;
			my $alone = $connection->{status} eq 'I';
			$connection->send(($alone ? $warning : '') . command_complete($tag));
		} };
}

# settings_reply: one value for each item of the target list: of a setting that is asked for, what was
# said of it at the start, or 0; of one that is set, nothing.
sub settings_reply
{
	my ($sql) = @_;
	my %settings = (%PARAMETERS, transaction_read_only => 'on');
	my @values = map { /^\S*current_setting\s*\(\s*'(\w+)'/i ? $settings{$1} // '0' : '' } target_list($sql);
	return { columns => [ map { [ 'setting', 'text' ] } @values ], rows => [ \@values ] };
}

# target_list: the items of a SELECT without FROM, that is, what commas outside of parentheses and
# literals divide.
sub target_list
{
	my ($sql) = @_;
	my ($depth, @items) = (0, '');
	(my $list = $sql) =~ s/^\s*SELECT\s*|[\s;]*$//gi;
	for my $token ($list =~ /'(?:[^']|'')*'|[^']/g)
	{
		$depth += $token eq '(' ? 1 : $token eq ')' ? -1 : 0;
		push(@items, '') && next if $token eq ',' && !$depth;
		$items[-1] .= $token;
	}
	s/^\s+// for @items;
	return @items;
}

1;
