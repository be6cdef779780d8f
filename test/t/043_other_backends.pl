# test/t/043_other_backends.pl: what one backend changes of a source holds for the next call of every other, whose idle session is never used again.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote');
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $owner = MetaHog::Psql->start($metadata);

# The one whose session is idle. Its calls are prepared, so that no plan of it remembers a source either.
my $user = MetaHog::Psql->start($metadata);
$user->value(q{PREPARE call(text) AS SELECT metahog.execute($1, 'SELECT current_database() || '' '' || pg_backend_pid()')->'results'->0->>0});

$remote->safe_psql('postgres', 'CREATE DATABASE other');
$metadata->safe_psql('postgres', 'CREATE ROLE analyst LOGIN');

# call(source): the database and the remote backend that answer the user, or the SQLSTATE.
sub call
{
	my ($source) = @_;
	my $result = $user->run("EXECUTE call('$source')");
	return $result->{sqlstate} || split ' ', $result->{out};
}

sub url
{
	return MetaHog::Servers::url($remote, @_);
}

# with_idle_session(name): a source on which the user has an idle session; its id, and the remote backend.
sub with_idle_session
{
	my ($name) = @_;
	my $id = MetaHog::Servers::create_source($metadata, $name, $remote);
	my ($database, $pid) = call($name);
	is($database, 'pagila', "$name: a session");
	is((call($id))[1], $pid, "$name: that is kept");
	return ($id, $pid);
}

sub alive
{
	my ($pid) = @_;
	return $watcher->value("SELECT count(*) FROM pg_stat_activity WHERE pid = $pid");
}

sub altered
{
	my ($id, $pid) = with_idle_session('altered');
	$owner->value('BEGIN');
	$owner->value(q{SELECT metahog.alter_source('altered', '{"database": "other"}')});
	is((call('altered'))[1], $pid, 'altered, and not yet committed: the session serves on');
	$owner->value('COMMIT');
	my ($database, $next) = call('altered');
	is($database, 'other', 'committed: the next call goes where the source says');
	isnt($next, $pid, 'on another session');
	ok(wait_until(sub { !alive($pid) }), 'and the old one is closed');

	$owner->value('BEGIN');
	$owner->value(qq{SELECT metahog.alter_source('altered', '{"database": "pagila"}'), metahog.drop_source('altered')});
	is((call($id))[1], $next, 'altered and dropped, and not yet committed: the session serves on');
	$owner->value('ROLLBACK');
	is((call($id))[1], $next, 'as it does when that was rolled back');
	return;
}

# However old the snapshot of the caller is, a change holds.
sub altered_behind_a_snapshot
{
	my (undef, $pid) = with_idle_session('old snapshot');
	$user->value('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
	is((call('old snapshot'))[1], $pid, 'in a transaction with one snapshot the session serves');
	$owner->value(q{SELECT metahog.alter_source('old snapshot', '{"database": "other"}')});
	is((call('old snapshot'))[0], 'other', 'a source that was altered meanwhile is followed');
	$owner->value(q{SELECT metahog.drop_source('old snapshot')});
	is(call('old snapshot'), '42704', 'one that was dropped is not found');
	$user->run('ROLLBACK');
	return;
}

sub dropped
{
	my ($id, $pid) = with_idle_session('dropped');
	$owner->value(q{SELECT metahog.drop_source('dropped')});
	is(call($_), '42704', 'a source that was dropped is not found') for 'dropped', $id;

	my $new = MetaHog::Servers::create_source($metadata, 'dropped', $remote, database => 'other');
	my ($database, $next) = call('dropped');
	is($database, 'other', 'another one of the same name is another one');
	isnt($next, $pid, 'with a session of its own');
	is(call($id), '42704', 'the id of the old one stays dropped');
	is((call($new))[1], $next, 'the new one has an id of its own');
	return;
}

# Even one of the very same id, as after a dump that was restored into the running server.
sub replaced
{
	my ($id, $pid) = with_idle_session('replaced');
	$owner->value(q{CREATE TEMP TABLE kept AS SELECT * FROM metahog.source WHERE name = 'replaced'});
	$owner->value(q{DELETE FROM metahog.source WHERE name = 'replaced'});
	is(call($id), '42704', 'a row that was deleted is not found');
	$owner->value(q{INSERT INTO metahog.source SELECT * FROM kept});
	isnt((call($id))[1], $pid, 'one that was inserted anew gets a new session');
	$owner->value('VACUUM FULL metahog.source');
	is((call($id))[0], 'pagila', 'a table that was written anew is read');
	return;
}

sub revoked
{
	with_idle_session('revoked');
	$owner->value(q{SELECT metahog.grant_source('revoked', 'analyst')});
	$user->value('SET ROLE analyst');
	is((call('revoked'))[0], 'pagila', 'a role to which the source was granted');
	$owner->value(q{SELECT metahog.revoke_source('revoked', 'analyst')});
	is(call('revoked'), '42501', 'is refused when the grant is revoked, though a session is open');
	$user->value('RESET ROLE');
	return;
}

sub forbidden
{
	with_idle_session('forbidden');
	$metadata->append_conf('postgresql.conf', q{metahog.denied_networks = '127.0.0.0/8'});
	$metadata->reload;
	ok(wait_until(sub { call('forbidden') eq '42501' }), 'an address that is denied is not talked to, though a session is open');
	$metadata->append_conf('postgresql.conf', q{metahog.denied_networks = ''});
	$metadata->reload;
	ok(wait_until(sub { (call('forbidden'))[0] eq 'pagila' }), 'until it is allowed again');
	return;
}

altered();
altered_behind_a_snapshot();
dropped();
replaced();
revoked();
forbidden();

done_testing();
