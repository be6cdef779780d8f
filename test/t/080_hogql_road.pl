# test/t/080_hogql_road.pl: a text of HogQL goes down the road of execute(): one round trip, recorded, cancelled, read-only.
#
# What HogQL means is tested in test/sql/hogql*.sql. Here is what a call has to do with other servers and processes.

use strict;
use warnings;

use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

use MetaHog::Proxy;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata', settings => [q{metahog.audit = 'log'}]);
my $remote = MetaHog::Servers::remote('remote');
my $proxy = MetaHog::Proxy->start(target_port => $remote->port);
my $psql = MetaHog::Psql->start($metadata);

sub set_up
{
	$remote->safe_psql('pagila', <<'SQL');
CREATE SCHEMA stock;
CREATE TYPE stock.mood AS ENUM ('good', 'bad');
CREATE TABLE stock.shelf (id int PRIMARY KEY, mood stock.mood);
INSERT INTO stock.shelf SELECT i, 'good' FROM generate_series(1, 3) AS i;
CREATE VIEW stock.slow AS SELECT i AS n, pg_sleep(0.1) IS NULL AS slept FROM generate_series(1, 600) AS i;
CREATE TABLE stock.log (note text);
CREATE FUNCTION stock.writes() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO stock.log VALUES ('written');
	RETURN 1;
END $$;
CREATE VIEW stock.writing AS SELECT stock.writes() AS n;
GRANT USAGE ON SCHEMA stock TO analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA stock TO analyst;
SQL
	MetaHog::Servers::create_source($metadata, 'remote', $remote, port => $proxy->port, query => 'sslmode=disable',
		options => '{"schema": "stock, public"}');
	MetaHog::Servers::create_source($metadata, 'writable', $remote, user => 'admin', options => '{"read_only": false}');
	$psql->value("SELECT metahog.refresh_schema('$_')") for qw(remote writable);
	return;
}

# turns(call): how many round trips it takes.
sub turns
{
	my ($call) = @_;
	my $before = $proxy->stats->{turns};
	my $result = $psql->run($call);
	is($result->{error}, '', "$call: works");
	return $proxy->stats->{turns} - $before;
}

# The first call of a session learns what the remote has; the others cost what execute() costs.
sub round_trips
{
	turns(q{SELECT metahog.hogql('remote', 'SELECT 1')});
	is(turns($_), 1, "$_: one round trip")
	  for
	  q{SELECT metahog.hogql('remote', 'SELECT 1')},
	  q{SELECT metahog.hogql('remote', 'SELECT id, 2 AS another_text FROM shelf')},
	  q{SELECT metahog.hogql('remote', 'SELECT {a}', '{"a": 5}'::jsonb)},
	  q{SELECT metahog.try_hogql('remote', 'SELECT {a}', '{"a": "text"}'::jsonb)},
	  q{SELECT metahog.hogql_rows('remote', 'SELECT id FROM shelf')},
	  q{SELECT metahog.hogql_stream('remote', 'SELECT id FROM shelf')},
	  q{SELECT * FROM metahog.hogql_describe('remote', 'SELECT id FROM shelf')};
	is(turns($_), 0, "$_: none")
	  for
	  q{SELECT metahog.hogql_sql('remote', 'SELECT id FROM shelf')},
	  q{SELECT * FROM metahog.hogql_check('remote', 'SELECT id FROM shelf')};
	return;
}

# pg_catalog is the search_path of this statement alone, and names of types are what execute() calls them.
sub pinned
{
	my $show = q{SELECT metahog.execute('remote', 'SHOW search_path') -> 'results' -> 0 ->> 0};
	my $of_hogql = q{SELECT metahog.hogql('remote', 'SELECT mood FROM shelf LIMIT 1') ->> 'postgres_types'};
	my $types = q{SELECT metahog.execute('remote', 'SELECT mood FROM shelf LIMIT 1') ->> 'postgres_types'};
	for my $session ($psql, MetaHog::Psql->start($metadata))
	{
		is($session->run($of_hogql)->{error}, '', 'a session that may be new');
		is($session->value($show), 'stock, public', 'the next statement has the search_path of its source');
		is($session->value($types), '["mood"]', 'in which types have their short names');
	}
	$remote->safe_psql('pagila', q{CREATE VIEW stock.path AS SELECT current_setting('search_path') AS path});
	$remote->safe_psql('pagila', q{GRANT SELECT ON stock.path TO analyst});
	$psql->value(q{SELECT metahog.refresh_schema('remote')});
	is($psql->value(q{SELECT metahog.hogql('remote', 'SELECT path FROM path') -> 'results' -> 0 ->> 0}),
		'pg_catalog', 'a statement of HogQL has pg_catalog');
	return;
}

sub read_only
{
	my $result = $psql->run(q{SELECT metahog.hogql('writable', 'SELECT n FROM stock.writing')});
	like($result->{error}, qr/cannot execute INSERT in a read-only transaction/, 'also where the source may write');
	is($remote->safe_psql('pagila', 'SELECT count(*) FROM stock.log'), 0, 'nothing was written');
	return;
}

sub records
{
	my ($offset) = @_;
	return map { decode_json($_) } slurp_file($metadata->logfile, $offset) =~ /metahog audit: (\{.*\})$/mg;
}

sub recorded
{
	my %calls = (
		hogql => [ q{SELECT metahog.hogql('remote', 'SELECT id FROM shelf WHERE id = {id}', '{"id": 2}'::jsonb)}, 'ok' ],
		try_hogql => [ q{SELECT metahog.try_hogql('remote', 'SELECT nothing FROM shelf')}, 'refused' ],
		hogql_query => [ q{SELECT * FROM metahog.hogql_query('remote', 'SELECT id FROM shelf') AS t(id int)}, 'ok' ],
		hogql_rows => [ q{SELECT metahog.hogql_rows('remote', 'SELECT id FROM shelf')}, 'ok' ],
		hogql_stream => [ q{SELECT metahog.hogql_stream('remote', 'SELECT id FROM shelf')}, 'ok' ],
		hogql_describe => [ q{SELECT * FROM metahog.hogql_describe('remote', 'SELECT id FROM shelf')}, 'ok' ],
		hogql_column_definition => [ q{SELECT metahog.hogql_column_definition('remote', 'SELECT id FROM shelf')}, 'ok' ]);
	for my $action (sort keys %calls)
	{
		my ($call, $outcome) = @{ $calls{$action} };
		my $offset = -s $metadata->logfile;
		$psql->run($call);
		my @records = records($offset);
		is(scalar @records, 1, "$action: one record") or next;
		is("$records[0]{action} $records[0]{outcome}", "$action $outcome", "$action: by its name");
		my ($text) = $call =~ /'(SELECT [^']*)'/;
		is($records[0]{query}, $text, "$action: with the text of HogQL");
	}
	my $offset = -s $metadata->logfile;
	$psql->run(q{SELECT metahog.hogql_sql('remote', 'SELECT 1'), metahog.hogql_check('remote', 'SELECT 1')});
	is(scalar(records($offset)), 0, 'what sends nothing is no call');
	return;
}

sub cancelled
{
	my $caller = MetaHog::Psql->start($metadata);
	my $pid = $caller->pid;
	my $call = q{SELECT metahog.hogql('remote', 'SELECT n, slept FROM slow')};
	my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
	$caller->send($call);
	ok(wait_for_statements($watcher, 'slow', 1), 'the remote is at it');
	is($psql->value(q{SELECT query FROM metahog.activity WHERE pid = } . $pid), 'SELECT n, slept FROM slow', 'activity shows the text');
	my $begun = time;
	$psql->value("SELECT pg_cancel_backend($pid)");
	like($caller->wait->{error}, qr/canceling statement/, 'a cancel ends it');
	cmp_ok(time - $begun, '<', 3, 'at once');
	ok(wait_for_statements($watcher, 'slow', 0), 'on the remote too');

	my $result = $caller->run(q{SELECT metahog.hogql('remote', 'SELECT n, slept FROM slow', timeout => '300 ms')});
	like($result->{error}, qr/timeout passed before/, 'and so does its deadline');
	return;
}

set_up();
round_trips();
pinned();
read_only();
recorded();
cancelled();
$psql->stop;
done_testing();
