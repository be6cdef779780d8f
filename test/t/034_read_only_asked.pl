# test/t/034_read_only_asked.pl: a remote that takes BEGIN READ ONLY and does not care is found out, before it has run the caller's statement.
#
# A PostgreSQL behind a proxy that takes READ ONLY out of what we say stands for such a server; fakes
# answer the question in all the ways that are no yes.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Proxy;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote');
my $psql = MetaHog::Psql->start($metadata);
my $owner = MetaHog::Psql->start($remote, database => 'pagila');
my $says = qr/not read-only, though it was begun so/;

sub careless_server
{
	my $proxy = MetaHog::Proxy->start(target_port => $remote->port, alter => sub { $_[0] =~ s/BEGIN READ ONLY/BEGIN          /gr });
	MetaHog::Servers::create_source($metadata, 'careless', $remote, port => $proxy->port, user => 'admin');
	MetaHog::Servers::create_source($metadata, 'writing', $remote, port => $proxy->port, user => 'admin', options => '{"read_only": false}');
	$owner->value('CREATE SEQUENCE number; CREATE TABLE written (n int); CREATE FUNCTION writes() RETURNS bigint LANGUAGE sql AS '
		. q{'INSERT INTO written VALUES (1); SELECT nextval(''number'')'});
	for my $call (
		q{SELECT metahog.execute('careless', 'SELECT writes()')}, q{SELECT metahog.execute('careless', 'SELECT nextval(''number'')')},
		q{SELECT * FROM metahog.query('careless', 'SELECT writes()') AS t(n bigint)}, q{SELECT metahog.rows('careless', 'SELECT writes()')},
		q{SELECT metahog.stream('careless', 'SELECT writes()')}, q{SELECT metahog.explain('careless', 'SELECT writes()', run => true)},
		q{SELECT * FROM metahog.describe('careless', 'SELECT 1')}, q{SELECT * FROM metahog.tables('careless')}, q{SELECT metahog.schema('careless')})
	{
		my $result = $psql->run($call);
		is($result->{sqlstate}, '25000', $call) or diag $result->{error} . $result->{out};
		like($result->{error}, $says, 'and why');
		ok(wait_until(sub { $proxy->stats->{open} == 0 }), 'and no session is kept');
	}
	is($psql->value(q{SELECT (metahog.try_execute('careless', 'SELECT writes()')->'error_detail'->>'sqlstate')}), '25000', 'told in a document, too');
	is($psql->value(q{SELECT stage || ': ' || message FROM metahog.test_source('careless')}),
		q{query: the remote's transaction is not read-only, though it was begun so}, 'and by test_source');
	is($owner->value('SELECT is_called FROM number'), 'f', 'no statement has been run');
	is($owner->value('SELECT count(*) FROM written'), '0', 'and nothing was written');
	is($psql->value(q{SELECT metahog.execute('writing', 'SELECT writes()')->'results'->0->>0}), '1', 'a source that may write does');
	is($owner->value('SELECT count(*) FROM written'), '1', 'and it stays');
	$proxy->stop;
	return;
}

# Each statement asks, also on a session that is known to have cared before.
sub careless_later
{
	my ($name, $meanwhile) = @_;
	my $flag = "$PostgreSQL::Test::Utils::tmp_check/$name";
	my $proxy = MetaHog::Proxy->start(target_port => $remote->port,
		alter => sub { return -e $flag ? $_[0] =~ s/BEGIN READ ONLY/BEGIN          /gr : $_[0] });
	MetaHog::Servers::create_source($metadata, $name, $remote, port => $proxy->port, user => 'admin');
	$owner->value('CREATE OR REPLACE FUNCTION only_writes() RETURNS int LANGUAGE sql AS ' . q{'INSERT INTO written VALUES (2); SELECT 1'});
	$psql->value("SELECT metahog.execute('$name', 'SELECT 1')") for 1 .. 2;
	is($proxy->stats->{connections}, 1, "$name: a session that cares is kept");
	append_to_file($flag, '');
	$meanwhile->();
	my $result = $psql->run("SELECT metahog.execute('$name', 'SELECT only_writes()')");
	is($result->{sqlstate}, '25000', 'and when it does no longer, that is found out') or diag $result->{out};
	ok(wait_until(sub { $proxy->stats->{open} == 0 }), 'the session is closed');
	is($owner->value('SELECT count(*) FROM written WHERE n = 2'), '0', 'and what it did was rolled back');
	$proxy->stop;
	return;
}

# So that what its defaults were is not to be relied on any more, which is said in the same answer.
sub configure_remote
{
	my $loaded = $owner->value('SELECT pg_conf_load_time()');
	$owner->value('SELECT pg_reload_conf()');
	return ok(wait_until(sub { $owner->value('SELECT pg_conf_load_time()') ne $loaded }), 'the remote is configured anew');
}

# What a fake says when it is asked, beside the answer to the caller's statement, which nobody must see.
sub answers_that_are_no_yes
{
	my $usual = sub { my ($sql, $connection) = @_; return $connection->default_reply($sql) };
	my %answers = (
		'off' => sub { my $reply = $usual->(@_); $reply->{rows}[0][0] = 'off'; return $reply },
		'null' => sub { my $reply = $usual->(@_); $reply->{rows}[0][0] = undef; return $reply },
		'on and more' => sub { my $reply = $usual->(@_); $reply->{rows}[0][0] = 'on, perhaps'; return $reply },
		'on in the second row' => sub { my $reply = $usual->(@_); my @row = @{ $reply->{rows}[0] }; $reply->{rows} = [ [ 'off', @row[ 1 .. $#row ] ], \@row ]; return $reply },
		'no row' => sub { return { %{ $usual->(@_) }, rows => [] } },
		'no column' => sub { return { columns => [], rows => [ [] ] } },
		'no answer' => sub { return { tag => 'SET' } },
		'an empty query' => sub { return { execute => empty_query() } });
	for my $name (sort keys %answers)
	{
		my $fake = MetaHog::FakeServer->start(answer => sub {
			return $answers{$name}->(@_) if $_[0] =~ /transaction_read_only/;
			return { columns => [ [ 'a', 'text' ] ], rows => [ ['secret'] ] } if $_[0] =~ /the caller/;
			return undef;
		});
		MetaHog::Servers::create_source($metadata, 'fake', undef, port => $fake->port, password => 'x');
		for my $time (1 .. 2)
		{
			my $result = $psql->run(q{SELECT metahog.execute('fake', 'SELECT 1 /* the caller */')});
			like("$result->{sqlstate} $result->{error}", $name eq 'an empty query' ? qr/^08P01/ : qr/^25000 .*$says/s, "$name, time $time");
			unlike($result->{out} . $result->{error}, qr/secret/, "$name: nothing of the answer is seen");
		}
		is($fake->count(qr/^user/), 2, "$name: a session each time");
		ok(wait_until(sub { $fake->count(qr/^closed/) == $fake->count(qr/^connect$/) }), "$name: which is closed");
		$psql->value(q{SELECT metahog.drop_source('fake')});
		$fake->stop;
	}
	return;
}

careless_server();
careless_later('later', sub { });
careless_later('later_and_configured_anew', \&configure_remote);
answers_that_are_no_yes();
done_testing();
