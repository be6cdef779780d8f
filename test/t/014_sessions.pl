# test/t/014_sessions.pl: sessions with a remote are kept and reused, and end when they must.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote');
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $psql = MetaHog::Psql->start($metadata);
my $other = MetaHog::Psql->start($metadata);

# fresh_source(name, option => …): a source of that name on which no backend has a session.
sub fresh_source
{
	my ($name, %options) = @_;
	return MetaHog::Servers::create_source($metadata, $name, $remote, %options);
}

sub drop
{
	my ($name) = @_;
	$psql->value("SELECT metahog.drop_source('$name')");
	return;
}

# remote_pid(psql, source): the remote backend that answers.
sub remote_pid
{
	my ($from, $source) = @_;
	my $result = $from->run("SELECT metahog.execute('$source', 'SELECT pg_backend_pid()')->'results'->0->>0");
	return $result->{out} || $result->{error};
}

sub alive
{
	my ($pid) = @_;
	return $watcher->value("SELECT count(*) FROM pg_stat_activity WHERE pid = $pid");
}

sub reuse
{
	my $id = fresh_source('reused');
	my $pid = remote_pid($psql, 'reused');
	like($pid, qr/^\d+$/, 'a session');
	is(remote_pid($psql, 'reused'), $pid, 'serves the next call');
	is(remote_pid($psql, $id), $pid, 'by the id of its source too');
	is($psql->value(q{SELECT (r->>'p') FROM (SELECT metahog.rows('reused', 'SELECT pg_backend_pid() AS p') AS r) AS s}), $pid, 'and another function');
	is($psql->value(q{BEGIN; SELECT * FROM metahog.query('reused', 'SELECT pg_backend_pid()') AS t(p int); ROLLBACK}), $pid,
		'in a transaction of its own');
	isnt($psql->run(q{SELECT metahog.execute('reused', 'SELECT 1 / 0')})->{sqlstate}, '', 'after an error');
	is(remote_pid($psql, 'reused'), $pid, 'of the statement it goes on');
	isnt(remote_pid($other, 'reused'), $pid, 'another backend has its own');

	fresh_source('twin');
	isnt(remote_pid($psql, 'twin'), $pid, 'and so has another source on the same remote');
	drop('twin');
	drop('reused');
	ok(wait_until(sub { !alive($pid) }), 'dropping the source closes the session');
	return;
}

# Nothing but a timer runs in a backend that waits for its client.
sub idle_timeout
{
	fresh_source('idle');
	$psql->value(q{SET metahog.session_idle_timeout = '1s'});
	my $pid = remote_pid($psql, 'idle');
	my $begin = time;
	sleep 0.5;
	ok(alive($pid), 'an idle session is kept for a while');
	ok(wait_until(sub { !alive($pid) }, 4), 'and closed after the timeout, though its backend is idle as well');
	cmp_ok(time - $begin, '>', 0.9, 'not before');
	my $next = remote_pid($psql, 'idle');
	like($next, qr/^\d+$/, 'the next call opens another');

	$psql->run('SELECT 1 / 0');
	ok(wait_until(sub { !alive($next) }, 4), 'an error of the backend does not stop the clock');

	$psql->value(q{SET metahog.session_idle_timeout = '2s'});
	$pid = remote_pid($psql, 'idle');
	for (1 .. 5)
	{
		sleep 0.5;
		is(remote_pid($psql, 'idle'), $pid, 'a session in use does not become idle');
	}
	$psql->value('SET metahog.session_idle_timeout = 0');
	$pid = remote_pid($psql, 'idle');
	ok(wait_until(sub { !alive($pid) }, 1), 'a timeout of 0 keeps no session');
	$psql->value('RESET metahog.session_idle_timeout');
	drop('idle');
	return;
}

sub lifetime
{
	fresh_source('lifetime');
	$psql->value(q{SET metahog.session_lifetime = '1s'});
	my $pid = remote_pid($psql, 'lifetime');
	my $begin = time;
	my $next = $pid;
	while ($next eq $pid && time - $begin < 4)
	{
		sleep 0.1;
		$next = remote_pid($psql, 'lifetime');
	}
	isnt($next, $pid, 'a session in constant use ends with its lifetime');
	like($next, qr/^\d+$/, 'which no call notices');
	cmp_ok(time - $begin, '>', 0.9, 'not before');
	ok(wait_until(sub { !alive($next) }, 4), 'an idle one ends then too');
	$psql->value('RESET metahog.session_lifetime');
	drop('lifetime');
	return;
}

sub changed_sources
{
	fresh_source('changed');
	my $pid = remote_pid($psql, 'changed');
	my $others = remote_pid($other, 'changed');

	$psql->value(q{SELECT metahog.alter_source('changed', '{"description": "new"}')});
	my $next = remote_pid($psql, 'changed');
	isnt($next, $pid, 'a session is not shared between versions of a source');
	ok(wait_until(sub { !alive($pid) }), 'the old one is closed');
	my $others_next = remote_pid($other, 'changed');
	isnt($others_next, $others, 'another backend notices the change as well');
	ok(wait_until(sub { !alive($others) }), 'and closes its old one');

	$psql->value(q{BEGIN; SELECT metahog.alter_source('changed', '{"database": "nowhere"}')});
	is($psql->run(q{SELECT metahog.execute('changed', 'SELECT 1')})->{sqlstate}, '3D000', 'a change holds at once for who made it');
	is(remote_pid($other, 'changed'), $others_next, 'and not yet for others');
	$psql->value('ROLLBACK');
	like(remote_pid($psql, 'changed'), qr/^\d+$/, 'rolled back, it never was');
	is(remote_pid($other, 'changed'), $others_next, 'for anybody');
	drop('changed');
	return;
}

sub changed_password
{
	fresh_source('password');
	my $pid = remote_pid($psql, 'password');
	my $new = "new$remote->{metahog_password}";

	$watcher->value("SET password_encryption = 'scram-sha-256'; ALTER ROLE analyst PASSWORD '$new'");
	is(remote_pid($psql, 'password'), $pid, 'a session outlives the password that it was opened with');
	is($other->run(q{SELECT metahog.execute('password', 'SELECT 1')})->{sqlstate}, '28P01', 'no new one is opened with it');
	is($psql->value(q{SELECT stage FROM metahog.test_source('password')}), 'authenticate', 'test_source uses no old session');

	$psql->value("SELECT metahog.alter_source('password', '{\"password\": \"$new\"}')");
	my $next = remote_pid($psql, 'password');
	like($next, qr/^\d+$/, 'with the new password calls work');
	isnt($next, $pid, 'on a new session');
	like(remote_pid($other, 'password'), qr/^\d+$/, 'and elsewhere too');

	$watcher->value("ALTER ROLE analyst PASSWORD '$remote->{metahog_password}'");
	drop('password');
	return;
}

sub dropped_source
{
	my $id = fresh_source('dropped');
	remote_pid($psql, 'dropped');
	$psql->send(q{SELECT metahog.execute('dropped', 'SELECT pg_sleep(1) /* dropped */, 7')->'results'->0->>1});
	ok(wait_for_statements($watcher, '/* dropped */', 1), 'a call runs');
	$other->value(q{SELECT metahog.drop_source('dropped')});
	my $result = $psql->wait;
	is($result->{out}, '7', 'and ends well though its source is dropped meanwhile') or diag $result->{error};
	for my $name ('dropped', $id)
	{
		is($psql->run("SELECT metahog.execute('$name', 'SELECT 1')")->{sqlstate}, '42704', 'the next call does not find it');
	}

	fresh_source('dropped');
	my $mark = 'dropped in a stream';
	$psql->value('BEGIN');
	$psql->value("DECLARE c CURSOR FOR SELECT metahog.rows('dropped', 'SELECT generate_series(1, 1000000000) AS i /* $mark */')");
	$psql->value('FETCH 1 FROM c');
	$psql->value(q{SELECT metahog.drop_source('dropped')});
	is($psql->value('FETCH 1 FROM c'), '{"i":2}', 'a stream goes on though its own backend drops the source');
	$psql->value('COMMIT');
	ok(wait_for_statements($watcher, $mark, 0, 4), 'until its end');
	return;
}

# Whatever ends an idle session, the next call just works.
sub lost_while_idle
{
	fresh_source('lost');
	my $pid = remote_pid($psql, 'lost');
	$watcher->value("SELECT pg_terminate_backend($pid)");
	ok(wait_until(sub { !alive($pid) }), 'an idle session is terminated');
	like(remote_pid($psql, 'lost'), qr/^\d+$/, 'the next call works');

	# A session that something was said on unasked is not to be trusted.
	remote_pid($psql, 'lost');
	$remote->append_conf('postgresql.conf', q{TimeZone = 'Asia/Tokyo'});
	$remote->reload;
	sleep 0.3;
	is($psql->value(q{SELECT metahog.execute('lost', 'SELECT current_setting(''TimeZone'')')->'results'->0->>0}), 'UTC',
		'a change of the remote\'s own settings changes nothing');

	for my $mode (qw(fast immediate))
	{
		like(remote_pid($psql, 'lost'), qr/^\d+$/, 'a session');
		$remote->stop($mode);
		my $result = $psql->run(q{SELECT metahog.execute('lost', 'SELECT 1')});
		is($result->{sqlstate}, '08001', "the remote is stopped ($mode)") or diag $result->{error};
		$remote->start;
		like(remote_pid($psql, 'lost'), qr/^\d+$/, 'and started: the next call works');
		$remote->restart;
		like(remote_pid($psql, 'lost'), qr/^\d+$/, 'restarted between two calls: the same');
	}
	$watcher = MetaHog::Psql->start($remote, database => 'pagila');
	drop('lost');
	return;
}

sub connection_limit
{
	fresh_source('limited', options => '{"max_connections": 2}');
	my $two = q{SELECT metahog.rows('limited', 'SELECT generate_series(1, 50000) AS a') AS a,
		metahog.rows('limited', 'SELECT generate_series(1, 50000) AS b') AS b};
	like($psql->value("SELECT max((a->>'a')::int) FROM ($two) AS s"), qr/^50000$/, 'as many streams as the source has connections');
	my $result = $psql->run("SELECT count(metahog.execute('limited', 'SELECT 1')) FROM ($two) AS s");
	is($result->{sqlstate}, '53300', 'one more is refused') or diag $result->{error};
	like($result->{error}, qr/HINT:  .*max_connections/, 'with a hint');
	cmp_ok($result->{seconds}, '<', 3, 'at once: nobody could give one back');
	like(remote_pid($psql, 'limited'), qr/^\d+$/, 'the next call finds all free');
	drop('limited');

	$psql->value('SET metahog.max_connections_per_source = 1');
	fresh_source('unlimited');
	$two =~ s/limited/unlimited/g;
	is($psql->run("SELECT count(a) FROM ($two) AS s")->{sqlstate}, '53300', 'the server\'s own limit holds for other sources');
	$psql->value('RESET metahog.max_connections_per_source');
	drop('unlimited');
	return;
}

sub rate_limit
{
	fresh_source('rated', options => '{"rate_limit": 3}');
	like(remote_pid($psql, 'rated'), qr/^\d+$/, 'a call within the rate') for 1 .. 3;
	my $result = $psql->run(q{SELECT metahog.execute('rated', 'SELECT 1')});
	is($result->{sqlstate}, '53400', 'a call beyond it is refused') or diag $result->{error};
	my ($seconds) = $result->{error} =~ /HINT:  .*?(\d+) seconds/;
	ok(defined $seconds && $seconds > 0 && $seconds <= 20, 'with a hint saying when to try again');
	like($psql->value(q{SELECT metahog.try_execute('rated', 'SELECT 1')->'error_detail'->>'sqlstate'}), qr/^53400$/,
		'try_execute tells it in its document');

	$psql->value(q{SELECT metahog.alter_source('rated', '{"rate_limit": 60000}')});
	like(remote_pid($psql, 'rated'), qr/^\d+$/, 'a new limit holds at once');
	drop('rated');
	return;
}

reuse();
idle_timeout();
lifetime();
changed_sources();
changed_password();
dropped_source();
lost_while_idle();
connection_limit();
rate_limit();

done_testing();
