# test/t/024_views.pl: views over remote queries that several sessions refresh at the same time, and in a dump.

use strict;
use warnings;

use File::Copy qw(copy);
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(wait_until wait_for_statements);

my $remote = MetaHog::Servers::remote('remote');
my $node = MetaHog::Servers::metadata('metadata');
my $mark = 'the query of a view';

sub columns
{
	my ($on) = @_;
	return ($on // $node)->safe_psql('postgres',
		q{SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'thing'::regclass});
}

sub makes_a_view
{
	$remote->safe_psql('pagila', 'CREATE TABLE thing (id int, name text); GRANT SELECT ON thing TO analyst;'
		  . q{INSERT INTO thing VALUES (1, 'one')});
	MetaHog::Servers::create_source($node, 'remote', $remote);
	$node->safe_psql('postgres', "SELECT metahog.create_view('thing', 'remote', 'TABLE thing /* $mark */')");
	is(columns(), 'id,name', 'a view is made');
	return;
}

# While the remote is asked, nobody is kept from the view.
sub locks_nothing_meanwhile
{
	my ($refreshing, $other) = (MetaHog::Psql->start($node), MetaHog::Psql->start($node));
	my ($holder, $watcher) = map { MetaHog::Psql->start($remote, database => 'pagila') } 1 .. 2;
	$holder->value('BEGIN; ALTER TABLE thing ADD size int');
	$refreshing->send(q{SELECT metahog.refresh_view('thing')});
	ok(wait_for_statements($watcher, $mark, 1), 'a view is refreshed, and the remote is slow');
	my $result = $other->run("SET lock_timeout = '5 s'; CREATE OR REPLACE VIEW thing AS "
		  . q{SELECT * FROM metahog.query('remote', 'SELECT id, name FROM thing') AS t(id int, name text)});
	is($result->{error}, '', 'meanwhile it can be changed');
	$holder->value('COMMIT');
	$result = $refreshing->wait;
	is($result->{sqlstate}, '40001', 'what the remote says then is not what the view asks for');
	like($result->{message}, qr/view "thing" was changed while its source was asked/, 'which is said');
	is(columns(), 'id,name', 'the view is what the other has made of it');
	return;
}

# Of two refreshes, the second has read the old columns, and finds the new ones.
sub refreshes_once
{
	my ($one, $two) = (MetaHog::Psql->start($node), MetaHog::Psql->start($node));
	$node->safe_psql('postgres', "DROP VIEW thing; SELECT metahog.create_view('thing', 'remote', 'TABLE thing')");
	$remote->safe_psql('pagila', 'ALTER TABLE thing DROP name');
	$one->value('BEGIN; LOCK TABLE thing IN ACCESS SHARE MODE');
	$two->send(q{SELECT metahog.refresh_view('thing')});
	ok(wait_until(sub { $one->value('SELECT count(*) FROM pg_locks WHERE NOT granted') }), 'one waits for the view');
	is($one->value(q{SELECT metahog.refresh_view('thing'); COMMIT}), '(t,{},{},{name})', 'the other is faster');
	my $result = $two->wait;
	is($result->{error}, '', 'the first goes on');
	is($result->{out}, '(f,{},{},{})', 'and has nothing to do any more');
	is(columns(), 'id,size', 'the view is what both wanted');
	return;
}

sub survives_a_restore
{
	my $elsewhere = MetaHog::Servers::metadata('elsewhere', extension => 0);
	my $dump = PostgreSQL::Test::Utils::tempdir() . '/dump.sql';
	$_->safe_psql('postgres', 'CREATE ROLE reader') for $node, $elsewhere;
	$node->safe_psql('postgres', "SELECT metahog.create_view('odd', 'remote', E'SELECT ''a\\\\b''''c'' AS \"A b\"');"
		  . q{GRANT SELECT ON thing TO reader; SELECT metahog.grant_source('remote', 'reader')});
	command_ok([ 'pg_dump', '-d', $node->connstr('postgres'), '-f', $dump ], 'the database is dumped');
	command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $elsewhere->connstr('postgres'), '-f', $dump ],
		'and restored elsewhere');
	is(columns($elsewhere), 'id,size', 'the view is there');
	my $definitions = q{SELECT relname, pg_get_viewdef(oid), relacl, obj_description(oid) FROM pg_class
		WHERE relname IN ('thing', 'odd') ORDER BY relname};
	is($elsewhere->safe_psql('postgres', $definitions), $node->safe_psql('postgres', $definitions), 'the same as here');
	copy($node->data_dir . '/metahog.key', $elsewhere->data_dir);
	chmod 0600, $elsewhere->data_dir . '/metahog.key';
	is($elsewhere->safe_psql('postgres', 'SET ROLE reader; SELECT id FROM thing'), '1', 'with the key, it can be read');
	is($elsewhere->safe_psql('postgres', 'TABLE odd'), q{a\\b'c}, 'so can one of odd characters');
	$remote->safe_psql('pagila', 'ALTER TABLE thing ADD colour text');
	is($elsewhere->safe_psql('postgres', q{SELECT added FROM metahog.refresh_view('thing')}), '{colour}', 'and refreshed');
	is(columns($elsewhere), 'id,size,colour', 'to the columns that are new');
	$elsewhere->stop;
	return;
}

# Names and types that a remote claims are no SQL here.
sub believes_no_names
{
	my $attack = 'integer) AS x; DROP VIEW thing; --';
	my @type = map { [ $_, 'text' ] } qw(oid typmod name kind related array delimiter);
	my $fake = MetaHog::FakeServer->start(answer => sub {
		my ($sql) = @_;
		return { columns => \@type, rows => [ [ 9999, -1, $attack, 's', 0, 0, ',' ], [ 20000, -1, $attack, 's', 0, 0, ',' ] ] }
		  if $sql =~ /RECURSIVE need/;
		return { columns => [ [ 'a', 9999 ], [ 'b', 20000 ], [ $attack, 'int4' ] ] } if $sql =~ /odd columns/;
		return { columns => [ [ 'a', 2950, 5 ] ] } if $sql =~ /odd typmod/;
		return undef;
	});
	MetaHog::Servers::create_source($node, 'fake', undef, port => $fake->port, password => 'x');
	my $psql = MetaHog::Psql->start($node);
	$psql->value(q{SELECT metahog.create_view('odd_columns', 'fake', 'SELECT 1 -- odd columns')});
	is($psql->value(q{SELECT count(*) FROM pg_attribute WHERE attrelid = 'odd_columns'::regclass}), '3', 'names and types of a hostile remote');
	is($psql->run(q{SELECT metahog.create_view('odd_typmod', 'fake', 'SELECT 1 -- odd typmod')})->{sqlstate}, '', 'a typmod that cannot be is none');
	is($node->safe_psql('postgres', q{SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'odd_typmod'::regclass}), 'uuid',
		'the view has the type without it');
	is($node->safe_psql('postgres', q{SELECT to_regclass('thing')}), 'thing', 'nothing else happens');
	$node->safe_psql('postgres', 'DROP VIEW odd_columns, odd_typmod');
	$fake->stop;
	return;
}

makes_a_view();
believes_no_names();
locks_nothing_meanwhile();
refreshes_once();
survives_a_restore();

done_testing();
