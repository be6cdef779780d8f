# test/t/045_fast_path.pl: functions called by their oid, with arguments that no planner has seen and of which any may be null.

use strict;
use warnings;

use IO::Socket::UNIX;
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Servers;

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote');
MetaHog::Servers::create_source($metadata, 'remote', $remote);
$metadata->safe_psql('postgres', 'CREATE ROLE ordinary LOGIN');

my $connection = log_in($metadata->safe_psql('postgres', 'SELECT current_user'));

# log_in(user): a connection of our own, past the greeting.
sub log_in
{
	my ($user) = @_;
	my $socket = IO::Socket::UNIX->new(Peer => $metadata->host . '/.s.PGSQL.' . $metadata->port) or die "cannot connect: $!";
	my $options = "user\0$user\0database\0postgres\0\0";
	print $socket pack('NN', length($options) + 8, 3 << 16), $options;
	$socket->flush;
	read_answer($socket);
	return $socket;
}

# call(connection, oid, argument, …): in text, undef is null. Returns { value, without line ends; sqlstate, message }.
sub call
{
	my ($socket, $oid, @arguments) = @_;
	my $body = pack('Nnn', $oid, 0, scalar @arguments);
	$body .= defined $_ ? pack('N', length $_) . $_ : pack('N', 0xFFFFFFFF) for @arguments;
	$body .= pack('n', 0);
	print $socket 'F', pack('N', length($body) + 4), $body;
	$socket->flush;
	return read_answer($socket);
}

# read_answer(socket): up to ReadyForQuery; ended if there is none.
sub read_answer
{
	my ($socket) = @_;
	my %answer = (sqlstate => '', message => '');
	while (read($socket, my $head, 5) == 5)
	{
		my ($type, $length) = unpack('aN', $head);
		read($socket, my $body, $length - 4);
		return \%answer if $type eq 'Z';
		$answer{value} = unpack('N', $body) == 0xFFFFFFFF ? undef : substr($body, 4) =~ s/\n//gr if $type eq 'V';
		next unless $type eq 'E';
		my %fields = map { /^(.)(.*)/s } split /\0/, $body;
		@answer{qw(sqlstate message)} = @fields{qw(C M)};
	}
	return { %answer, sqlstate => 'ended' };
}

# oid(name, arguments): of the function with these types.
sub oid
{
	my ($signature) = @_;
	return $metadata->safe_psql('postgres', "SELECT '$signature'::regprocedure::oid");
}

sub answers
{
	my $execute = oid('metahog.execute(text, text, jsonb, bigint, bigint, interval)');
	my $text = oid('metahog.execute(text, text, text, bigint, bigint, interval)');
	my $try = oid('metahog.try_execute(text, text, jsonb, bigint, bigint, interval)');

	like(call($connection, $execute, 'remote', 'SELECT 42 AS a', (undef) x 4)->{value}, qr/"results":\[\[42\]\]/, 'all that is optional is null');
	like(call($connection, $execute, 'remote', 'SELECT generate_series(1, 9)', undef, 2, 3, '5 s')->{value},
		qr/"results":\[\[4\],\[5\]\].*"truncated":"max_rows"/, 'nothing is null');
	like(call($connection, $_, 'remote', 'SELECT $1::int + $2::int AS a', '[40, "2"]', (undef) x 3)->{value},
		qr/"results":\[\[42\]\]/, 'params as jsonb and as text') for $execute, $text;
	is(call($connection, $_, 'remote', 'SELECT 1', '{"a": 1}', (undef) x 3)->{sqlstate}, '22023', 'params that are no array') for $execute, $text;
	is(call($connection, $_, 'remote', 'SELECT 1', '[1', (undef) x 3)->{sqlstate}, '22P02', 'params that are no JSON') for $execute, $text;
	is(call($connection, $execute, undef, 'SELECT 1', (undef) x 4)->{sqlstate}, '22004', 'source is null');
	is(call($connection, $execute, 'remote', (undef) x 5)->{sqlstate}, '22004', 'query is null');
	like(call($connection, $try, (undef) x 6)->{value}, qr/"sqlstate":"22004"/, 'try_execute of nothing');
	is(call($connection, $execute, 'remote', 'SELECT 1', undef, -1, undef, undef)->{sqlstate}, '22023', 'a negative cap');
	like(call($connection, $try, 'remote', 'SELECT 1 / 0', (undef) x 4)->{value}, qr/"sqlstate":"22012"/, 'try_execute');
	return;
}

# is_well(name, answer): an answer, or an error that somebody has thought of; the backend is the same.
sub is_well
{
	my ($name, $answer) = @_;
	unlike($answer->{sqlstate}, qr/^(XX|ended)/, $name) or diag "$answer->{sqlstate}: $answer->{message}";
	return;
}

# Every function there is, with nothing but nulls, and with one null at each place.
sub nulls_everywhere
{
	my %usual = (text => 'remote', jsonb => '[]', bigint => '1', interval => '1 s', regrole => 'ordinary', boolean => 't');
	my $functions = $metadata->safe_psql('postgres', <<'SQL');
SELECT p.oid, p.oid::regprocedure, p.proretset,
       (SELECT string_agg(format_type(t, NULL), ',' ORDER BY o) FROM unnest(p.proargtypes) WITH ORDINALITY AS a(t, o))
  FROM pg_proc AS p WHERE pronamespace = 'metahog'::regnamespace AND prokind = 'f' ORDER BY 2
SQL
	my $sets = 0;
	for my $line (split /\n/, $functions)
	{
		my ($oid, $name, $is_set, $types) = split /\|/, $line;
		my @arguments = map { $usual{$_} } split /,/, $types;
		if ($is_set eq 't')
		{
			$sets++;
			is(call($connection, $oid, @arguments)->{sqlstate}, '0A000', "$name: a set cannot be called so");
			next;
		}
		is_well("$name: all null", call($connection, $oid, (undef) x @arguments));
		for my $place (0 .. $#arguments)
		{
			is_well("$name: null at $place", call($connection, $oid, map { $_ == $place ? undef : $arguments[$_] } 0 .. $#arguments));
		}
	}
	cmp_ok($sets, '>', 0, 'there are functions that return sets');
	return;
}

# The rights are the same as in a query.
sub rights
{
	my $ordinary = log_in('ordinary');
	my $execute = oid('metahog.execute(text, text, jsonb, bigint, bigint, interval)');
	is(call($ordinary, $execute, 'remote', 'SELECT 1', (undef) x 4)->{sqlstate}, '42501', 'a role without the schema is refused');
	$metadata->safe_psql('postgres', 'GRANT USAGE ON SCHEMA metahog TO ordinary');
	is(call($ordinary, $execute, 'remote', 'SELECT 1', (undef) x 4)->{sqlstate}, '42501', 'without the source, too');
	is(call($ordinary, oid('metahog.rotate_keys()'))->{sqlstate}, '42501', 'and from what administers');
	$metadata->safe_psql('postgres', q{SELECT metahog.grant_source('remote', 'ordinary')});
	like(call($ordinary, $execute, 'remote', 'SELECT 42', (undef) x 4)->{value}, qr/"results":\[\[42\]\]/, 'with it, it may');
	return;
}

my $pid = oid('pg_backend_pid()');
my $before = call($connection, $pid)->{value};
answers();
rights();
nulls_everywhere();
is(call($connection, $pid)->{value}, $before, 'it was the same backend throughout');

done_testing();
