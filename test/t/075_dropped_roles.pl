# test/t/075_dropped_roles.pl: what was said of a role that has been dropped is not said of the one that has its number now.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote');
my $url = MetaHog::Servers::url($remote);
my $boss = MetaHog::Psql->start($metadata);

# as(role, SQL): its value, or the SQLSTATE.
sub as
{
	my ($role, $sql) = @_;
	my $psql = MetaHog::Psql->start($metadata, options => "-c role=$role");
	my $result = $psql->run($sql);
	return $result->{sqlstate} || $result->{out};
}

sub uses
{
	my ($role, $source) = @_;
	return as($role, "SELECT metahog.execute('$source', 'SELECT 7')->'results'->0->>0");
}

# successor(role, name): the role is dropped, and another one gets its number.
sub successor
{
	my ($role, $name) = @_;
	my $oid = $boss->value("SELECT '$role'::regrole::oid");
	like($boss->run("DROP ROLE $role")->{error}, qr/privileges for type metahog\.source_role/, "$role is not dropped as long as sources or grants name it");
	$boss->value("DROP OWNED BY $role; DROP ROLE $role; CREATE ROLE $name");
	$boss->value("SET allow_system_table_mods = on; UPDATE pg_authid SET oid = $oid WHERE rolname = '$name'; RESET allow_system_table_mods");
	is($boss->value("SELECT '$name'::regrole::oid"), $oid, "$name has its number");
	$boss->value("GRANT USAGE ON SCHEMA metahog TO $name");
	return;
}

$boss->value('CREATE ROLE makers');
$boss->value("GRANT EXECUTE ON FUNCTION metahog.create_source(text, text, jsonb), metahog.alter_source(text, jsonb), metahog.grant_source(text, regrole) TO makers; GRANT USAGE ON SCHEMA metahog TO makers");
$boss->value("SELECT metahog.create_source('shop', '$url'), metahog.create_source('stock', '$url')");

sub owner
{
	$boss->value('CREATE ROLE alice IN ROLE makers; CREATE ROLE friend');
	is(as('alice', "SELECT metahog.create_source('hers', '$url') IS NOT NULL"), 't', 'an ordinary role makes a source');
	is(as('alice', q{SELECT metahog.grant_source('hers', 'friend')}), '', 'and grants it');
	is(uses($_, 'hers'), '7', "$_ uses it") for 'alice', 'friend';
	successor('alice', 'alicia');
	is(uses('alicia', 'hers'), '42501', 'and may not use the source');
	is(as('alicia', 'SELECT count(*) FROM metahog.sources'), '0', 'nor see it');
	is(as('alicia', 'SELECT count(*) FROM metahog.sessions'), '0', 'nor who uses it');
	$boss->value('GRANT makers TO alicia');
	is(as('alicia', q{SELECT metahog.alter_source('hers', '{"host": "127.0.0.1"}')}), '42501', 'nor change it');
	is(uses('friend', 'hers'), '7', 'to whom it was granted may still use it');

	is(as('alicia', "SELECT metahog.create_source('her own', '$url') IS NOT NULL"), 't', 'what she makes herself');
	is(uses('alicia', 'her own'), '7', 'is hers');
	is(uses('alicia', 'hers'), '42501', 'the other is not, for all that');
	is($boss->value(q{SELECT created_by FROM metahog.source WHERE name = 'hers'}), '-', 'it has no owner any more');
	is(uses('postgres', 'hers'), '7', 'and is the superusers\' to deal with');
	return;
}

sub grantee
{
	$boss->value(q{CREATE ROLE bob; SELECT metahog.grant_source('shop', 'bob')});
	is(uses('bob', 'shop'), '7', 'bob may use a source');
	successor('bob', 'rob');
	is(uses('rob', 'shop'), '42501', 'and may not use it');
	$boss->value('CREATE ROLE team; CREATE ROLE mate IN ROLE team');
	$boss->value(q{SELECT metahog.grant_source('stock', 'team'); GRANT team TO rob});
	is(uses('rob', 'stock'), '7', 'but what a group may that he is a member of');
	is(uses('rob', 'shop'), '42501', 'which does not make the other his');
	$boss->value(q{SELECT metahog.grant_source('stock', 'rob')});
	is(uses('rob', 'stock'), '7', 'he is granted one himself');
	is(uses('rob', 'shop'), '42501', 'and only that one');
	is($boss->value(q{SELECT count(*) FROM metahog.source_grant WHERE role = 'rob'::regrole}), '1', 'the old grant has gone');
	return;
}

sub group
{
	is(uses('mate', 'stock'), '7', 'a member of a group uses what the group may');
	successor('team', 'crew');
	$boss->value('GRANT crew TO mate');
	is(uses('mate', 'stock'), '42501', 'and a member of it has nothing of that');
	return;
}

# Who is granted a source or makes one while others do waits for them, and does not fail.
sub at_the_same_time
{
	$boss->value("CREATE ROLE many$_") for 0 .. 7;
	my @psql = map { MetaHog::Psql->start($metadata) } 0 .. 7;
	$psql[$_]->send("SELECT metahog.grant_source('shop', 'many$_'), metahog.grant_source('stock', 'many$_')") for 0 .. 7;
	is(join(',', map { $_->wait->{error} } @psql), ',' x 7, 'many grants at the same time');
	is($boss->value(q{SELECT count(*) FROM metahog.source_grant WHERE role::text LIKE 'many%'}), '16', 'all of them are made');
	return;
}

# A copy has it all from the dump, but for what was said of roles that are gone.
sub dumped
{
	$boss->value(q{CREATE ROLE gone; SELECT metahog.grant_source('shop', 'gone')});
	my $oid = $boss->value(q{SELECT 'gone'::regrole::oid});
	$boss->value('DROP OWNED BY gone; DROP ROLE gone');
	my $file = PostgreSQL::Test::Utils::tempdir() . '/dump.sql';
	$metadata->command_ok([ 'pg_dump', '-f', $file, '-d', $metadata->connstr('postgres') ], 'a dump');
	unlike(slurp_file($file), qr/^[-0-9a-f]{36}\t$oid\t/m, 'has no grant to a role that is gone');
	$boss->value('CREATE DATABASE copy TEMPLATE template0');
	$metadata->command_ok([ 'psql', '-X', '-q', '-o', '/dev/null', '-v', 'ON_ERROR_STOP=1', '-f', $file, '-d', $metadata->connstr('copy') ], 'is restored');
	my $copy = MetaHog::Psql->start($metadata, database => 'copy', options => '-c role=rob');
	is($copy->value(q{SELECT string_agg(name, ',') FROM metahog.sources}), 'stock', 'with the grants');
	$copy->value('RESET ROLE; SET ROLE alicia');
	is($copy->value(q{SELECT string_agg(name, ',') FROM metahog.sources}), 'her own', 'and the owners');
	my $other = MetaHog::Psql->start($metadata, database => 'copy');
	like($other->run('DROP ROLE many0')->{error}, qr/source_role.*\n.*objects? in database postgres|objects? in database postgres/, 'a role that another database names is not dropped either');
	return;
}

owner();
grantee();
group();
at_the_same_time();
dumped();

done_testing();
