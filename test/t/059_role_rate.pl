# test/t/059_role_rate.pl: a role's rate limit holds in all its sessions, whatever they say, and goes into a dump.
#
# test/sql/role_rate.sql has what one session shows.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;

# So many calls per minute: one comes back in 20 seconds, which is more than a part of this test takes.
use constant LIMIT => 3;

my $remote = MetaHog::Servers::remote('remote');
my ($metadata, $boss);

# login(role, option => …): a session of that role, as for MetaHog::Psql.
sub login
{
	my ($role, %options) = @_;
	my $database = $options{database} // 'postgres';
	my $psql = MetaHog::Psql->start($metadata, where => $metadata->connstr($database) . " user=$role", %options);

	# A SET that came too early is put back with a warning.
	$psql->value('SET client_min_messages = error');
	return $psql;
}

# fresh_role(name, limit): may use the source pagila; without a limit none is stored.
sub fresh_role
{
	my ($role, $limit) = @_;
	$boss->value("CREATE ROLE $role LOGIN");
	$boss->value("SELECT metahog.limit_role('$role', $limit)") if defined $limit;
	$boss->value("SELECT metahog.grant_source('pagila', '$role')");
	return;
}

# passed(session, calls): how many of them may begin.
sub passed
{
	my ($psql, $calls) = @_;
	return $psql->value(qq{SELECT count(*) FILTER (WHERE d->>'error' IS NULL)
		FROM (SELECT metahog.try_execute('pagila', 'SELECT 1') AS d FROM generate_series(1, $calls)) AS s});
}

sub refused
{
	my ($psql) = @_;
	my $result = $psql->run(q{SELECT metahog.execute('pagila', 'SELECT 1')});
	return "$result->{sqlstate} $result->{message}";
}

sub several_sessions
{
	fresh_role('several', LIMIT);
	fresh_role('bystander');
	my @psql = map { login('several') } 1 .. 3;
	is(passed($psql[0], 1), 1, 'a call of one session');
	is(passed($psql[1], LIMIT), LIMIT - 1, 'is counted in another one');
	is(passed($psql[0], 1) + passed($psql[2], 1), 0, 'in all of them');
	is(passed(login('several'), 1), 0, 'and in a new one');
	is(refused($psql[2]), '53400 the role\'s rate limit of ' . LIMIT . ' per minute is reached', 'which is told so');
	is(passed(login('bystander'), LIMIT + 1), LIMIT + 1, 'not in those of others');

	$boss->value('CREATE DATABASE second');
	$metadata->safe_psql('second', 'CREATE EXTENSION metahog');
	MetaHog::Servers::create_source($metadata, 'pagila', $remote, on => 'second');
	$metadata->safe_psql('second', q{SELECT metahog.grant_source('pagila', 'several'), metahog.limit_role('several', } . LIMIT . ')');
	is(passed(login('several', database => 'second'), 1), 0, 'but in other databases');
	return;
}

# What binds is no setting: nothing that a session or its role can set has to do with it.
sub settings
{
	fresh_role('client', LIMIT);
	my $psql = login('client');
	$psql->run($_) for 'SET metahog.rate_limit = 1000', 'ALTER ROLE client SET metahog.rate_limit = 1000', 'ALTER ROLE client RESET ALL';
	is(passed($psql, LIMIT + 2), LIMIT, 'no setting raises it');
	is($psql->run("SELECT metahog.limit_role('client', 1000)")->{sqlstate}, '42501', 'nor does the role itself');
	return;
}

sub changes
{
	fresh_role('changed', LIMIT);
	my $psql = login('changed');
	is(passed($psql, LIMIT + 1), LIMIT, 'a limit');
	$boss->value("SELECT metahog.limit_role('changed', 60000)");
	is(passed($psql, 5), 5, 'that is raised holds at once in sessions that are open');
	$boss->value("SELECT metahog.limit_role('changed', NULL)");
	is(passed($psql, 5), 5, 'lifted too');
	return;
}

sub set_role
{
	fresh_role('team');
	fresh_role('member', LIMIT);
	$boss->value('GRANT team TO member');
	my $psql = login('member');
	is(passed($psql, 1), 1, 'one call as the role that logged in');
	$psql->value('SET ROLE team');
	is(passed($psql, LIMIT), LIMIT - 1, 'SET ROLE to one without a limit is no way out');
	is(refused($psql), '53400 the login role\'s rate limit of ' . LIMIT . ' per minute is reached', 'which is told so');
	is(passed(login('team'), LIMIT + 1), LIMIT + 1, 'the other role itself has none');

	fresh_role('weak', LIMIT);
	$boss->value('SET ROLE weak');
	is(passed($boss, LIMIT + 2), LIMIT, 'a superuser has the limit of the role that he SETs');
	$boss->value('RESET ROLE');
	is(passed($boss, LIMIT + 2), LIMIT + 2, 'until he RESETs it');
	return;
}

# In a dump roles have their names: elsewhere they have other numbers.
sub dump_and_restore
{
	my $dump = PostgreSQL::Test::Utils::tempdir() . '/dump.sql';
	my $elsewhere = MetaHog::Servers::metadata('elsewhere', extension => 0);
	my @roles = ('moved', '"Mo ved"');
	$boss->value("CREATE ROLE $_; SELECT metahog.limit_role(\$\$$_\$\$, 7)") for @roles, 'dropped';
	$boss->value("SELECT metahog.limit_role('-', 70); DROP ROLE dropped");
	command_ok([ 'pg_dump', '-d', $metadata->connstr('postgres'), '-f', $dump ],
		'the limits are dumped');
	my $roles = $boss->value(q{SELECT string_agg(format('CREATE ROLE %I', rolname), '; ') FROM pg_roles WHERE rolname !~ '^(pg_|postgres$)'});
	$elsewhere->safe_psql('postgres', "CREATE ROLE another; $roles");
	command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $elsewhere->connstr('postgres'), '-f', $dump ], 'and restored elsewhere');
	is($elsewhere->safe_psql('postgres', q{SELECT role, rate_limit FROM metahog.role_limits WHERE rate_limit IN (7, 70) ORDER BY role::text}),
		qq{"Mo ved"|7\n-|70\nmoved|7}, 'under the same names, without the one that was dropped');
	$elsewhere->stop;
	return;
}

for my $level (qw(L0 L1 L2))
{
	note($level);
	$metadata = MetaHog::Servers::metadata("metadata_$level", level => $level);
	$boss = MetaHog::Psql->start($metadata);
	MetaHog::Servers::create_source($metadata, 'pagila', $remote);
	several_sessions() if $level ne 'L0';
	settings();
	changes();
	set_role();
	dump_and_restore() if $level eq 'L1';
	$metadata->stop;
}

done_testing();
