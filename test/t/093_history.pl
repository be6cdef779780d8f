# test/t/093_history.pl: metahog.history: whose queries it shows, and that the last of many are found without reading all.

use strict;
use warnings;

use Test::More;

use MetaHog::Audit qw(audited);
use MetaHog::Psql;
use MetaHog::Watch qw(wait_until);

my $node = audited('metadata');
my $boss = MetaHog::Psql->start($node);

# seen(psql, columns, condition): rows of the history, the last first.
sub seen
{
	my ($psql, $columns, $condition) = @_;
	return $psql->value("SELECT $columns FROM metahog.history WHERE $condition ORDER BY id DESC");
}

# comes(marks): these calls are in the table, in time.
sub comes
{
	my ($count) = @_;
	return ok(wait_until(sub { $boss->value(q{SELECT count(*) FROM metahog.audit_log WHERE query LIKE '%/* h */%'}) == $count }, 20), "$count calls are stored");
}

$boss->value(q{SET metahog.team_id = 1; SELECT metahog.create_source('ones', 'postgres://analyst:analyst@127.0.0.1:} . $node->port . q{/postgres', '{"team_id": 1}'); RESET metahog.team_id});
$boss->value(q{CREATE ROLE ann; CREATE ROLE bob; CREATE ROLE reader IN ROLE pg_read_all_stats; GRANT USAGE ON SCHEMA metahog TO reader; SELECT metahog.grant_source(source, role) FROM unnest(ARRAY['here', 'ones']) AS source, unnest(ARRAY['ann', 'bob']::regrole[]) AS role});
my ($ann, $bob, $reader) = map { MetaHog::Psql->start($node, options => "-c role=$_") } qw(ann bob reader);

sub own_calls
{
	$ann->value(q{SELECT metahog.create_saved_query('kept', 'here', 'SELECT $1::int /* h */', '{"variables": [{"name": "n", "type": "number", "default": 1}]}'),
		metahog.create_saved_query('kept too', 'here', 'SELECT {variables.n} /* h */', '{"kind": "hogql", "variables": [{"name": "n", "type": "number", "default": 1}]}')});
	$ann->value(q{SET metahog.actor = 'user:1'; SET application_name = 'tests'});
	$ann->value(q{SELECT metahog.execute('here', 'SELECT 1 /* h */', max_rows => 1)});
	$ann->value(q{SELECT metahog.hogql('here', 'SELECT 2 /* h */')});
	$ann->value(q{SELECT metahog.try_run_saved('kept', '{"n": 3}')});
	$ann->value(q{SELECT metahog.try_run_saved('kept too')});
	$ann->value(q{SELECT metahog.try_execute('ones', 'SELECT nothing /* h */')});
	$bob->value(q{SELECT metahog.execute('here', 'SELECT 6 /* h */')});
	$boss->value(q{SELECT metahog.tables('here')});
	comes(6);
	is(seen($ann, q{action, language, outcome, source, saved_query_id IS NOT NULL, actor, role}, 'true'), <<'ROWS' =~ s/\n$//r, 'ann sees her own, the last first, in their languages');
try_execute|sql|error|ones|f|user:1|ann
try_run_saved|hogql|ok|here|t|user:1|ann
try_run_saved|sql|ok|here|t|user:1|ann
hogql|hogql|ok|here|f|user:1|ann
execute|sql|ok|here|f|user:1|ann
ROWS
	is(seen($ann, q{query, sqlstate, rows, application_name, total_seconds > 0}, q{action = 'try_execute'}), 'SELECT nothing /* h */|42703|0|tests|t', 'with what became of them');
	is(seen($ann, 'query', 'saved_query_id IS NOT NULL'), "SELECT {variables.n} /* h */\nSELECT \$1::int /* h */", 'a saved query with its text');
	is(seen($bob, 'query', 'true'), 'SELECT 6 /* h */', 'bob sees his');
	is($reader->value('SELECT count(*) FROM metahog.history'), '6', 'who may read all statistics sees all; what has no text is none');
	is($boss->value('SELECT count(*) FROM metahog.history'), '6', 'so does a superuser');
	$ann->value('SET metahog.team_id = 2');
	is($ann->value('SELECT count(*) FROM metahog.history'), '4', 'another team\'s are not seen');
	$ann->value('RESET metahog.team_id');
	is($ann->run('SELECT count(*) FROM metahog.audit_log')->{sqlstate}, '42501', 'the table itself is not hers to read');
	return;
}

# What a reader's own function is shown on the way is no more than what the view gives out.
sub nothing_leaks
{
	$boss->value(q{CREATE SCHEMA peep; GRANT ALL ON SCHEMA peep TO bob});
	$bob->value(q{CREATE TABLE peep.seen (query text); CREATE FUNCTION peep.at(query text) RETURNS boolean COST 0.0000001 LANGUAGE plpgsql AS $$BEGIN INSERT INTO peep.seen VALUES (query); RETURN true; END$$});
	is($bob->value('SELECT count(*) FROM metahog.history WHERE peep.at(query)'), '1', 'bob looks at each row on its way');
	is($bob->value('SELECT string_agg(query, $$,$$) FROM peep.seen'), 'SELECT 6 /* h */', 'and sees none but his');
	return;
}

# What is not recorded as a query is not in it: changes of saved objects have a record of their own.
sub changes
{
	$ann->value(q{SELECT metahog.alter_saved_query('kept', '{"folder": "x"}', 1)});
	$bob->run(q{SELECT metahog.alter_saved_query('kept', '{"folder": "y"}', 2)});
	my $sql = q{SELECT string_agg(concat_ws(' ', action, outcome, role, source, details->>'name', details->>'version', details->>'written'), '; ' ORDER BY id) FROM metahog.audit_log WHERE action LIKE '%saved_query'};
	ok(wait_until(sub { $boss->value($sql) =~ /refused/ }, 20), 'changes are recorded');
	is($boss->value($sql), 'create_saved_query ok ann here kept 1 name, kind, text, variables, source_id, team_id, owner, created_by, updated_by; '
		. 'create_saved_query ok ann here kept too 1 name, kind, text, variables, source_id, team_id, owner, created_by, updated_by; '
		. 'alter_saved_query ok ann here kept 2 folder, source_id, team_id, updated_by, updated_at, version; '
		. 'alter_saved_query refused bob', 'with what was written');
	return;
}

# Other databases' records are not this one's.
sub elsewhere
{
	$boss->value('CREATE DATABASE other');
	my $other = MetaHog::Psql->start($node, database => 'other');
	$other->value('CREATE EXTENSION metahog');
	$boss->value(q{INSERT INTO metahog.audit_log SELECT (a).* FROM (SELECT jsonb_populate_record(a, '{"id": 900000, "database": "other"}') AS a FROM metahog.audit_log AS a WHERE query IS NOT NULL LIMIT 1) AS x});
	is($reader->value('SELECT count(*) FROM metahog.history'), '6', 'a record of another database is not shown');
	is($other->value('SELECT count(*) FROM metahog.history'), '0', 'nor is there any where none are stored');
	return;
}

# The last page of many, as an application asks for it.
sub many
{
	$boss->value(q{INSERT INTO metahog.audit_log SELECT (a).* FROM generate_series(1, 10000) AS i, LATERAL (SELECT jsonb_populate_record(a, jsonb_build_object('id', 1000000 + i, 'actor', 'user:' || i % 7)) AS a
		FROM metahog.audit_log AS a WHERE query IS NOT NULL AND role = 'ann' AND database = 'postgres' ORDER BY id LIMIT 1) AS x});
	$boss->value('ANALYZE metahog.audit_log');
	for my $page ('LIMIT 100', q{WHERE actor = 'user:3' AND id < 1005000 LIMIT 100}, q{WHERE query ~ 'h' LIMIT 100})
	{
		my $plan = $ann->value("EXPLAIN (ANALYZE, COSTS off, TIMING off) SELECT * FROM metahog.history $page");
		like($plan, qr/Index Scan/, "the last page is found by an index: $page");
		unlike($plan, qr/->  Sort /, 'without sorting');
		my ($time) = $plan =~ /Execution Time: ([.0-9]+)/;
		cmp_ok($time, '<', 100, 'within 100 ms');
		my @ids = split /
/, $ann->value("SELECT id FROM metahog.history $page");
		is("@ids", join(' ', sort { $b <=> $a } @ids), scalar(@ids) . ' of them, the last first');
	}
	cmp_ok($ann->run('SELECT id FROM metahog.history ORDER BY id DESC')->{seconds}, '<', 1, 'all of them, in a second');
	return;
}

own_calls();
nothing_leaks();
changes();
elsewhere();
many();

done_testing();
