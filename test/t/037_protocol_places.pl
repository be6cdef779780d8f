# test/t/037_protocol_places.pl: any message of the protocol, at any place of what is said around a statement, ends in one clear error or none.
#
# A file tells the fake server what to add, and where, before each call; so one server, one source and
# one backend go through all of it. 017 has what is odd in other ways.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

# What a call may take beyond its deadline.
use constant MOST_SECONDS => 5;

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote');
my $psql = MetaHog::Psql->start($metadata);
MetaHog::Servers::create_source($metadata, 'good', $remote);

# Where: what the statement looks like that is answered so.
my %PLACES = (
	'BEGIN' => qr/^BEGIN/, 'settings' => qr/statement_timeout/, 'before' => qr/lock_timeout/, 'types' => qr/pg_type/,
	'statement' => qr/the caller|current_schema/, 'end' => qr/^(?:ROLLBACK|COMMIT)/, 'DISCARD' => qr/^DISCARD/);

# What: every message that a server has, and some that it has not.
my @column = [ 'a', 'int4' ];
my %MESSAGES = (
	'authentication ok' => authentication(0),
	'password request' => authentication(3),
	'parameter' => parameter_status('client_encoding', 'LATIN1'),
	'key' => key_data(1, 2),
	'notice' => notice_response(S => 'NOTICE', V => 'NOTICE', C => '00000', M => 'n'),
	'fatal notice' => notice_response(S => 'FATAL', V => 'FATAL', C => '57P01', M => 'n'),
	'notification' => notification(1, 'c', 'p'),
	'error' => error_response(S => 'ERROR', V => 'ERROR', C => '42704', M => 'not here', P => '2'),
	'fatal error' => error_response(S => 'FATAL', V => 'FATAL', C => '57P01', M => 'not here'),
	'empty error' => error_response(),
	'ready' => ready('I'),
	'ready in a transaction' => ready('T'),
	'parse complete' => parse_complete(),
	'bind complete' => bind_complete(),
	'close complete' => message('3', ''),
	'parameter description' => parameter_description(23),
	'no data' => no_data(),
	'columns' => row_description(@column),
	'no columns' => row_description(),
	'row' => data_row(1),
	'row of nothing' => data_row(),
	'command complete' => command_complete('SELECT 1'),
	'empty query' => empty_query(),
	'portal suspended' => message('s', ''),
	'COPY in' => message('G', pack('Cnn', 0, 1, 0)),
	'COPY out' => message('H', pack('Cnn', 0, 1, 0)),
	'COPY both' => message('W', pack('Cnn', 0, 1, 0)),
	'COPY data' => message('d', "1\n"),
	'COPY done' => message('c', ''),
	'function result' => message('V', pack('NN', 1, 1)),
	'version' => message('v', pack('NN', 0, 0)),
	'unknown' => message('?', 'x'));

my %CALLS = (
	'execute' => q{SELECT metahog.execute('places', 'SELECT 1 /* the caller */', timeout => '400 ms')},
	'write' => q{SELECT metahog.execute('writing', 'SELECT 1 /* the caller */', timeout => '400 ms')},
	'describe' => q{SELECT * FROM metahog.describe('places', 'SELECT 1 /* the caller */')},
	'schemas' => q{SELECT * FROM metahog.schemas('places')});

my $orders = "$PostgreSQL::Test::Utils::tmp_check/orders";

# order(place, step, bytes): of the next answer there; without place, nothing more.
sub order
{
	my ($place, $step, $bytes) = @_;
	open(my $file, '>', "$orders.new") or die $!;
	print $file join "\n", map { unpack 'H*', $_ } $place // '', $step // '', $bytes // '';
	close $file;
	rename "$orders.new", $orders or die $!;
	return;
}

sub ordered
{
	open(my $file, '<', $orders) or return ('', '', '');
	chomp(my @words = <$file>);
	return map { pack 'H*', $_ // '' } @words[ 0 .. 2 ];
}

sub answer
{
	my ($sql, $connection) = @_;
	my ($place, $step, $bytes) = ordered();
	my $reply = usual_answer($sql, $connection, $place);
	return $reply unless $place && $PLACES{$place} && $sql =~ $PLACES{$place};
	return { %$reply, $step => sub { $_[0]->send($bytes . $_[1]) } };
}

# Where the question about types is meant, it is asked each time, about another one.
sub usual_answer
{
	my ($sql, $connection, $place) = @_;
	return { columns => [ [ 'a', 'text' ], [ 'b', 'text' ], [ 'c', 'text' ], [ 'd', 'bool' ] ] } if $sql =~ /current_schema/;
	return { columns => [ [ 'a', 100_000 + int rand 1_000_000_000 ] ], rows => [ [1] ] } if $place eq 'types' && $sql =~ /the caller/;
	return $connection->default_reply($sql);
}

sub answer_sync
{
	my ($place, undef, $bytes) = ordered();
	return $place eq 'sync' ? $bytes : '';
}

sub connected
{
	my ($fake) = @_;
	return $fake->count(qr/^connect$/) - $fake->count(qr/^(closed|died)/);
}

# ends_well(name, call, pattern): in one error at most, whose SQLSTATE says something, and in time.
sub ends_well
{
	my ($name, $call, $sqlstate) = @_;
	my $result = $psql->run($call);
	my $errors = () = $result->{error} =~ /^psql:\S+ (?:ERROR|FATAL|PANIC):  /mg;
	my $well = !$result->{ended} && $errors <= 1 && $result->{seconds} < MOST_SECONDS &&
	  ($errors ? $result->{sqlstate} =~ /^(?!XX)\w{5}$/ : 1) && $result->{sqlstate} =~ /^(?:$sqlstate)$/;
	ok($well, $name) or diag "$result->{seconds} s, $errors errors, $result->{error}";
	BAIL_OUT('the backend has gone') if $result->{ended};
	return $result;
}

# places_of(call): [place, step], …: a call that only describes does not execute its statement.
sub places_of
{
	my ($call) = @_;
	my @places = grep { $call eq 'schemas' ? $_ ne 'types' : $_ ne 'before' } sort keys %PLACES;
	my @steps = $call eq 'execute' ? qw(parse describe execute) : qw(parse execute);
	my @all = map { my $place = $_; map { [ $place, $_ ] } @steps } @places;
	return ([ 'sync', 'sync' ], grep { $call ne 'describe' || "@$_" ne 'statement execute' } @all);
}

# Deadlines are short here, so that what leaves libpq waiting does not take long.
sub every_message_at_every_place
{
	my $fake = MetaHog::FakeServer->start(answer => \&answer, sync => \&answer_sync);
	my %options = (port => $fake->port, password => 'x');
	MetaHog::Servers::create_source($metadata, 'places', undef, %options, options => '{"timeout": "400 ms"}');
	MetaHog::Servers::create_source($metadata, 'writing', undef, %options, options => '{"timeout": "400 ms", "read_only": false}');

	for my $call (sort keys %CALLS)
	{
		for my $place (places_of($call))
		{
			order();
			# The timeout is short, and a busy machine slow.
			ok(wait_until(sub { $psql->run($CALLS{$call})->{error} eq '' }), "$call: without any");
			for my $name (sort keys %MESSAGES)
			{
				order(@$place, $MESSAGES{$name});
				my $ends = $name =~ /^COPY (?:in|out|both)/ && $place->[0] ne 'sync' ? '08P01|08006|0A000' : '(\w{5})?';
				ends_well("$call: $name at $place->[1] of $place->[0]", $CALLS{$call}, $ends);
			}
		}
	}
	order();
	is($psql->value(q{SELECT metahog.execute('places', 'SELECT 1')->'results'->0->>0}), '1', 'in the end all is well');
	ok(wait_until(sub { connected($fake) <= 2 }), 'and no connection is left that was in doubt');
	unlike($fake->events, qr/^died/m, 'the server itself has done as it was told');
	$fake->stop;
	return;
}

# A remote whose configuration is loaded anew before the second call: its statement is sent twice, and the second
# answer is another one than the first. The second counts, and nothing of the first.
my %SECOND = (
	'nothing' => {},
	'an error' => { error => [ S => 'ERROR', V => 'ERROR', C => '42P01', M => 'not here' ] },
	'one column' => { columns => [ [ 'z', 'int4' ] ], rows => [ [7] ] },
	'COPY' => { parse => message('G', pack('Cnn', 0, 1, 0)) });
my %SECOND_ENDS = (
	'describe' => { 'nothing' => '', 'an error' => '42P01', 'one column' => '', 'COPY' => '08P01' },
	'execute' => { 'nothing' => '0A000', 'an error' => '42P01', 'one column' => '', 'COPY' => '0A000' });

sub another_answer_to_the_second_attempt
{
	for my $call (sort keys %SECOND_ENDS)
	{
		for my $name (sort keys %SECOND)
		{
			my $fake = MetaHog::FakeServer->start(
				at_once => 1, answer => sub { reloading($_[0], $_[1], $SECOND{$name}) });
			my $statement = "SELECT count(*) FROM metahog.$call('reloading', 'SELECT 1 /* the caller */')";
			MetaHog::Servers::create_source($metadata, 'reloading', undef, port => $fake->port, password => 'x');
			$psql->value($statement);
			ends_well("$call: $name to the second attempt", $statement, $SECOND_ENDS{$call}{$name});
			cmp_ok($fake->count(qr/the caller/), '>=', 3, "$call: $name to the second attempt, which there was");
			$psql->value(q{SELECT metahog.drop_source('reloading')});
			$fake->stop;
		}
	}
	return;
}

# The statement is answered once for each time that the configuration was loaded before it, and then otherwise.
sub reloading
{
	my ($sql, $connection, $second) = @_;
	return loaded_settings($sql, $connection) if $sql =~ /statement_timeout/;
	return undef unless $sql =~ /the caller/;
	return $second if $connection->{settled};
	return { columns => [ map { [ $_, 'int4' ] } qw(a b c) ], rows => [ [ 1, 2, 3 ] ] };
}

# loaded_settings: what a server says whose configuration is another one from the second question on. When nobody
# asks for the time of its loading any more, this is the second attempt.
sub loaded_settings
{
	my ($sql, $connection) = @_;
	my $reply = $connection->default_reply($sql);
	my @items = MetaHog::Connection::target_list($sql);
	my $loaded = $connection->{loaded}++ ? 'later' : 'first';
	$connection->{settled} = 1 unless grep { /conf_load_time/ } @items;
	for my $i (0 .. $#items)
	{
		$reply->{rows}[0][$i] = $loaded if $items[$i] =~ /conf_load_time/;
		$reply->{rows}[0][$i] = $connection->{number} if $items[$i] =~ /backend_pid/;
	}
	return $reply;
}

my $pid = $psql->pid;
$psql->value(q{SELECT metahog.execute('good', 'SELECT 42')});
my $kilobytes = anonymous_kb($pid);
my $files = descriptors($pid);
another_answer_to_the_second_attempt();
every_message_at_every_place();
$psql->value(qq{SELECT metahog.drop_source('$_')}) for qw(places writing);
is($psql->value('SELECT pg_backend_pid()'), $pid, 'it was the same backend throughout');
cmp_ok(anonymous_kb($pid) - $kilobytes, '<', 50_000, 'which needs no more memory than before');
is(descriptors($pid), $files, 'and has no more files open');
is($psql->value(q{SELECT metahog.execute('good', 'SELECT 42')->'results'->0->>0}), '42', 'a good source is as good as before');
done_testing();
