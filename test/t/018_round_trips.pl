# test/t/018_round_trips.pl: a call on a warm session costs one round trip, whatever surrounds the statement.
#
# A proxy counts how often we speak to the remote after it has spoken to us: that is what a call costs
# in round trips, however long one takes. Once the clock is asked as well.

use strict;
use warnings;

use List::Util qw(min);
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Certificates;
use MetaHog::Proxy;
use MetaHog::Psql;
use MetaHog::Servers;

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote', tls => MetaHog::Certificates->make);
my $proxy = MetaHog::Proxy->start(target_port => $remote->port);
my $psql = MetaHog::Psql->start($metadata);

MetaHog::Servers::create_source($metadata, 'remote', $remote, port => $proxy->port, query => 'sslmode=disable');
MetaHog::Servers::create_source($metadata, 'writable', $remote,
	port => $proxy->port, user => 'admin', query => 'sslmode=disable', options => '{"read_only": false}');
MetaHog::Servers::create_source($metadata, 'secure', $remote, port => $proxy->port, query => 'sslmode=require');
$remote->safe_psql('pagila', <<'SQL');
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE day (i int, m mood);
INSERT INTO day VALUES (1, 'good');
GRANT SELECT ON day TO analyst;
SQL

# turns(call): how many round trips it takes.
sub turns
{
	my ($call) = @_;
	my $before = $proxy->stats->{turns};
	my $result = $psql->run($call);
	is($result->{error}, '', "$call: works");
	return $proxy->stats->{turns} - $before;
}

sub one_turn
{
	my ($call) = @_;
	is(turns($call), 1, "$call: one round trip");
	return;
}

# What opening costs is the protocol's own: start-up, two for SCRAM, and the call.
sub opening
{
	is(turns(q{SELECT metahog.execute('remote', 'SELECT 1')}), 4, 'a call that opens its session');
	my $secure = turns(q{SELECT metahog.execute('secure', 'SELECT 1')});
	cmp_ok($secure, '<=', 7, 'the same with TLS');
	one_turn(q{SELECT metahog.execute('secure', 'SELECT 1')});
	return;
}

sub warm_calls
{
	one_turn($_)
	  for
	  q{SELECT metahog.execute('remote', 'SELECT 1')},
	  q{SELECT metahog.execute('remote', 'SELECT 2 AS another_text')},
	  q{SELECT metahog.execute('remote', 'SELECT $1::int + $2::int', '[1, 2]'::jsonb)},
	  q{SELECT metahog.execute('remote', 'SELECT now(), 1.5::numeric, ''{1,2}''::int[], ''{}''::jsonb')},
	  q{SELECT metahog.execute('remote', 'SELECT * FROM generate_series(1, 5000)')},
	  q{SELECT metahog.execute('remote', 'SELECT * FROM generate_series(1, 100) LIMIT 50', max_rows => 10)},
	  q{SELECT metahog.execute('remote', 'SELECT repeat(''x'', 1000) FROM generate_series(1, 5000)', max_rows => 5000)},
	  q{SELECT metahog.try_execute('remote', 'SELECT 1')},
	  q{SELECT count(r) FROM (SELECT metahog.rows('remote', 'SELECT generate_series(1, 20000)') AS r) AS s},
	  q{SELECT count(r) FROM (SELECT metahog.stream('remote', 'SELECT generate_series(1, 20000)') AS r) AS s},
	  q{SELECT metahog.explain('remote', 'SELECT 1')},
	  q{SELECT * FROM metahog.describe('remote', 'SELECT 1 AS a, now() AS b')},
	  q{SELECT metahog.column_definition('remote', 'SELECT 1 AS a, now() AS b')};

	# Five calls in one statement are five round trips, not more.
	is(turns(q{SELECT metahog.execute('remote', 'SELECT ' || i) FROM generate_series(1, 5) AS i}), 5, 'five calls');
	return;
}

# Each discovery function is one statement; recording asks four. What is recorded costs nothing.
sub discovery
{
	one_turn("SELECT count(*) FROM metahog.$_")
	  for q{schemas('remote')}, q{tables('remote')}, q{columns('remote')}, q{foreign_keys('remote')}, q{indexes('remote')},
	  q{functions('remote')}, q{profile('remote', 'public', 'day')}, q{schema('remote')};
	is(turns(q{SELECT metahog.refresh_schema('remote')}), 4, 'recording a schema');
	is(turns(q{SELECT * FROM metahog.schema_drift('remote')}), 4, 'comparing it');
	is(turns(q{SELECT metahog.schema('remote', cached => true)}), 0, 'showing what is recorded');
	return;
}

# A source that may write has its BEGIN and COMMIT in the same flush. The statement is described once
# before, since it must not be run twice.
sub writing_calls
{
	turns(q{SELECT metahog.execute('writable', 'SELECT 1')});
	cmp_ok(turns(q{SELECT metahog.execute('writable', 'UPDATE day SET i = i + 1 RETURNING i')}), '<=', 2, 'a statement that writes');
	cmp_ok(turns(q{SELECT metahog.execute('writable', 'UPDATE day SET i = i + 1')}), '<=', 2, 'one without rows');
	return;
}

# What is asked for once, for a text or a type that the session has not met.
sub first_meetings
{
	my $typed = q{SELECT * FROM metahog.query('remote', 'SELECT i, m::text FROM day') AS t(i int, m text)};
	cmp_ok(turns($typed), '<=', 2, 'a new text in query(): at most one more');
	one_turn($typed);
	one_turn($typed);

	my $mood = q{SELECT metahog.execute('remote', 'SELECT m FROM day')};
	turns($mood);
	one_turn($mood);
	$remote->safe_psql('pagila', q{CREATE TYPE weather AS ENUM ('rain', 'shine')});
	my $weather = q{SELECT metahog.execute('remote', 'SELECT ''rain''::weather')};
	is(turns($weather), 2, 'a type made after the session was opened: one more');
	one_turn($weather);
	return;
}

# After an error, the clean-up is sent once more.
sub errors
{
	is(turns(q{SELECT metahog.try_execute('remote', 'SELECT 1 / 0') IS NULL}), 2, 'an error');
	one_turn(q{SELECT metahog.execute('remote', 'SELECT 1')});
	is(turns(q{SELECT metahog.try_execute('remote', 'COMMIT') IS NULL}), 0, 'what is refused before it is sent');
	one_turn(q{SELECT metahog.execute('remote', 'SELECT 1')});
	return;
}

# The same by the clock: 200 ms are added to each round trip. The best of three is not the machine's fault.
sub by_the_clock
{
	my $slow = MetaHog::Proxy->start(target_port => $remote->port, delay_ms => 100);
	MetaHog::Servers::create_source($metadata, 'slow', $remote, port => $slow->port, query => 'sslmode=disable');
	my %calls = (
		'execute' => q{SELECT metahog.execute('slow', 'SELECT 1')},
		'query' => q{SELECT * FROM metahog.query('slow', 'SELECT 1') AS t(a int)},
		'rows' => q{SELECT metahog.rows('slow', 'SELECT 1')},
		'stream' => q{SELECT metahog.stream('slow', 'SELECT 1')});
	for my $name (sort keys %calls)
	{
		$psql->value($calls{$name});
		my $seconds = min map { $psql->run($calls{$name})->{seconds} } 1 .. 3;
		cmp_ok($seconds, '>=', 0.19, "$name takes a round trip");
		cmp_ok($seconds, '<', 0.39, "$name takes less than two");
	}
	return;
}

opening();
warm_calls();
discovery();
writing_calls();
first_meetings();
errors();
by_the_clock();

done_testing();
