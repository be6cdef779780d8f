# test/t/059_role_rate.pl: a role's rate limit holds in all its sessions, and no way of opening one leads around it.
#
# test/sql/role_rate.sql has what one session shows.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(wait_until);

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
	$boss->value("ALTER ROLE $role SET metahog.rate_limit = $limit") if defined $limit;
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

# bound(session): above which limit it may not SET its own.
sub bound
{
	my ($psql) = @_;
	$psql->value('SELECT FROM metahog.status()');
	my $error = $psql->run('SET metahog.rate_limit = 1000000')->{error};
	$psql->value('RESET metahog.rate_limit');
	return $error =~ /above (\d+)/ ? $1 : $error || 'none';
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

	fresh_role('modest', LIMIT);
	@psql = map { login('modest') } 1 .. 2;
	passed($_, 0) for @psql;
	$_->value('SET metahog.rate_limit = 1') for @psql;
	is(passed($_, 2), 1, 'what a session SETs binds that one') for @psql;
	is(passed(login('modest'), 2), LIMIT - 2, 'and leaves the rest to the others of the role');

	$boss->value('CREATE DATABASE second');
	$metadata->safe_psql('second', 'CREATE EXTENSION metahog');
	MetaHog::Servers::create_source($metadata, 'pagila', $remote, on => 'second');
	$metadata->safe_psql('second', q{SELECT metahog.grant_source('pagila', 'several')});
	is(passed(login('several', database => 'second'), 1), 0, 'but in other databases');
	return;
}

# What a client says before the server or the library can object.
sub options_and_placeholders
{
	my ($preloaded) = @_;
	fresh_role('client', LIMIT);
	my $psql = login('client', options => '-c metahog.rate_limit=1000');
	is($psql->value('SHOW metahog.rate_limit'), 1000, 'PGOPTIONS go before ALTER ROLE');
	is(passed($psql, LIMIT + 2), LIMIT, 'but not around it');
	is(bound($psql), LIMIT, 'nor does what is SET then');

	fresh_role('early', LIMIT);
	$psql = login('early');
	is($psql->run('SET metahog.rate_limit = 1000')->{sqlstate}, $preloaded ? '42501' : '',
		'SET before the first call: ' . ($preloaded ? 'refused' : 'accepted'));
	is(passed($psql, LIMIT + 2), LIMIT, 'and without effect');
	return;
}

# Where the library is not loaded, the server refuses it; or else the library does.
sub own_alter_role
{
	my ($preloaded) = @_;
	my $stored = "SELECT setconfig FROM pg_db_role_setting WHERE setrole = 'altered'::regrole";
	fresh_role('altered', LIMIT);
	my $psql = login('altered');
	for my $change ('SET metahog.rate_limit = 1000', 'SET metahog.rate_limit = 0', 'RESET metahog.rate_limit', 'RESET ALL')
	{
		my $keeps = $change eq 'RESET ALL' && !$preloaded;
		is($psql->run("ALTER ROLE altered $change")->{sqlstate}, $keeps ? '' : '42501',
			"ALTER ROLE altered $change" . ($keeps ? ' keeps what the role may not change' : ''));
		is($boss->value($stored), '{metahog.rate_limit=' . LIMIT . '}', 'nothing has changed');
	}
	is(passed($psql, 1), 1, 'the library is loaded');
	is($psql->run("ALTER ROLE altered $_")->{sqlstate}, '42501', "ALTER ROLE altered $_")
	  for 'SET metahog.rate_limit = 1000', 'RESET metahog.rate_limit', 'RESET ALL';
	is($psql->run('ALTER ROLE altered SET metahog.rate_limit = 2')->{sqlstate}, '', 'a role may lower it');
	is(bound(login('altered')), 2, 'for its next sessions');
	is(bound($psql), 2, 'and for itself');
	$boss->value('ALTER ROLE altered SET metahog.rate_limit = 9');
	is(bound($psql), 2, 'what others store');
	is(bound(login('altered')), 9, 'holds from the next session on');
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
	is(bound($psql), LIMIT, 'SET ROLE to one without a limit');
	is(passed($psql, LIMIT), LIMIT - 1, 'is no way out');
	is(refused($psql), '53400 the login role\'s rate limit of ' . LIMIT . ' per minute is reached', 'which is told so');
	is(passed(login('team'), LIMIT + 1), LIMIT + 1, 'the other role itself has none');

	fresh_role('weak', LIMIT);
	$boss->value('SET ROLE weak');
	is(passed($boss, LIMIT + 2), LIMIT, 'a superuser has the limit of the role that he SETs');
	$boss->value('RESET ROLE');
	is(passed($boss, LIMIT + 2), LIMIT + 2, 'until he RESETs it');
	return;
}

# configure(line): into the configuration of the server, which reads it.
sub configure
{
	my ($line) = @_;
	$metadata->adjust_conf('postgresql.conf', 'metahog.rate_limit', undef);
	$metadata->append_conf('postgresql.conf', $line);
	$metadata->reload;
	my ($limit) = ($line =~ /= (\d+)/, 0);
	ok(wait_until(sub { $boss->value('SHOW metahog.rate_limit') == $limit }), "the server has read '$line'");
	return;
}

# The configuration's limit is that of all for whom nothing is stored.
sub configuration
{
	fresh_role('plain');
	fresh_role('stored', 50);
	my $before = login('plain');
	is(bound($before), 'none', 'nothing is configured');
	configure('metahog.rate_limit = ' . LIMIT);
	ok(wait_until(sub { bound($before) eq LIMIT }), 'a configured limit binds sessions that are open');
	is(bound(login('plain')), LIMIT, 'and new ones');
	is(bound(login('stored')), 50, 'but not where something else is stored');
	my $client = login('plain', options => '-c metahog.rate_limit=1000');
	is(passed($client, LIMIT + 2), LIMIT, 'PGOPTIONS do not go around it');
	is(bound($client), LIMIT, 'nor does SET');
	configure('metahog.rate_limit = 2');
	is(bound(login('plain')), 2, 'another one for new sessions');
	ok(wait_until(sub { bound($client) eq 2 }), 'and for those that are open');
	$boss->value('ALTER ROLE ALL SET metahog.rate_limit = 20');
	is(bound(login('plain')), 20, 'what is stored for all roles goes before it');
	$boss->value('ALTER ROLE ALL RESET metahog.rate_limit');
	command_line();
	configure('');
	is(bound(login('plain')), 'none', 'it ends with the line');
	return;
}

sub command_line
{
	my @pg_ctl = ('pg_ctl', '--wait', '-D', $metadata->data_dir, '-l', $metadata->logfile);
	system_or_bail(@pg_ctl, '-o', '-c metahog.rate_limit=7', 'restart');
	$boss = MetaHog::Psql->start($metadata);
	my $psql = login('plain');
	is(bound($psql), 7, 'the command line goes before the files');
	$metadata->reload;
	$psql->value('SELECT pg_sleep(0.2)');
	is(bound($psql), 7, 'also when they are read again');
	system_or_bail(@pg_ctl, '-o', '', 'restart');
	$boss = MetaHog::Psql->start($metadata);
	return;
}

for my $level (qw(L0 L1 L2))
{
	note($level);
	$metadata = MetaHog::Servers::metadata("metadata_$level", level => $level);
	$boss = MetaHog::Psql->start($metadata);
	MetaHog::Servers::create_source($metadata, 'pagila', $remote);
	several_sessions() if $level ne 'L0';
	options_and_placeholders($level eq 'L2');
	own_alter_role($level eq 'L2');
	set_role();
	configuration();
	$metadata->stop;
}

done_testing();
