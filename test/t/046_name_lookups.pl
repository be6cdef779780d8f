# test/t/046_name_lookups.pl: names that are not answered, and names with several addresses, of which some do not answer.
#
# The metadata server looks names up with resolver.c.

use strict;
use warnings;

use IO::Socket::INET;
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

# How many lookups of a backend may wait at the same time.
use constant MOST_THREADS => 16;

use constant AT_ONCE => 3;

my $directory = PostgreSQL::Test::Utils::tempdir();
my $hangs = "$directory/hangs";
my $remote = MetaHog::Servers::remote('remote', settings => [q{listen_addresses = '127.0.0.1'}]);
my $metadata = start_with_resolver();
my $psql = MetaHog::Psql->start($metadata);

sub start_with_resolver
{
	my $source = __FILE__ =~ s/046_name_lookups\.pl$/resolver.c/r;
	my $library = "$directory/resolver.so";
	command_ok([ $ENV{CC} // 'cc', '-Wall', '-shared', '-fPIC', '-o', $library, $source, '-ldl' ], 'the resolver is built');
	local $ENV{LD_PRELOAD} = $library;
	local $ENV{HANGS_WHILE} = $hangs;
	return MetaHog::Servers::metadata('metadata');
}

# source(name, address, …): with a name that has these addresses.
sub source
{
	my ($name, @addresses) = @_;
	my $host = join '.', (map { s/\./-/gr } @addresses), 'several.test';
	MetaHog::Servers::create_source($metadata, $name, $remote, host => $host, query => 'sslmode=disable');
	return $name;
}

sub call
{
	my ($source, $timeout) = @_;
	$timeout //= '20 s';
	return $psql->run("SELECT metahog.execute('$source', 'SELECT 42', timeout => '$timeout')->'results'->0->>0");
}

# threads: of the backend, beside the backend itself.
sub threads
{
	my @threads = glob "/proc/@{[ $psql->pid ]}/task/*";
	return @threads - 1;
}

sub unanswered_names
{
	append_to_file($hangs, '');
	MetaHog::Servers::create_source($metadata, 'hangs', $remote, host => 'hangs.test', query => 'sslmode=disable');
	MetaHog::Servers::create_source($metadata, 'by address', $remote);
	# What connections are handed over with is made with the first session.
	MetaHog::Servers::create_source($metadata, 'first', $remote);
	$psql->value("SELECT metahog.execute('first', 'SELECT 1'); SELECT metahog.drop_source('first')");
	my $files = descriptors($psql->pid);
	for my $number (1 .. MOST_THREADS)
	{
		# Whoever ends it: our own deadline, or an interrupt that is raised from the midst of the lookup.
		$psql->value(q{SET statement_timeout = '100 ms'}) if $number % 2;
		my $result = call('hangs', $number % 2 ? '20 s' : '100 ms');
		$psql->value(q{RESET statement_timeout});
		like($result->{error}, qr/57014: .*CONTEXT: .*stage "resolve"/s, "lookup $number hangs until the deadline") or diag $result->{out};
		cmp_ok($result->{seconds}, '<', AT_ONCE, 'and no longer');
		is(threads(), $number, 'its thread stays behind');
	}
	for (1, 2)
	{
		my $result = call('hangs');
		like($result->{error}, qr/53000: could not resolve host "hangs\.test": no thread or descriptor is free/, 'one more is refused');
		cmp_ok($result->{seconds}, '<', AT_ONCE, 'at once');
		is(threads(), MOST_THREADS, 'without another thread');
	}
	is(call('by address')->{out}, '42', 'an address needs no lookup');
	$psql->value(q{SELECT metahog.drop_source('by address')});

	unlink $hangs;
	ok(wait_until(sub { threads() == 0 }), 'the threads end when they are answered');
	is(descriptors($psql->pid), $files, 'and leave no file open');
	is(call('hangs')->{out}, '42', 'the name is looked up again');
	return;
}

# What nobody answers on: connections are accepted by the kernel, and that is all.
my @silent = map { IO::Socket::INET->new(Listen => 10, LocalAddr => $_, LocalPort => $remote->port, Proto => 'tcp') || die $! }
  '127.0.0.3', '127.0.0.4';

sub several_addresses
{
	$psql->value(q{SET metahog.connect_timeout = '4s'});
	my $result = call(source('one refuses', '127.0.0.2', '127.0.0.1'));
	is($result->{out}, '42', 'the second address is tried when the first refuses') or diag $result->{error};
	cmp_ok($result->{seconds}, '<', 2, 'at once');

	$result = call(source('one is silent', '127.0.0.3', '127.0.0.1'));
	is($result->{out}, '42', 'a first address that is silent leaves time for the second') or diag $result->{error};
	cmp_ok($result->{seconds}, '>', 1.5, 'having got its own share');
	cmp_ok($result->{seconds}, '<', 3.9, 'within the time for connecting');

	$result = call(source('two are silent', '127.0.0.3', '127.0.0.4', '127.0.0.1'));
	is($result->{out}, '42', 'as do two of them') or diag $result->{error};
	cmp_ok($result->{seconds}, '<', 3.9, 'within the same time');

	$result = call(source('all are silent', '127.0.0.3', '127.0.0.4'));
	like($result->{error}, qr/57014: .*stage "authenticate"/s, 'when all are silent, the time is over') or diag $result->{out};
	cmp_ok($result->{seconds}, '>', 3.5, 'not before it is');
	cmp_ok($result->{seconds}, '<', 4 + AT_ONCE, 'nor long after');

	$result = call(source('none listens', '127.0.0.5', '127.0.0.6'));
	like($result->{error}, qr/08001: .*127\.0\.0\.6.*refused/, 'when none listens, the last one is told');

	$psql->value(q{SET metahog.denied_networks = '127.0.0.3/32'});
	$result = call('one is silent');
	is($result->{out}, '42', 'an address that is denied is left out') or diag $result->{error};
	cmp_ok($result->{seconds}, '<', 1.5, 'and costs no time');
	$psql->value(q{RESET metahog.denied_networks});
	return;
}

# Who refuses a password would refuse it at any other address.
sub wrong_password
{
	MetaHog::Servers::create_source($metadata, 'wrong', $remote,
		host => '127-0-0-1.127-0-0-3.several.test', password => 'wrong', query => 'sslmode=disable');
	my $result = call('wrong');
	like($result->{error}, qr/28P01/, 'a wrong password is told');
	cmp_ok($result->{seconds}, '<', AT_ONCE, 'without trying it elsewhere');
	return;
}

# The server's signal handlers must not run in the thread that looks a name up, nor stay away from the backend afterwards.
sub signals_of_the_thread
{
	MetaHog::Servers::create_source($metadata, 'signals', $remote, host => 'signals.test', query => 'sslmode=disable');
	my $result = call('signals');
	is($result->{out}, '42', 'in the thread that looks a name up, signals are blocked') or diag $result->{error};
	$psql->value(q{SET statement_timeout = '100ms'});
	is($psql->run('SELECT pg_sleep(5)')->{sqlstate}, '57014', 'and in the backend they are not');
	$psql->value(q{RESET statement_timeout});
	return;
}

# Over a network that is not private, TLS is asked for unless the source says otherwise. The remote has none.
sub public_addresses
{
	my %public = (
		(map { $_ => 0 } qw(10.0.0.1 10.255.255.254 172.16.0.1 172.31.0.1 172.31.255.254 192.168.0.1 192.168.255.1 100.64.0.1 100.127.255.1)),
		(map { $_ => 1 } qw(198.51.100.1 9.255.255.255 11.0.0.1 172.15.255.255 172.32.0.1 192.167.255.1 192.169.0.1 100.63.255.1 100.128.0.1)));
	for my $address (sort keys %public)
	{
		MetaHog::Servers::create_source($metadata, $address, $remote, host => $address);
		my $result = call($address);
		if ($public{$address})
		{
			like($result->{error}, qr/08001: .*does not support SSL.*stage "tls"/s, "$address is public") or diag $result->{out};
			$psql->value(qq{SELECT metahog.alter_source('$address', '{"sslmode": "disable"}')});
			is(call($address)->{out}, '42', 'and can be connected to without TLS if that is asked for');
		}
		else
		{
			is($result->{out}, '42', "$address is private") or diag $result->{error};
		}
		$psql->value("SELECT metahog.drop_source('$address')");
	}
	return;
}

unanswered_names();
signals_of_the_thread();
public_addresses();
several_addresses();
wrong_password();

done_testing();
