# test/t/017_hostile_remote.pl: whatever a remote sends, the call ends in one clear error within its deadline, and nothing else suffers.
#
# One backend goes through all of it, and after each: the next call on a good source works, no
# connection is left, and in the end its memory and descriptors are what they were.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

# What is let pass beyond the deadline of one second: an abandoned statement is told so.
use constant MOST_SECONDS => 5;

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote');
my $psql = MetaHog::Psql->start($metadata);
MetaHog::Servers::create_source($metadata, 'good', $remote);

# forever(code): an answer that never ends; the code gets a number and returns the next bytes.
sub forever
{
	my ($code) = @_;
	return sub {
		my ($connection) = @_;
		my $number = 0;
		$connection->send($code->($number++)) while 1;
	};
}

my @int = ([ 'a', 'int4' ]);
my @text = ([ 'a', 'text' ]);
my $row = data_row(1);
my $done = command_complete('SELECT 1');
my $notices = notice_response(S => 'NOTICE', V => 'NOTICE', C => '00000', M => 'n' x 100) x 200;
my $notifications = notification(1, 'gossip', 'p' x 100) x 200;

# What the fake server answers to a statement that has the name in it, the SQLSTATEs in which the call
# may end, and what its error says. No SQLSTATE: the call ends well, and prints that.
my %statements = (
	'error of 10 MB' => [
		{ error => [ S => 'ERROR', V => 'ERROR', C => 'XX000', M => 'x' x 10_000_000,
			D => 'd' x 10_000_000, H => 'h' x 10_000_000 ] }, 'XX000', qr/x{1000}/ ],
	'error without SQLSTATE' => [ { error => [ S => 'ERROR', V => 'ERROR', M => 'nameless' ] }, '38000', qr/nameless/ ],
	'error without message' => [ { error => [ S => 'ERROR', V => 'ERROR', C => '22012' ] }, '\w{5}', qr/./ ],
	'error without fields' => [ { parse => error_response() }, '\w{5}', qr/./ ],
	'error 00000' => [ { error => [ S => 'ERROR', V => 'ERROR', C => '00000', M => 'no error' ] }, '38000', qr/no error/ ],
	'error with a lower case SQLSTATE' => [ { error => [ S => 'ERROR', V => 'ERROR', C => 'abcde', M => 'odd' ] }, '38000', qr/odd/ ],
	'error with a long SQLSTATE' => [ { error => [ S => 'ERROR', V => 'ERROR', C => 'X' x 1000, M => 'odd' ] }, '\w{5}', qr/odd/ ],
	'error with a mad position' => [
		{ error => [ S => 'ERROR', V => 'ERROR', C => '42601', M => 'there', P => '99999999999999999999' ] }, '42601', qr/there/ ],
	'error with a negative position' => [
		{ error => [ S => 'ERROR', V => 'ERROR', C => '42601', M => 'there', P => '-5' ] }, '42601', qr/there/ ],
	'error in invalid encoding' => [
		{ error => [ S => 'ERROR', V => 'ERROR', C => '22012', M => "b\xff\xfed", D => "\xc3", H => "\x80" ] }, '22012', qr/b\?\?d/ ],
	'error with format characters' => [
		{ error => [ S => 'ERROR', V => 'ERROR', C => '22012', M => '%s%n%1$*d' ] }, '22012', qr/%s%n%1\$\*d/ ],
	'fatal error' => [
		{ error => [ S => 'FATAL', V => 'FATAL', C => '57P01', M => 'enough' ], status => 'I' }, '08006', qr/enough/ ],

	'notices without end' => [ { parse => forever(sub { $notices }) }, '57014', qr/timeout/ ],
	'notices in place of rows' => [ { columns => \@int, execute => forever(sub { $notices }) }, '57014', qr/timeout/ ],
	'a thousand notices' => [ { columns => \@int, execute => $notices x 5 . $row . $done }, '',
		qr/"notices":\[\{"severity":"NOTICE","message":"n{100}","detail":null,"hint":null,"sqlstate":"00000"\},\n(?:\{.*\},\n){99}\{"severity":"WARNING","message":"900 more notices of the remote are left out","detail":null,"hint":null,"sqlstate":"01000"\}\]/ ],
	'large notices' => [
		{ columns => \@int, execute => notice_response(S => 'WARNING', C => '01000', M => 'm' x 100_000, D => 'd' x 100_000, H => 'h' x 7_000) x 20
			  . notice_response(S => 'NOTICE', C => '00000', M => 'a short one behind them') . $row . $done },
		'', qr/"notices":\[(?:\{"severity":"WARNING","message":"m{8000,8200}","detail":"d{8000,8200}","hint":"h{7000}","sqlstate":"01000"\},\n){2}\{"severity":"WARNING","message":"19 more/ ],
	'malformed notices' => [
		{ columns => \@int, execute => notice_response(V => 'WARN"ING', C => "\xff", M => "b\xff\"\\\n") . notice_response() . $row . $done },
		'', qr/"notices":\[\{"severity":"WARN\\"ING","message":"b\?\\"\\\\","detail":null,"hint":null,"sqlstate":"\?"\},\n\{"severity":"NOTICE","message":"","detail":null,"hint":null,"sqlstate":null\}\]/ ],
	'notices of the end' => [ { columns => \@int, execute => $row . $done . notice_response(S => 'NOTICE', C => '00000', M => 'late') }, '', qr/"notices":\[/ ],
	'notifications without end' => [ { parse => forever(sub { $notifications }) }, '57014', qr/timeout/ ],
	'parameters without end' => [
		{ parse => forever(sub { my $n = $_[0]; join '', map { parameter_status("p$n.$_", 'v' x 100) } 1 .. 100 }) },
		'57014', qr/timeout/ ],
	'the same parameter without end' => [
		{ parse => forever(sub { parameter_status('client_encoding', 'SQL_ASCII') x 200 }) }, '57014', qr/timeout/ ],
	'errors without end' => [
		{ parse => forever(sub { error_response(S => 'ERROR', V => 'ERROR', C => '22012', M => 'again') x 100 }) }, '\w{5}', qr/./ ],
	'rows without end' => [ { columns => \@int, execute => forever(sub { $row x 500 }) }, '', qr/"truncated":"max_rows"/ ],
	'ready for query without end' => [ { parse => forever(sub { ready('I') x 200 }) }, '\w{5}', qr/./ ],
	'parse complete without end' => [ { parse => forever(sub { parse_complete() x 200 }) }, '\w{5}', qr/./ ],
	'silence' => [ { parse => sub { $_[0]->hang } }, '57014', qr/timeout/ ],
	'silence in the rows' => [
		{ columns => \@int, execute => sub { $_[0]->send($row x 3); $_[0]->hang } }, '57014', qr/timeout/ ],

	'too many values' => [ { columns => \@int, rows => [ [ 1, 2 ] ] }, '08\w{3}', qr/./ ],
	'too few values' => [ { columns => [ @int, @int ], rows => [ [1] ] }, '08\w{3}', qr/./ ],
	'rows without a description' => [ { rows => [ [1] ] }, '\w{5}', qr/./ ],
	'another description among the rows' => [
		{ columns => \@int, execute => $row . row_description(@text, @text) . data_row('a', 'b') . $done }, '08P01', qr/not asked for|broke the protocol/ ],
	'the same description again' => [
		{ columns => \@int, execute => $row . row_description(@int) . $row . $done }, '(\w{5})?', qr/./ ],
	'rows after the end' => [ { columns => \@int, execute => $row . $done . $row . $done }, '(\w{5})?', qr/./ ],
	'no end of the rows' => [ { columns => \@int, execute => $row }, '\w{5}', qr/./ ],
	'binary columns' => [
		{ columns => \@int, describe => row_description([ 'a', 'int4', -1, 1 ]), rows => [ [ pack 'N', 1 ] ] },
		'08P01', qr/not asked for|broke the protocol/ ],
	'columns in an unknown format' => [
		{ columns => \@int, describe => row_description([ 'a', 'int4', -1, 7 ]), rows => [ [1] ] }, '08P01', qr/not asked for|broke the protocol/ ],
	'a negative number of columns' => [ { describe => message('T', pack('n', 0xFFFF)) }, '\w{5}', qr/./ ],
	'a value longer than its row' => [
		{ columns => \@int, execute => message('D', pack('nN', 1, 1000) . 'x') . $done }, '08\w{3}', qr/./ ],
	'a value of negative length' => [
		{ columns => \@int, execute => message('D', pack('nN', 1, 0x80000000)) . $done }, '(\w{5})?', qr/./ ],
	'a name in invalid encoding' => [ { columns => [ [ "a\xff", 'int4' ] ], rows => [ [1] ] }, '', qr/"a\?"/ ],
	'a name of 1 MB' => [ { columns => [ [ 'n' x 1_000_000, 'int4' ] ], rows => [ [1] ] }, '', qr/n{8000}/ ],
	'a value in invalid encoding' => [ { columns => \@text, rows => [ ["a\xff"] ] }, '22021', qr/./ ],
	'an unknown type' => [ { columns => [ [ 'a', 4_000_000_000 ] ], rows => [ ['x'] ] }, '(\w{5})?', qr/./ ],

	'COPY out' => [ { execute => message('H', pack('Cnn', 0, 1, 0)) }, '0A000', qr/no rows/ ],
	'COPY in' => [ { execute => message('G', pack('Cnn', 0, 1, 0)) }, '0A000', qr/no rows/ ],
	'COPY both' => [ { execute => message('W', pack('Cnn', 0, 1, 0)) }, '0A000', qr/no rows/ ],
	'COPY out and its data' => [
		{ execute => message('H', pack('Cnn', 0, 1, 0)) . message('d', "1\n") x 1000 . message('c', '') . command_complete('COPY 1000') },
		'0A000', qr/no rows/ ],
	'an empty query' => [ { execute => empty_query() }, '42601', qr/empty/ ],
	'no tag' => [ { columns => \@int, execute => $row . message('C', '') }, '(\w{5})?', qr/./ ],

	'garbage' => [ { parse => join('', map { chr(($_ * 7919) % 256) } 1 .. 5000) }, '\w{5}', qr/./ ],
	'zeroes' => [ { parse => "\0" x 5000 }, '\w{5}', qr/./ ],
	'an unknown message' => [ { parse => message('?', 'what is this') }, '\w{5}', qr/./ ],
	'a message of the client\'s' => [ { parse => message('Q', "SELECT 1\0") }, '\w{5}', qr/./ ],
	'another authentication' => [ { parse => authentication(3) }, '\w{5}', qr/./ ],
	'a function\'s result' => [ { parse => message('V', pack('N', 0)) }, '\w{5}', qr/./ ],
	'a row of 2 GB to come' => [ { columns => \@int, execute => bad_length('D', 0x7FFFFFFF, 'abc') }, '\w{5}', qr/./ ],
	'an error of 2 GB to come' => [ { parse => bad_length('E', 0x7FFFFFFF, 'abc') }, '\w{5}', qr/./ ],
	'a length below zero' => [ { parse => bad_length('D', 0x80000000, 'abc') }, '08\w{3}', qr/./ ],
	'a length of nothing' => [ { parse => bad_length('D', 0, 'abc') }, '08\w{3}', qr/./ ],
	'ready for query in an unknown state' => [ { status => 'Q' }, '\w{5}', qr/./ ]);

# A fake server that surprises at a statement of the given name, and a source for it.
sub fake_source
{
	my ($source, %options) = @_;
	my $fake = MetaHog::FakeServer->start(%options);
	MetaHog::Servers::create_source($metadata, $source, undef, port => $fake->port, password => 'x');
	return $fake;
}

# survives(name, fake, source): a call ends as it should, and nothing is left of it.
sub survives
{
	my ($name, $fake, $call, $sqlstate, $says) = @_;
	my $result = $psql->run($call);
	like($result->{sqlstate}, qr/^$sqlstate$/, "$name: SQLSTATE") or diag substr($result->{error} || $result->{out}, 0, 2000);
	like($result->{out} . $result->{error}, $says, "$name: what is said");
	is(scalar(() = $result->{error} =~ /^psql:\S+ (?:ERROR|FATAL|PANIC):  /mg), $sqlstate && $result->{error} ? 1 : 0, "$name: one error");
	cmp_ok(length $result->{error}, '<', 100_000, "$name: of a size that can be read");
	cmp_ok($result->{seconds}, '<', MOST_SECONDS, "$name: in time");
	is(good_call(), '42', "$name: the next call works");
	return;
}

sub good_call
{
	my $result = $psql->run(q{SELECT metahog.execute('good', 'SELECT 42')->'results'->0->>0});
	return $result->{ended} ? 'the backend has gone' : $result->{out};
}

sub connected
{
	my ($fake) = @_;
	return $fake->count(qr/^connect$/) - $fake->count(qr/^(closed|died)/);
}

sub surprising_answers
{
	my %reply = map { $_ => $statements{$_}[0] } keys %statements;
	my $fake = fake_source('surprise', answer => sub { $_[0] =~ m{/\* (.*) \*/} ? $reply{$1} : undef });
	$psql->value(q{SELECT metahog.execute('surprise', 'SELECT 1')});
	for my $name (sort keys %statements)
	{
		my (undef, $sqlstate, $says) = @{ $statements{$name} };
		my $text = "SELECT 1 /* $name */ LIMIT 5" =~ s/'/''/gr;
		survives($name, $fake, "SELECT metahog.execute('surprise', '$text', max_rows => 3, timeout => '1 s')", $sqlstate, $says);
	}
	# A session that ended well is kept; all others are closed.
	ok(wait_until(sub { connected($fake) <= 1 }), 'no connection to the surprising server is left');
	unlike($fake->events, qr/^died/m, 'the surprising server itself has done as it was told');
	$psql->value(q{SELECT metahog.drop_source('surprise')});
	$fake->stop;
	return;
}

# The same for functions that hand rows out one by one, and for the binary format.
sub surprised_functions
{
	my %reply = (
		'text columns' => { columns => \@int, rows => [ [1] ] },
		'short binary' => { columns => \@int, describe => row_description([ 'a', 'int4', -1, 1 ]), rows => [ ['x'] ] },
		'long binary' => { columns => \@int, describe => row_description([ 'a', 'int4', -1, 1 ]), rows => [ [ 'x' x 100 ] ] },
		'another description' => {
			columns => \@int, execute => $row x 5000 . row_description(@text, @text) . data_row('a', 'b') . $done },
		'a broken end' => { columns => \@int, execute => sub { $_[0]->send($row x 5000); $_[0]->reset } });
	my $fake = fake_source('surprise', answer => sub { $_[0] =~ m{/\* (.*) \*/} ? $reply{$1} : undef });
	my $query = sub { "SELECT count(*) FROM metahog.query('surprise', 'SELECT 1 /* $_[0] */', timeout => '1 s') AS t(a int)" };
	my $rows = sub { "SELECT count(r) FROM (SELECT metahog.rows('surprise', 'SELECT 1 /* $_[0] */', timeout => '1 s') AS r) AS s" };
	my $stream = sub { "SELECT count(r) FROM (SELECT metahog.stream('surprise', 'SELECT 1 /* $_[0] */', timeout => '1 s') AS r) AS s" };

	# A text that has been seen before is asked for in binary.
	for my $name (sort keys %reply)
	{
		survives("query, $name, time $_", $fake, $query->($name), '(\w{5})?', qr/./) for 1 .. 2;
	}
	survives('rows, another description', $fake, $rows->('another description'), '08P01', qr/not asked for|broke the protocol/);
	survives('rows, a broken end', $fake, $rows->('a broken end'), '08006', qr/./);
	survives('stream, another description', $fake, $stream->('another description'), '08P01', qr/not asked for|broke the protocol/);
	survives('stream, a broken end', $fake, $stream->('a broken end'), '08006', qr/./);
	$psql->value(q{SELECT metahog.drop_source('surprise')});
	$fake->stop;
	return;
}

# Each statement of ours, and each step of it, may be the last that the remote answers.
sub ends_at_each_point
{
	my %points = (
		'BEGIN' => qr/^BEGIN/, 'settings' => qr/set_config/, 'types' => qr/pg_type/,
		'the statement' => qr/the caller/, 'ROLLBACK' => qr/^ROLLBACK/, 'DISCARD' => qr/^DISCARD/);
	for my $name (sort keys %points)
	{
		for my $step (qw(parse bind describe execute))
		{
			my $way = $step =~ /parse|describe/ ? 'close' : 'reset';
			my $fake = fake_source('ending',
				answer => sub { $_[0] =~ $points{$name} ? { $step => sub { $_[0]->$way } } : undef });
			survives("$way at $step of $name", $fake,
				q{SELECT metahog.execute('ending', 'SELECT 1 /* the caller */', timeout => '1 s')}, '08\w{3}', qr/./);
			$psql->value(q{SELECT metahog.drop_source('ending')});
			$fake->stop;
		}
	}
	return;
}

# The only trace of a statement that has ended its transaction is the warning at our own ROLLBACK.
sub leaves_the_transaction
{
	my $warning = notice_response(S => 'WARNING', V => 'WARNING', C => '25P01', M => 'there is no transaction in progress');
	my $fake = fake_source('leaver', answer => sub {
		return { execute => $warning . command_complete('ROLLBACK') } if $_[0] =~ /^ROLLBACK/;
		return { columns => \@int, rows => [ [1] ] } if $_[0] =~ /the caller/;
		return undef;
	});
	my $call = q{SELECT metahog.execute('leaver', 'SELECT 1 /* the caller */', timeout => '1 s')};
	survives("left, time $_", $fake, $call, '2D000', qr/ended the transaction/) for 1 .. 2;
	is($fake->count(qr/^connect$/), 2, 'left: a session of its own for each call');
	ok(wait_until(sub { connected($fake) == 0 }), 'left: and none of them is kept');
	$psql->value(q{SELECT metahog.drop_source('leaver')});
	$fake->stop;
	return;
}

# Errors and nonsense in answer to our own statements.
sub nonsense_around_the_statement
{
	my %points = (
		'BEGIN' => qr/^BEGIN/, 'settings' => qr/set_config/, 'types' => qr/pg_type/,
		'ROLLBACK' => qr/^ROLLBACK/, 'DISCARD' => qr/^DISCARD/);
	my %replies = (
		'an error' => { error => [ S => 'ERROR', V => 'ERROR', C => '42704', M => 'not here', P => '3' ] },
		'COPY out' => { execute => message('H', pack('Cnn', 0, 1, 0)) },
		'no row' => { columns => \@text, rows => [] },
		'odd rows' => { columns => [ map { [ 'a', 'bytea' ] } 1 .. 30 ], rows => [ [ map { "\xff" } 1 .. 30 ], [ (undef) x 30 ] ] },
		'notices without end' => { parse => forever(sub { $notices }) });
	for my $name (sort keys %points)
	{
		for my $kind (sort keys %replies)
		{
			my $fake = fake_source('nonsense', answer => sub { $_[0] =~ $points{$name} ? $replies{$kind} : undef });
			survives("$kind to $name", $fake,
				q{SELECT metahog.execute('nonsense', 'SELECT 1 /* the caller */', timeout => '1 s')}, '(\w{5})?', qr/./);
			$psql->value(q{SELECT metahog.drop_source('nonsense')});
			$fake->stop;
		}
	}
	return;
}

# Our own statements have small answers, so that the server does not take in a large one.
sub endless_answers
{
	my %points = (
		'BEGIN' => qr/^BEGIN/, 'settings' => qr/set_config/, 'types' => qr/pg_type/,
		'ROLLBACK' => qr/^ROLLBACK/, 'DISCARD' => qr/^DISCARD/);
	my %fat = (columns => [ ([ 'a', 'text' ]) x 7 ], execute => forever(sub { data_row(('7' x 10_000) x 7) x 10 }));
	for my $name (sort keys %points)
	{
		my $fake = fake_source('endless', answer => sub { $_[0] =~ $points{$name} ? \%fat : undef });
		survives("rows without end to $name", $fake,
			q{SELECT metahog.execute('endless', 'SELECT 1 /* the caller */', timeout => '4 s')}, '08P01', qr/more than/);
		$psql->value(q{SELECT metahog.drop_source('endless')});
		$fake->stop;
	}
	return;
}

# What can be done without is left out, but a clean-up that fails is the end of the session.
sub refused_clean_up
{
	my @error = (S => 'ERROR', V => 'ERROR', M => 'not here');
	for my $point ('settings', 'types')
	{
		my %points = (settings => qr/set_config/, types => qr/pg_type/);
		my $fake = fake_source('refusing', answer => sub {
			return { error => [ @error, C => '0A000' ] } if $_[0] =~ $points{$point};
			return { error => [ @error, C => '55000' ] } if $_[0] =~ /^ROLLBACK/;
			return undef;
		});
		survives("clean-up after the $point", $fake,
			q{SELECT metahog.execute('refusing', 'SELECT 1 /* the caller */', timeout => '1 s')}, '55000', qr/not here/);
		is($fake->count(qr/^sql: ROLLBACK/), 1, "clean-up after the $point: is not tried again");
		$psql->value(q{SELECT metahog.drop_source('refusing')});
		$fake->stop;
	}
	return;
}

# A type that the remote has no word for is a string, and its value stays what it is. But an answer that
# another call may get is not done without: the next one would find the type unknown, too.
sub refused_types
{
	my $call = q{SELECT metahog.execute('refusing', 'SELECT 1 /* the caller */', timeout => '1 s')};
	my @statement = (columns => [ [ 'a', 100_000 ] ], rows => [ ['{x}'] ]);
	my $says = qr/"types":\[\["a","String"\]\],\n"postgres_types":\["\?\?\?"\],\n"results":\[\n\["\{x\}"\]/;
	for my $sqlstate (qw(42P01 42501 0A000 57014))
	{
		my $fake = fake_source('refusing', answer => sub {
			return { error => [ S => 'ERROR', V => 'ERROR', M => 'not here', C => $sqlstate ] } if $_[0] =~ /pg_type/;
			return {@statement} if $_[0] =~ /the caller/;
			return undef;
		});
		my @end = $sqlstate eq '57014' ? ($sqlstate, qr/not here/) : ('', $says);
		survives("types refused with $sqlstate, time $_", $fake, $call, @end) for 1 .. 2;
		$psql->value(q{SELECT metahog.drop_source('refusing')});
		$fake->stop;
	}
	return;
}

# Before there is a session at all.
sub hostile_greetings
{
	my $greeted = authentication(0) . key_data(1, 2);
	my %greetings = (
		'garbage' => [ join('', map { chr(($_ * 7919) % 256) } 1 .. 5000), '08001' ],
		'an SSH server' => [ "SSH-2.0-OpenSSH_9.2p1\r\n", '08001|57014' ],
		'an HTTP server' => [ "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", '08001|57014' ],
		'an error of 10 MB' => [ error_response(S => 'FATAL', V => 'FATAL', C => 'XX000', M => 'x' x 10_000_000), '08001' ],
		'an error of the oldest protocol' => [ "Esorry\0", '08001|57014' ],
		'an unknown authentication' => [ authentication(99), '08001|28000' ],
		'Kerberos' => [ authentication(7), '08001|28000' ],
		'SASL of nobody\'s' => [ authentication(10, "NOBODY-KNOWS\0\0"), '08001|28000' ],
		'SASL without an end' => [ authentication(10, 'SCRAM-SHA-256'), '08001|28000|57014' ],
		'a SASL answer before its time' => [ authentication(12, 'v=x'), '08001|28000' ],
		'no key' => [ authentication(0) . parameter_status('server_version', '15.0'), '57014' ],
		'a mad version' => [ $greeted . parameter_status('server_version', '9' x 1000) . ready(), '(\w{5})?' ],
		'an encoding of nobody\'s' => [ $greeted . parameter_status('client_encoding', 'NOBODY') . ready(), '(\w{5})?' ],
		'a transaction of its own' => [ $greeted . ready('E'), '(\w{5})?' ],
		'notices' => [ authentication(0) . $notices x 50, '08001' ]);
	for my $name (sort keys %greetings)
	{
		my ($bytes, $sqlstate) = @{ $greetings{$name} };
		my $fake = fake_source('greeting', greeting => $bytes);
		survives("greeted with $name", $fake,
			q{SELECT metahog.execute('greeting', 'SELECT 1', timeout => '1 s')}, "(?:$sqlstate)", qr/./);
		$psql->value(q{SELECT metahog.drop_source('greeting')});
		$fake->stop;
	}
	for my $answer ('X', 'S', 'E', "N" x 100, "S" . 'garbage' x 100, '')
	{
		my $fake = fake_source('greeting', tls => $answer);
		survives("a TLS request answered with '@{[ substr $answer, 0, 10 ]}'", $fake,
			q{SELECT metahog.execute('greeting', 'SELECT 1', timeout => '1 s')}, '(\w{5})?', qr/./);
		$psql->value(q{SELECT metahog.drop_source('greeting')});
		$fake->stop;
	}
	return;
}

# A column list is pasted into SQL, so nothing that the remote says may be in it unquoted. A type with an
# oid below 10000 is PostgreSQL's own, but perhaps of a version that this server is not.
sub claims_names
{
	my $attack = 'integer); DROP TABLE x; --';
	my @type = map { [ $_, 'text' ] } qw(oid typmod name kind related array delimiter);
	my $fake = fake_source('names', answer => sub {
		return { columns => \@type, rows => [ map { [ $_, -1, $attack, 's', 0, 0, ',' ] } 9999, 20000 ] }
		  if $_[0] =~ /RECURSIVE need/;
		return { columns => [ [ 'a', 9999 ], [ 'b', 20000 ], [ $attack, 'int4' ] ] } if $_[0] =~ /claims/;
		return undef;
	});
	is($psql->value(q{SELECT metahog.column_definition('names', 'SELECT 1 -- claims')}),
		qq{a text, b text, "$attack" integer}, 'a type that this server does not know is text');
	$psql->value(q{SELECT metahog.drop_source('names')});
	$fake->stop;
	return;
}

sub everything
{
	surprising_answers();
	surprised_functions();
	ends_at_each_point();
	leaves_the_transaction();
	nonsense_around_the_statement();
	endless_answers();
	refused_clean_up();
	refused_types();
	hostile_greetings();
	claims_names();
	return;
}

is(good_call(), '42', 'a good source');
my $pid = $psql->pid;
surprised_functions();
my $kilobytes = anonymous_kb($pid);
my $bytes = context_bytes($psql);
my $files = descriptors($pid);
everything();
is($psql->value('SELECT pg_backend_pid()'), $pid, 'it was the same backend throughout');
cmp_ok(context_bytes($psql) - $bytes, '<', 1_000_000, 'its memory contexts have not grown');
cmp_ok(anonymous_kb($pid) - $kilobytes, '<', 50_000, 'nor has the memory that libpq takes');
is(descriptors($pid), $files, 'and it has no more files open');
is($remote->safe_psql('pagila', q{SELECT count(*) FROM pg_stat_activity WHERE application_name = 'metahog'}), 1,
	'one session with the good source');

done_testing();
