# test/t/047_greetings.pl: what a remote may cost before it has shown who it is: little time, little memory, and no more.

use strict;
use warnings;

use IO::Select;
use IO::Socket::INET;
use POSIX ();
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep);

use MetaHog::Child;
use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

# What a call takes that is refused at once, and what a greeting of any length may cost.
use constant { AT_ONCE => 3, MOST_KB => 20_000 };

# As in remote/greeting.c.
use constant { MOST_ROUNDS => 200_000, MOST_MESSAGES => 1000, MOST_MESSAGE_BYTES => 65_536 };

my $metadata = MetaHog::Servers::metadata('metadata');
my $psql = MetaHog::Psql->start($metadata);

my @greeting = (authentication(0), parameter_status('server_version', '15.0'), parameter_status('client_encoding', 'UTF8'));
my $welcome = join '', @greeting, key_data(4711, 1), ready();
my $refusal = error_response(S => 'FATAL', V => 'FATAL', C => '28P01', M => 'not you');

# peak_kb: the most memory that the backend has had since the last forget_peak.
sub peak_kb
{
	open(my $status, '<', "/proc/@{[ $psql->pid ]}/status") or die "no status: $!";
	return (map { /^VmHWM:\s+(\d+)/ } <$status>)[0];
}

sub forget_peak
{
	open(my $file, '>', "/proc/@{[ $psql->pid ]}/clear_refs") or die "no clear_refs: $!";
	print $file '5';
	close $file;
	return peak_kb();
}

# greeted(name, option => …): what a call says to a fake server with these options; it takes no memory to speak of.
sub greeted
{
	my ($name, %options) = @_;
	my $fake = MetaHog::FakeServer->start(%options);
	MetaHog::Servers::create_source($metadata, 'peer', undef, port => $fake->port, password => 'secret',
		query => $options{query} // 'sslmode=disable');
	my $before = forget_peak();
	my $result = $psql->run(q{SELECT metahog.execute('peer', 'SELECT 1', timeout => '20 s')});
	cmp_ok(peak_kb() - $before, '<', MOST_KB, "$name: little memory");
	cmp_ok($result->{seconds}, '<', AT_ONCE, "$name: at once");
	$psql->value(q{SELECT metahog.drop_source('peer')});
	$fake->stop;
	return $result;
}

# refused(name, message, option => …)
sub refused
{
	my ($name, $message, %options) = @_;
	my $result = greeted($name, %options);
	is($result->{sqlstate}, $options{sqlstate} // '08001', "$name: SQLSTATE") or diag $result->{error};
	like($result->{error}, $message, "$name: what is said");
	like($result->{error}, qr/stage "authenticate"/, "$name: the stage");
	return;
}

# scram(rounds, send): a server that asks for so many; send is how its bytes are sent.
sub scram
{
	my ($rounds, $send) = @_;
	return sub {
		my ($connection) = @_;
		$connection->send(authentication(10, "SCRAM-SHA-256\0\0"));
		my (undef, $first) = $connection->read_message;
		my ($nonce) = $first =~ /r=(.*)$/s;
		$send->($connection, authentication(11, "r=${nonce}x,s=c2FsdA==,i=$rounds"));
		$connection->read_message;
		$connection->event('proof');
		$connection->send($refusal);
		$connection->hang;
	};
}

my $in_one = sub { $_[0]->send($_[1]) };
my $byte_by_byte = sub { for my $byte (split //, $_[1]) { $_[0]->send($byte); sleep 0.001 } };

sub scram_rounds
{
	my $too_many = qr/too many SCRAM iterations.*DETAIL:  It asks for \S+, and at most @{[MOST_ROUNDS]} are done.*scram_iterations/s;
	refused("$_ rounds", $too_many, greeting => scram($_, $in_one))
	  for 50_000_000, MOST_ROUNDS + 1, '99999999999999999999', '+50000000', ' 50000000';
	# libpq takes a number of 64 bits for one of 32.
	refused("$_ rounds", $too_many, greeting => scram($_, $in_one)) for 2**32 + 50_000_000, -2**32 + 50_000_000;
	refused('rounds byte by byte', $too_many, greeting => scram(50_000_000, $byte_by_byte));
	refused('rounds behind another message', $too_many,
		greeting => scram(50_000_000, sub { $_[0]->send(authentication(5, 'salt') . $_[1]) }));

	refused('as many rounds as are allowed', qr/not you/, sqlstate => '28P01', greeting => scram(MOST_ROUNDS, $in_one));
	refused('few rounds byte by byte', qr/not you/, sqlstate => '28P01', greeting => scram(4096, $byte_by_byte));
	return;
}

# endless(bytes, more): the bytes, and then more for ever.
sub endless
{
	my ($bytes, $more) = @_;
	return sub { $_[0]->send($bytes); $_[0]->send($more) while 1 };
}

# notice_of(bytes): a notice that is so long, with its head.
sub notice_of
{
	my ($bytes) = @_;
	return notice_response(M => 'n' x ($bytes - length notice_response(M => '')));
}

sub endless_greetings
{
	my $too_long = qr/does not greet as PostgreSQL does, or sends too long a message.*DETAIL:  Its message has type/s;
	my $too_much = qr/says too much before it is ready.*DETAIL:  At most \d+ bytes and @{[MOST_MESSAGES]} messages/s;
	my $x = 'x' x 1_000_000;
	refused('an absurd error', $too_long, greeting => endless(bad_length('E', 0x7FFFFFFF), $x));
	refused('an absurd error once authenticated', $too_long, greeting => endless(authentication(0) . bad_length('E', 0x7FFFFFFF), $x));
	refused('an absurd notice', $too_long, greeting => endless(authentication(0) . bad_length('N', 0x7FFFFFFF), $x));
	refused('an absurd parameter', $too_long, greeting => endless(authentication(0) . bad_length('S', 0x7FFFFFFF), $x));
	refused('an absurd authentication', $too_long, greeting => endless(bad_length('R', 0x7FFFFFFF), $x));
	refused('a negative length', $too_long, greeting => endless(bad_length('R', 0xFFFFFFFF), $x));
	refused('no length', $too_long, greeting => endless(bad_length('R', 0), $x));
	refused('an error of the oldest protocol', $too_long, greeting => endless('E', $x));
	refused('a byte too much', $too_long, greeting => authentication(0) . notice_of(MOST_MESSAGE_BYTES + 1) . $refusal);
	refused('rows', $too_long, greeting => endless(authentication(0), data_row('x' x 1000)));
	refused('zeroes', $too_long, greeting => endless('', "\0" x 1000));
	my $number = 0;
	refused('notices without end', $too_much,
		greeting => endless(authentication(0), notice_response(S => 'NOTICE', C => '00000', M => 'n' x 10_000)));
	refused('small notices without end', $too_much, greeting => endless(authentication(0), notice_response(M => 'n') x 100));
	refused('few and long notices', $too_much,
		greeting => join '', authentication(0), notice_response(S => 'NOTICE', C => '00000', M => 'n' x 60_000) x 18, substr($welcome, 9));
	refused('parameters without end', $too_much,
		greeting => sub { $_[0]->send(authentication(0)); $_[0]->send(parameter_status('p' . $number++, 'v')) while 1 });
	return;
}

# Behind an answer to a request for TLS, nothing is better.
sub endless_answers_to_tls
{
	my $result = greeted('an absurd error in place of TLS', query => 'sslmode=prefer', tls => endless(bad_length('E', 0x7FFFFFFF), 'x' x 1_000_000));
	is($result->{sqlstate}, '08001', 'an absurd error in place of TLS: SQLSTATE') or diag $result->{error};
	like($result->{error}, qr/too long a message.*stage "tls"/s, 'an absurd error in place of TLS: what is said');
	refused('an absurd error behind TLS denied', qr/too long a message/, query => 'sslmode=prefer',
		tls => sub { $_[0]->send('N' . bad_length('E', 0x7FFFFFFF)); $_[0]->hang });
	# With sslmode allow, libpq connects a second time by itself if it is refused without TLS.
	my $attempts = PostgreSQL::Test::Utils::tempdir() . '/attempts';
	refused('an absurd error at the second attempt', qr/too long a message/, query => 'sslmode=allow', greeting => sub {
		my ($connection) = @_;
		append_to_file($attempts, '.');
		endless(bad_length('E', 0x7FFFFFFF), 'x' x 1_000_000)->($connection) if -s $attempts > 1;
		$connection->send(error_response(S => 'FATAL', V => 'FATAL', C => '28000', M => 'not so'));
		$connection->close;
	});
	$result = greeted('endless bytes behind TLS granted', query => 'sslmode=require', tls => endless('S', "\x16\x03\x03\x40\x00" . 'x' x 0x4000));
	is($result->{sqlstate}, '08001', 'endless bytes behind TLS granted: SQLSTATE') or diag $result->{error};
	return;
}

# carry(one, other): each gets what the other says, until one ends.
sub carry
{
	my @ends = @_;
	my $select = IO::Select->new(@ends);
	while (my @ready = $select->can_read)
	{
		for my $from (@ready)
		{
			my $to = $from == $ends[0] ? $ends[1] : $ends[0];
			sysread($from, my $bytes, 65536) or return;
			while (length $bytes)
			{
				my $written = syswrite($to, $bytes) or return;
				substr($bytes, 0, $written, '');
			}
		}
	}
	return;
}

# tls_peer: the port of a TLS server that says the bytes, and then x for ever; and the process.
sub tls_peer
{
	my ($bytes) = @_;
	my $directory = PostgreSQL::Test::Utils::tempdir();
	my $listener = MetaHog::Child::listen_on_free_port();
	my $port = $listener->sockport;
	close $listener;
	system_or_bail('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=peer',
		'-days', 1, '-keyout', "$directory/key", '-out', "$directory/crt");
	my @server = ('openssl', 's_server', '-quiet', '-naccept', 1, '-accept', "127.0.0.1:$port", '-key', "$directory/key", '-cert', "$directory/crt");
	my $pid = MetaHog::Child::spawn(sub {
		my $server = open(my $input, '|-', @server) // die "cannot start openssl: $!";
		local $SIG{TERM} = sub { kill 'KILL', $server; POSIX::_exit(0) };
		syswrite($input, $bytes);
		1 while syswrite($input, 'x' x 100_000);
		waitpid $server, 0;
	});
	return ($port, $pid);
}

# connect_to(port): as soon as somebody listens there.
sub connect_to
{
	my ($port) = @_;
	my $socket;
	wait_until(sub { $socket = IO::Socket::INET->new("127.0.0.1:$port") }) or die 'nobody listens';
	return $socket;
}

# What TLS hides cannot be looked at, but it can be counted.
sub endless_over_tls
{
	my ($port, $pid) = tls_peer(bad_length('E', 0x7FFFFFFF));
	refused('endless over TLS', qr/says too much before it is ready/, query => 'sslmode=require', tls => sub {
		my ($connection) = @_;
		my $server = connect_to($port);
		$connection->send('S');
		carry($connection->{socket}, $server);
		$connection->close;
	});
	MetaHog::Child::reap($pid);
	return;
}

# What a server says if it has no process for us.
sub odd_but_honest
{
	refused('no process', qr/08001: could not fork new process for connection: Resource temporarily unavailable\n/,
		greeting => sub { $_[0]->send("Ecould not fork new process for connection: Resource temporarily unavailable\n\0"); $_[0]->close });
	refused('another kind of server', qr/Is it a PostgreSQL server that listens at this host and port\?/,
		greeting => "HTTP/1.1 400 Bad Request\r\n\r\n");
	refused('a longer error', qr/28P01: (?:not you ){1000}/, sqlstate => '28P01',
		greeting => error_response(S => 'FATAL', V => 'FATAL', C => '28P01', M => 'not you ' x 1000));

	my %good = (
		'with the longest message' => join('', @greeting, notice_of(MOST_MESSAGE_BYTES), key_data(4711, 1), ready()),
		'byte by byte' => sub { $byte_by_byte->($_[0], $welcome) },
		'with notices' => join('', @greeting, notice_response(S => 'NOTICE', C => '00000', M => 'n' x 20_000) x 20, key_data(4711, 1), ready()),
		'with more behind it' => $welcome . parameter_status('application_name', 'x'),
		# More than libpq reads at once, so that some of it would be lost if it were passed on.
		'with much behind it' => $welcome . notice_response(S => 'NOTICE', C => '00000', M => 'n' x 12_000) x 4);
	for my $name (sort keys %good)
	{
		my $result = greeted("greeted $name", greeting => $good{$name});
		like($result->{out}, qr/"error":null/, "greeted $name: answered") or diag $result->{error};
	}
	return;
}

# What connections are handed over with is made with the first session.
greeted('the first');
my $files = descriptors($psql->pid);
scram_rounds();
endless_greetings();
endless_answers_to_tls();
endless_over_tls();
odd_but_honest();
is(descriptors($psql->pid), $files, 'no file or socket is left open');

done_testing();
