# test/t/092_saved_objects.pl: saved queries and dashboards that several people change at the same time, and what of them
# outlives a role, and a dump.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(wait_until);

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote');
my $url = MetaHog::Servers::url($remote);
my $boss = MetaHog::Psql->start($metadata);
my @editors = map { MetaHog::Psql->start($metadata, options => "-c metahog.actor=editor:$_") } 1 .. 2;

sub someone_waits
{
	return wait_until(sub { $boss->value('SELECT count(*) FROM pg_locks WHERE NOT granted') > 0 }, 10);
}

# at_once(first, second, outcome, what): two changes, of which the second waits for the first to be committed.
sub at_once
{
	my ($first, $second, $outcome, $what) = @_;
	$editors[0]->value("BEGIN; $first");
	$editors[1]->send($second);
	ok(someone_waits(), "$what: the later waits");
	$editors[0]->value('COMMIT');
	my $result = $editors[1]->wait;
	like($result->{error} || $result->{out}, $outcome, "$what: and is told");
	return;
}

$boss->value("SELECT metahog.create_source('shop', '$url')");
$boss->value(q{SELECT metahog.create_saved_query('films', 'shop', 'SELECT 1'), metahog.create_saved_query('actors', 'shop', 'SELECT 2'), metahog.create_dashboard('board')});

sub editors
{
	my $alter = sub { qq{SELECT metahog.alter_saved_query('films', '{"text": "SELECT $_[0]"}', $_[1])} };
	at_once($alter->(10, 1), $alter->(20, 1),
		qr/ERROR:  40001: saved query "films" was changed by somebody else\nDETAIL:  Version 2 is there, written by editor:1 at [^;]+; version 1 was read\./, 'two texts');
	is($boss->value(q{SELECT text, version, updated_by FROM metahog.saved_query WHERE name = 'films'}), 'SELECT 10|2|editor:1', 'nobody is overwritten');
	$editors[0]->value('BEGIN; ' . $alter->(30, 2));
	$editors[1]->send($alter->(40, 2));
	ok(someone_waits(), 'a change that is rolled back');
	$editors[0]->value('ROLLBACK');
	is($editors[1]->wait->{out}, '3', 'leaves the way free');
	at_once(q{SELECT metahog.drop_saved_query('films', 3)}, $alter->(50, 3), qr/ERROR:  42704: saved query "[-0-9a-f]{36}" does not exist/, 'a text that is dropped');
	at_once(q{SELECT metahog.create_saved_query('films', 'shop', 'SELECT 1')}, q{SELECT metahog.create_saved_query('films', 'shop', 'SELECT 2')},
		qr/ERROR:  42710: saved query "films" already exists/, 'two of one name');
	$editors[0]->value(q{BEGIN; SELECT metahog.create_saved_query('one', 'shop', 'SELECT 1'), metahog.create_dashboard('one')});
	my $result = $editors[1]->run(q{SET lock_timeout = '5s'; SELECT metahog.create_saved_query('two', 'shop', 'SELECT 1'), metahog.create_dashboard('two'); RESET lock_timeout});
	is($result->{error}, '', 'who saves something else does not wait');
	$editors[0]->value('ROLLBACK');
	$boss->value(q{SELECT metahog.drop_saved_query('two'), metahog.drop_dashboard('two')});
	at_once(q{SELECT metahog.place_text('board', 'one')}, q{SELECT metahog.alter_dashboard('board', '{"tiles": [{"markdown": "two"}]}', 1)},
		qr/ERROR:  40001: dashboard "board" was changed by somebody else\nDETAIL:  Version 2 is there, written by editor:1 at/, 'two boards');
	at_once(q{SELECT metahog.place_text('board', 'two')}, q{SELECT metahog.place_text('board', 'three')}, qr/^[-0-9a-f]{36}$/, 'two tiles');
	is($boss->value(q{SELECT string_agg(markdown, ',' ORDER BY place->'y') FROM metahog.dashboard_tile}), 'one,two,three', 'both find a place');
	is($boss->value(q{SELECT version FROM metahog.dashboards}), '4', 'and each is a version');
	$editors[1]->value(q{BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM metahog.saved_queries});
	$editors[0]->value(q{SELECT metahog.alter_saved_query('films', '{"text": "SELECT 60"}', 1)});
	is($editors[1]->run(q{SELECT metahog.alter_saved_query('films', '{"text": "SELECT 70"}', 1)})->{sqlstate}, '40001', 'who does not see the change is told by the server');
	$editors[1]->value('ROLLBACK');
	return;
}

# A role that is dropped: whoever gets its number owns nothing of what it saved.
sub successor
{
	$boss->value(q{CREATE ROLE alice; SELECT metahog.grant_source('shop', 'alice')});
	my $alice = MetaHog::Psql->start($metadata, options => '-c role=alice');
	$alice->value(q{SELECT metahog.create_saved_query('hers', 'shop', 'SELECT 7'), metahog.create_dashboard('her board', '{"tiles": [{"saved": "hers"}]}')});
	is($alice->value(q{SELECT metahog.alter_saved_query('hers', '{"text": "SELECT 8"}', 1), metahog.alter_dashboard('her board', '{"folder": "x"}', 1)}), '2|2', 'what a role has saved it changes');
	my $oid = $boss->value(q{SELECT 'alice'::regrole::oid});
	$boss->value('DROP OWNED BY alice; DROP ROLE alice; CREATE ROLE bob; SET allow_system_table_mods = on');
	$boss->value("UPDATE pg_authid SET oid = $oid WHERE rolname = 'bob'; RESET allow_system_table_mods");
	$boss->value(q{SELECT metahog.grant_source('shop', 'bob')});
	my $bob = MetaHog::Psql->start($metadata, options => '-c role=bob');
	is($bob->value(q{SELECT string_agg(name || may_change, ',' ORDER BY name) FROM metahog.saved_queries}), 'actorsfalse,filmsfalse,hersfalse', 'who has its number sees it by a grant of his own');
	is($bob->run($_)->{sqlstate}, '42501', "and does not change it: $_")
	  for q{SELECT metahog.alter_saved_query('hers', '{}', 2)}, q{SELECT metahog.drop_saved_query('hers')}, q{SELECT metahog.alter_dashboard('her board', '{}', 2)};
	is($bob->value(q{SELECT metahog.run_saved('hers')->'results'->0->>0}), '8', 'he runs it');
	is($boss->value(q{SELECT metahog.drop_saved_query('hers'), owner::oid FROM metahog.saved_query WHERE name = 'hers'}), '|0', 'it has no owner, and is the superusers\' to deal with');
	return;
}

# A copy of a database has it all, under the same ids, and goes on from there.
sub dumped
{
	my $file = PostgreSQL::Test::Utils::tempdir() . '/dump.sql';
	my $kept = q{SELECT (SELECT string_agg(q::text, '' ORDER BY id) FROM metahog.saved_query AS q), (SELECT string_agg(d::text, '' ORDER BY id) FROM metahog.dashboard AS d),
		(SELECT string_agg(t::text, '' ORDER BY id) FROM metahog.dashboard_tile AS t)};
	$boss->value(q{SELECT metahog.place_tile('board', 'films')});
	$metadata->command_ok([ 'pg_dump', '-f', $file, '-d', $metadata->connstr('postgres') ], 'a dump');
	$boss->value('CREATE DATABASE copy TEMPLATE template0');
	$metadata->command_ok([ 'psql', '-X', '-q', '-o', '/dev/null', '-v', 'ON_ERROR_STOP=1', '-f', $file, '-d', $metadata->connstr('copy') ], 'is restored');
	my $copy = MetaHog::Psql->start($metadata, database => 'copy');
	is($copy->value($kept), $boss->value($kept), 'it has all that was saved');
	is($copy->value(q{SELECT metahog.run_tile(id)->'results'->0->>0 FROM metahog.dashboard_tile WHERE saved_query_id = (SELECT id FROM metahog.saved_queries WHERE name = 'films')}), '60', 'which runs there');
	is($copy->value(q{SELECT metahog.alter_saved_query('films', '{"text": "SELECT 9"}', 2)}), '3', 'and is changed');
	return;
}

editors();
successor();
dumped();

done_testing();
