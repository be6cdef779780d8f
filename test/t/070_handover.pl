# test/t/070_handover.pl: a connection goes to the backend that waits for it, instead of being closed and opened anew.
#
# - A source has one connection, so whoever calls next must get that of whoever called last.
# - All of it at L1 and at L2.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Certificates;
use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::PgBouncer;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant AT_ONCE => 5;
use constant CROWD => 20;
use constant ROUNDS => 10;

my $remote = MetaHog::Servers::remote('remote', tls => MetaHog::Certificates->make, settings => [ 'jit = off', q{datestyle = 'German'}, q{timezone = 'Asia/Tokyo'} ]);
my $bouncer = MetaHog::PgBouncer->start($remote, target_port => $remote->port, pool_mode => 'transaction', default_pool_size => 5);
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
$watcher->value(q{CREATE SCHEMA other; GRANT USAGE ON SCHEMA other TO analyst});
$watcher->value(q{CREATE TABLE other.t AS SELECT 1 AS a; GRANT SELECT ON other.t TO analyst});

my ($metadata, $observer, @psql);

# fresh_source(name, option => …): with one connection, which speaks no TLS.
sub fresh_source
{
	my ($name, %options) = @_;
	my $json = $options{options} // '';
	return MetaHog::Servers::create_source($metadata, $name, $remote, query => 'sslmode=disable', %options,
		options => '{"max_connections": 1' . ($json && ", $json") . '}');
}

# answer(psql, source, query): the first value, or what went wrong.
sub answer
{
	my ($from, $source, $query) = @_;
	my $result = $from->run("SELECT metahog.execute('$source', \$query\$$query\$query\$)->'results'->0->>0");
	return $result->{error} || $result->{out};
}

sub remote_pid
{
	my ($from, $source) = @_;
	return answer($from, $source, 'SELECT pg_backend_pid()');
}

sub begin
{
	my ($psql, $source, $query) = @_;
	$psql->send("SELECT metahog.execute('$source', \$query\$$query\$query\$, timeout => '20 s')->'results'->0->>0");
	return;
}

# shown(source): how many connections were opened, closed and handed over.
sub shown
{
	my ($source) = @_;
	return $observer->value("SELECT opened, closed, handed_over FROM metahog.sessions WHERE source = '$source'");
}

sub await_waiting
{
	my ($source, $count) = @_;
	ok(wait_until(sub { $observer->value("SELECT cl_waiting FROM metahog.sessions WHERE source = '$source'") eq $count }), "$count wait");
	return;
}

# drop(source): and see that nobody keeps a connection.
sub drop
{
	my ($name) = @_;
	$observer->value("SELECT metahog.drop_source('$name')");
	ok(wait_until(sub { connections($watcher) == 0 }), "$name: no connection is left");
	return;
}

# The backends that have it idle hear that somebody waits while they wait for their clients.
sub idle_connection
{
	fresh_source('idle');
	my $pid = remote_pid($psql[0], 'idle');
	like($pid, qr/^\d+$/, 'a connection');
	is(remote_pid($psql[1], 'idle'), $pid, 'goes to another backend');
	is(remote_pid($psql[2], 'idle'), $pid, 'and to a third');
	is(remote_pid($psql[0], 'idle'), $pid, 'and comes back to the first') for 1 .. 3;
	is(shown('idle'), '1|0|3', 'it was opened once');
	is($observer->value(q{SELECT sv_idle FROM metahog.sessions WHERE source = 'idle'}), 1, 'and is the only one');
	drop('idle');
	return;
}

sub busy_connection
{
	fresh_source('busy');
	begin($psql[0], 'busy', 'SELECT pg_sleep(1)::text || pg_backend_pid()');
	ok(wait_for_statements($watcher, 'pg_sleep(1)', 1), 'a call runs');
	for my $i (1 .. 3)
	{
		begin($psql[$i], 'busy', 'SELECT pg_backend_pid()');
		await_waiting('busy', $i);
	}
	my $pid = $psql[0]->wait->{out};
	is($psql[$_]->wait->{out}, $pid, "who waits in place $_ gets its connection") for 1 .. 3;
	is(shown('busy'), '1|0|3', 'it was opened once');
	drop('busy');
	return;
}

# What the taker's libpq has not seen itself: the greeting, the remote's settings, its types.
sub same_answers
{
	my $query = q{SELECT 'good'::mood, '{bad,good}'::mood[], now()::date = current_date, '2024-02-03 04:05:06+00'::timestamptz,
		interval '1 day 2 hours', 0.1::float8 + 0.2, '\x00ff'::bytea, E'\\\\''', 'ü', current_setting('TimeZone'), current_setting('DateStyle'), a
		FROM t};
	fresh_source('same', options => q("schema": "other, public", "timezone": "Europe/Berlin"));
	my $document = sub { $_[0]->value("SELECT d::jsonb - 'timings' FROM metahog.execute('same', \$query\$$query\$query\$) AS d") };
	my $first = $document->($psql[0]);
	like($first, qr/mood\[\]/, 'a document');
	for my $turn (1 .. 2)
	{
		is($document->($_), $first, "is the same from another backend, time $turn") for @psql[ 1, 2, 0 ];
	}
	is(shown('same'), '1|0|6', 'on one connection');

	my $typed = sub { $_[0]->value(q{SELECT * FROM metahog.query('same', 'SELECT ''good''::mood, ''x''::bytea, 1.50') AS t(a text, b bytea, c numeric)}) };
	is($typed->($_), 'good|\x78|1.50', 'typed rows too') for @psql[ 1, 2 ];
	$watcher->value(q{ALTER TYPE mood ADD VALUE 'better'});
	is(answer($psql[0], 'same', q{SELECT 'better'::mood}), 'better', 'and of a type that has changed');
	drop('same');
	return;
}

# What a session has to say before a statement depends on the connection that it has: here one that was opened before the
# login's defaults were changed, and then one that was opened after.
sub other_defaults
{
	my $interval = q{SELECT interval '1 day 2 hours'};
	$watcher->value(q{ALTER ROLE analyst SET intervalstyle = 'postgres'});
	MetaHog::Servers::create_source($metadata, 'defaults', $remote, query => 'sslmode=disable', options => '{"max_connections": 2}');
	is(answer($psql[0], 'defaults', $interval), '1 day 02:00:00', 'an interval as it is by default');
	my $first = remote_pid($psql[0], 'defaults');
	$watcher->value(q{ALTER ROLE analyst SET intervalstyle = 'iso_8601'});
	# Busy meanwhile, the first connection goes to nobody.
	begin($psql[0], 'defaults', 'SELECT pg_sleep(1) /* defaults */');
	ok(wait_for_statements($watcher, '/* defaults */', 1), 'a call runs');
	my $second = remote_pid($psql[1], 'defaults');
	isnt($second, $first, 'another connection, with other defaults');
	is(answer($psql[1], 'defaults', $interval), '1 day 02:00:00', 'over which an interval reads the same');
	$psql[0]->wait;

	# The first to a third backend, and the second to the first backend, which has none any more.
	my @pids = map { answer($psql[1], 'defaults', "SELECT pg_backend_pid() /* $_ */") } 1 .. 2;
	is(remote_pid($psql[2], 'defaults'), $first, 'the first connection goes to another backend');
	begin($psql[2], 'defaults', 'SELECT pg_sleep(1) /* defaults */');
	ok(wait_for_statements($watcher, '/* defaults */', 1), 'which is busy with it');
	is(remote_pid($psql[0], 'defaults'), $second, 'and the second to who had the first');
	is(answer($psql[0], 'defaults', $interval), '1 day 02:00:00', 'where an interval reads the same');
	is(answer($psql[1], 'defaults', $interval), '1 day 02:00:00', 'as it does where that came from');
	$psql[2]->wait;
	is(answer($psql[$_], 'defaults', $interval), '1 day 02:00:00', "and everywhere: $_") for 2, 0, 1;
	$watcher->value('ALTER ROLE analyst RESET intervalstyle');
	drop('defaults');
	return;
}

# The key by which it is cancelled goes along.
sub cancelled
{
	fresh_source('cancelled');
	my $pid = remote_pid($psql[0], 'cancelled');
	begin($psql[1], 'cancelled', 'SELECT pg_sleep(600) /* cancelled */');
	ok(wait_for_statements($watcher, '/* cancelled */', 1), 'the taker runs a statement');
	is($observer->value('SELECT remote_pid FROM metahog.activity'), $pid, 'on the remote backend that activity names');
	$observer->value('SELECT metahog.cancel(pid) FROM metahog.activity');
	my $result = $psql[1]->wait;
	is($result->{sqlstate}, '57014', 'it is cancelled');
	ok(wait_until(sub { statements($watcher, '/* cancelled */') == 0 }, 1), 'and so is the remote statement');

	# An early stop leaves the session fit for more; there is nothing to be seen of a cancel but its effect.
	my $early = q{SELECT metahog.rows('cancelled', $q$SELECT i, pg_sleep(CASE WHEN i > 5000 THEN 600 ELSE 0 END) /* early */ FROM generate_series(1, 100000) AS i$q$) LIMIT 1};
	$pid = remote_pid($psql[2], 'cancelled');
	$result = $psql[0]->run($early);
	like($result->{out}, qr/"i":1\b/, 'rows are stopped early');
	cmp_ok($result->{seconds}, '<', AT_ONCE, 'at once');
	ok(wait_until(sub { statements($watcher, '/* early */') == 0 }, 1), 'on the remote too');
	is(remote_pid($psql[2], 'cancelled'), $pid, 'and the connection is still good');
	drop('cancelled');
	return;
}

# Of which less is known than of others: the taker learns it anew.
sub less_known
{
	my %sources = (
		'behind a pooler' => [ port => $bouncer->port ],
		'for writing' => [ user => 'admin', options => '"read_only": false' ]);
	for my $name (sort keys %sources)
	{
		fresh_source($name, @{ $sources{$name} });
		is($_->value("SELECT metahog.execute('$name', 'SELECT ''good''::mood, now()::date = current_date')->'results'->0"), '["good",true]', "$name: an answer")
		  for @psql[ 0, 1, 0 ];
		is(shown($name), '1|0|2', "$name: on one connection");
		begin($psql[1], $name, 'SELECT pg_sleep(600) /* less */');
		ok(wait_for_statements($watcher, '/* less */', 1), "$name: a call runs");
		$observer->value('SELECT metahog.cancel(pid) FROM metahog.activity');
		$psql[1]->wait;
		ok(wait_until(sub { statements($watcher, '/* less */') == 0 }, 1), "$name: and is cancelled on the remote");
		$observer->value("SELECT metahog.drop_source('$name')");
	}
	fresh_source('written', user => 'admin', options => '"read_only": false');
	$watcher->value('CREATE TABLE written (a int)');
	$_->value(q{SELECT metahog.execute('written', 'INSERT INTO written VALUES (1) RETURNING a')}) for @psql[ 0, 1, 2 ];
	is($watcher->value('SELECT count(*) FROM written'), 3, 'what is written on it stays');
	$watcher->value('DROP TABLE written');
	drop('written');
	return;
}

# The keys of TLS cannot go over: such a connection is closed, and another one opened.
sub encrypted
{
	fresh_source('encrypted', query => 'sslmode=require');
	like(remote_pid($_, 'encrypted'), qr/^\d+$/, 'over TLS') for @psql[ 0, 1, 0 ];
	is(shown('encrypted'), '3|2|0', 'each has a connection of its own');
	begin($psql[0], 'encrypted', q{SELECT pg_sleep(1)});
	ok(wait_for_statements($watcher, 'pg_sleep(1)', 1), 'a call runs');
	begin($psql[1], 'encrypted', 'SELECT 7');
	$psql[0]->wait;
	is($psql[1]->wait->{out}, 7, 'and another one waits for its end');
	drop('encrypted');
	return;
}

# Only to who would have opened it in the same way.
sub strangers
{
	$watcher->value('ALTER ROLE analyst CONNECTION LIMIT 1');
	fresh_source('policy');
	my $pid = remote_pid($psql[0], 'policy');
	$psql[1]->value(q{SET metahog.allowed_hosts = '127.0.0.1, localhost'});
	my $own = remote_pid($psql[1], 'policy');
	unlike($own, qr/^(?:$pid|.*\D.*)$/, 'not to a session with another network policy');
	is(shown('policy'), '2|1|0', 'which opens its own');
	unlike(remote_pid($psql[2], 'policy'), qr/^(?:$own|.*\D.*)$/, 'nor does that go to one with the first');
	is(shown('policy'), '3|2|0', 'which opens one too');
	$psql[1]->value('RESET metahog.allowed_hosts');
	drop('policy');

	fresh_source('altered');
	$pid = remote_pid($psql[0], 'altered');
	is(remote_pid($psql[1], 'altered'), $pid, 'a connection is handed over');
	begin($psql[1], 'altered', 'SELECT pg_sleep(1) || $$$$ || pg_backend_pid()');
	ok(wait_for_statements($watcher, 'pg_sleep(1)', 1), 'a call runs');
	$observer->value(q{SELECT metahog.alter_source('altered', '{"description": "new"}')});
	begin($psql[2], 'altered', 'SELECT pg_backend_pid()');
	is($psql[1]->wait->{out}, $pid, 'while its source is altered');
	unlike($psql[2]->wait->{out}, qr/^(?:$pid|.*\D.*|)$/, 'and who waits for the new version opens a connection');

	begin($psql[0], 'altered', 'SELECT pg_sleep(1) /* changing */');
	ok(wait_for_statements($watcher, '/* changing */', 1), 'a call runs');
	begin($psql[$_], 'altered', 'SELECT 9') for 1, 2;
	await_waiting('altered', 2);
	$observer->value(q{SELECT metahog.alter_source('altered', '{"description": "newer"}')});
	$psql[0]->wait;
	is($psql[$_]->wait->{out}, 9, 'who waited while the source was altered is served') for 1, 2;
	ok(wait_until(sub { connections($watcher) == 0 }), 'but keeps no connection of what it was before');
	drop('altered');
	return;
}

# A connection that has ended while it was idle is of no use to anybody, and no failure either.
sub ended
{
	$watcher->value('ALTER ROLE analyst CONNECTION LIMIT 1');
	fresh_source('ended');
	my $pid = remote_pid($psql[0], 'ended');
	is(remote_pid($psql[1], 'ended'), $pid, 'a connection is handed over');
	is($_->value(q{SELECT metahog.execute('ended', 'SELECT ''good''::mood')->>'postgres_types'}), '["mood"]', 'with its types') for @psql[ 0, 2, 1 ];
	$watcher->value("SELECT pg_terminate_backend($pid)");
	ok(wait_until(sub { connections($watcher) == 0 }), 'the remote ends it');
	my $next = remote_pid($psql[0], 'ended');
	like($next, qr/^\d+$/, 'who waits for it opens another');
	isnt($next, $pid, 'indeed');
	is(remote_pid($psql[1], 'ended'), $next, 'which is handed over in turn');

	$_->stop for $watcher;
	$remote->restart;
	$watcher = MetaHog::Psql->start($remote, database => 'pagila');
	$watcher->value(q{ALTER TYPE mood RENAME TO temper});
	my $types = q{SELECT metahog.execute('ended', 'SELECT ''good''::temper')->>'postgres_types'};
	is($psql[$_]->value($types), '["temper"]', 'after its restart the remote is learnt anew') for 0, 1, 0, 2;
	$watcher->value(q{ALTER TYPE temper RENAME TO mood});
	drop('ended');
	return;
}

# What its giver has learnt too late for the taker to know.
sub reloaded
{
	my $interval = q{SELECT interval '1 day 2 hours'};
	$watcher->value(q{ALTER ROLE analyst SET statement_timeout = '10min'});
	fresh_source('reloaded');
	is(answer($_, 'reloaded', $interval), '1 day 02:00:00', 'an interval') for @psql[ 0, 1, 0 ];
	my $loaded = $watcher->value('SELECT pg_conf_load_time()');
	$watcher->value($_) for q{ALTER SYSTEM SET intervalstyle = 'iso_8601'}, 'SELECT pg_reload_conf()';
	ok(wait_until(sub { $watcher->value('SELECT pg_conf_load_time()') ne $loaded }), 'the remote is configured anew');
	is(answer($psql[$_], 'reloaded', $interval), '1 day 02:00:00', 'and the interval is the same') for 0, 1, 2, 1, 0;
	$watcher->value($_) for 'ALTER SYSTEM RESET intervalstyle', 'SELECT pg_reload_conf()', 'ALTER ROLE analyst RESET statement_timeout';
	drop('reloaded');
	return;
}

# A server that ends right behind its answer may have said so in the same breath.
sub last_words
{
	my $farewell = sub {
		my ($connection) = @_;
		$connection->send(command_complete('DISCARD ALL') . ready('I') . error_response(S => 'FATAL', V => 'FATAL', C => '57P01', M => 'farewell'));
		$connection->hang;
	};
	my $fake = MetaHog::FakeServer->start(answer => sub { $_[0] =~ /^DISCARD/ ? { execute => $farewell } : undef });
	MetaHog::Servers::create_source($metadata, 'last words', undef, port => $fake->port, password => 'x', query => 'sslmode=disable', options => '{"max_connections": 1}');
	is(answer($_, 'last words', 'SELECT 1'), 1, 'what comes behind an answer is nobody\'s answer') for @psql[ 0, 0, 1, 0 ];
	is(shown('last words'), '4|4|0', 'and such a connection is not used again');
	$observer->value(q{SELECT metahog.drop_source('last words')});
	return;
}

# Its age goes along.
sub lifetime
{
	fresh_source('lifetime');
	$_->value(q{SET metahog.session_lifetime = '2s'}) for @psql[ 0, 1 ];
	my $pid = remote_pid($psql[0], 'lifetime');
	ok(wait_until(sub { grep { /^\d+$/ && $_ != $pid } map { remote_pid($_, 'lifetime') } @psql[ 1, 0 ] }), 'however often it is handed over, a connection ends in time');
	$_->value('RESET metahog.session_lifetime') for @psql[ 0, 1 ];
	drop('lifetime');
	return;
}

# A copied database has the same sources, and none of the connections.
sub copied_database
{
	$metadata->safe_psql('postgres', 'CREATE DATABASE original');
	$metadata->safe_psql('original', 'CREATE EXTENSION metahog');
	MetaHog::Servers::create_source($metadata, 'copied', $remote, on => 'original', query => 'sslmode=disable', options => '{"max_connections": 1}');
	$metadata->safe_psql('postgres', 'CREATE DATABASE copy TEMPLATE original');
	my ($original, $again, $copy) = map { MetaHog::Psql->start($metadata, database => $_) } qw(original original copy);
	my $pid = remote_pid($original, 'copied');
	unlike(remote_pid($copy, 'copied'), qr/^(?:$pid|.*\D.*)$/, 'a call in a copy of the database has a connection of its own');
	is(remote_pid($again, 'copied'), $pid, 'and one in the same database is handed the other');
	is($copy->value(q{SELECT opened, handed_over FROM metahog.sessions}), '1|0', 'which the copy has had no part in');
	$_->stop for $original, $again, $copy;
	ok(wait_until(sub { connections($watcher) == 0 }), 'both end');
	return;
}

# Connections that are too many are closed, not handed over.
sub lowered_limit
{
	MetaHog::Servers::create_source($metadata, 'lowered', $remote, query => 'sslmode=disable');
	$_->value('SET metahog.max_connections_per_source = 2') for @psql[ 0, 1 ];
	$psql[2]->value('SET metahog.max_connections_per_source = 1');
	like(remote_pid($_, 'lowered'), qr/^\d+$/, 'a connection') for @psql[ 0, 1 ];
	is(connections($watcher), 2, 'of two');
	like(remote_pid($psql[2], 'lowered'), qr/^\d+$/, 'whose number is lowered to one');
	ok(wait_until(sub { connections($watcher) == 1 }), 'and one there is');
	is(shown('lowered'), '3|2|0', 'which is a new one');
	$_->value('RESET metahog.max_connections_per_source') for @psql[ 0 .. 2 ];
	drop('lowered');
	return;
}

# Who has come to wait may leave in any way.
sub takers_that_leave
{
	fresh_source('leave');
	my $pid = remote_pid($psql[0], 'leave');
	for my $how ('pg_cancel_backend', 'pg_terminate_backend')
	{
		begin($psql[0], 'leave', 'SELECT pg_sleep(600) /* leave */');
		ok(wait_for_statements($watcher, '/* leave */', 1), 'a call runs');
		my @leaving = map { MetaHog::Psql->start($metadata) } 1 .. 3;
		begin($_, 'leave', 'SELECT 1') for @leaving;
		await_waiting('leave', 3);
		$observer->value("SELECT $how(" . $_->pid . ')') for $leaving[1], $leaving[0];
		await_waiting('leave', 1);
		$observer->value('SELECT pg_cancel_backend(' . $psql[0]->pid . ')');
		$_->wait for $psql[0], @leaving;
		$_->stop for @leaving;
		like(remote_pid($psql[1], 'leave'), qr/^\d+$/, "after $how all is well");
	}
	my $result = $psql[2]->run(q{BEGIN; DECLARE c CURSOR FOR SELECT metahog.rows('leave', 'SELECT generate_series(1, 1000)'); FETCH 1 FROM c});
	is($result->{error}, '', 'a cursor has the connection');
	$result = $psql[0]->run(q{SELECT metahog.execute('leave', 'SELECT 1', timeout => '300ms')});
	is($result->{sqlstate}, '53300', 'who waits for too long fails');
	$psql[2]->value('ROLLBACK');
	is(answer($psql[0], 'leave', 'SELECT 8'), 8, 'and is served the next time');
	drop('leave');
	return;
}

# Who is given a connection, and ended before he can take it, does not keep it from others.
sub taker_ended
{
	fresh_source('given');
	for my $how ('pg_cancel_backend', 'pg_terminate_backend')
	{
		my $taker = MetaHog::Psql->start($metadata);
		begin($psql[0], 'given', 'SELECT pg_sleep(1) /* given */');
		ok(wait_for_statements($watcher, '/* given */', 1), 'a call runs');
		begin($taker, 'given', 'SELECT 1');
		await_waiting('given', 1);
		kill 'STOP', $taker->pid;
		is($psql[0]->wait->{error}, '', 'its connection is given to who waits');
		my $given = $observer->value(q{SELECT sv_active + sv_idle FROM metahog.sessions WHERE source = 'given'});
		is($given, 0, 'and is on its way');
		$observer->value("SELECT $how(" . $taker->pid . ')');
		kill 'CONT', $taker->pid;
		like($taker->wait->{error}, qr/57014|57P01/, "$how ends him");
		like(remote_pid($psql[1], 'given'), qr/^\d+$/, 'and who comes next is served');
		is(connections($watcher), 1, 'on the only connection');
		is(shown('given') =~ s/\|\d+$//r, $how eq 'pg_cancel_backend' ? '2|1' : '3|2', 'and what was on its way is closed');
		$taker->stop;
	}
	drop('given');
	return;
}

# Whatever becomes of those who wait, while they are given a connection or not, all agree in the end.
sub restless_crowd
{
	MetaHog::Servers::create_source($metadata, 'restless', $remote, query => 'sslmode=disable', options => '{"max_connections": 2}');
	my @crowd = map { MetaHog::Psql->start($metadata) } 1 .. CROWD;
	my $calls = q{DO $$ BEGIN FOR i IN 1 .. 60 LOOP
			PERFORM metahog.try_execute('restless', 'SELECT pg_sleep(random() * 0.002)', timeout => make_interval(secs => 0.001 + random() * 0.03));
		END LOOP; EXCEPTION WHEN query_canceled THEN NULL; END $$};
	my @descriptors;
	for my $turn (1 .. 3)
	{
		$_->send($calls) for @crowd;
		$observer->value(q{SELECT count(metahog.cancel(pid)), pg_sleep(0.01) FROM metahog.activity WHERE random() < 0.2}) for 1 .. 30;
		$_->wait for @crowd;
		$_->value(q{SELECT metahog.try_execute('restless', 'SELECT 1')}) for @crowd;
		push @descriptors, join ' ', map { descriptors($_->pid) } @crowd;
	}
	is($observer->value(q{SELECT sv_active, sv_login, cl_waiting, sv_idle <= 2, opened - closed = sv_idle FROM metahog.sessions WHERE source = 'restless'}), '0|0|0|t|t', 'a restless crowd comes to rest');
	is(connections($watcher), $observer->value(q{SELECT sv_idle FROM metahog.sessions WHERE source = 'restless'}), 'with the connections that the remote has');
	cmp_ok((sort { $b <=> $a } map { split / / } @descriptors)[0], '<', 20, 'and few descriptors') or diag join "\n", @descriptors;
	$_->stop for @crowd;
	drop('restless');
	return;
}

# Nobody of a crowd, new or not, opens a connection while another one can be had.
sub crowd
{
	$watcher->value('ALTER ROLE analyst CONNECTION LIMIT 3');
	MetaHog::Servers::create_source($metadata, 'crowd', $remote, query => 'sslmode=disable', options => '{"max_connections": 3}');
	my @crowd = map { MetaHog::Psql->start($metadata) } 1 .. CROWD;
	$_->send(q{SELECT count(metahog.execute('crowd', format('SELECT %s, pg_sleep(0.002)', i))) FROM generate_series(1, } . ROUNDS . ') AS i') for @crowd;
	is(join(' ', map { $_->wait->{out} } @crowd), join(' ', (ROUNDS) x CROWD), 'a crowd is served');
	my ($opened, $closed, $handed_over) = split /\|/, shown('crowd');
	is($opened, 3, 'on three connections');
	cmp_ok($handed_over, '>', CROWD - 3, 'which go from one to another');
	$_->stop for @crowd;
	drop('crowd');
	return;
}

# A server that is no PostgreSQL, one that cannot be asked to cancel, and one that has much to say at first.
sub other_servers
{
	my @greeting = (authentication(0), parameter_status('server_version', '15.0'), parameter_status('client_encoding', 'UTF8'));
	my %servers = (
		'another server' => [ {}, '1|0|2' ],
		'no key' => [ { greeting => join('', @greeting, ready('I')) }, '3|2|0' ],
		'a long greeting' => [ { greeting => join('', @greeting, (notice_response(S => 'NOTICE', M => 'x' x 5000)) x 2, key_data(1, 4711), ready('I')) }, '1|0|2' ]);
	for my $name (sort keys %servers)
	{
		my ($options, $expected) = @{ $servers{$name} };
		my $fake = MetaHog::FakeServer->start(%$options);
		MetaHog::Servers::create_source($metadata, $name, undef, port => $fake->port, password => 'x', query => 'sslmode=disable', options => '{"max_connections": 1}');
		is(answer($_, $name, 'SELECT 1'), 1, "$name: an answer") for @psql[ 0, 1, 0 ];
		is(shown($name), $expected, "$name: handed over, or not");
		$observer->value("SELECT metahog.drop_source('$name')");
	}
	return;
}

# Nothing is left of a backend's socket when it has gone, and no connection outlives those who had it.
sub traces
{
	my $sockets = sub { grep { -S } glob $metadata->data_dir . '/pg_stat_tmp/{,.}*' };
	cmp_ok(scalar $sockets->(), '>=', 3, 'backends have sockets');
	ok(!(grep { (stat)[2] & 0077 } $sockets->()), 'that are the server user\'s alone');
	$_->stop for @psql;
	ok(wait_until(sub { $sockets->() == 0 }), 'which go with them');
	ok(wait_until(sub { connections($watcher) == 0 }), 'as connections do');
	return;
}

for my $level ('L1', 'L2')
{
	note $level;
	$watcher->value(q{CREATE TYPE mood AS ENUM ('bad', 'good')});
	$metadata = MetaHog::Servers::metadata("metadata_$level", level => $level);
	$observer = MetaHog::Psql->start($metadata);
	@psql = map { MetaHog::Psql->start($metadata) } 0 .. 3;
	idle_connection();
	busy_connection();
	same_answers();
	other_defaults();
	cancelled();
	less_known();
	encrypted();
	strangers();
	ended();
	$watcher->value('ALTER ROLE analyst CONNECTION LIMIT -1');
	reloaded();
	last_words();
	lifetime();
	copied_database();
	lowered_limit();
	takers_that_leave();
	$watcher->value('ALTER ROLE analyst CONNECTION LIMIT 1');
	taker_ended();
	$watcher->value('ALTER ROLE analyst CONNECTION LIMIT -1');
	restless_crowd();
	crowd();
	$watcher->value('ALTER ROLE analyst CONNECTION LIMIT -1');
	other_servers();
	traces();
	$watcher->value('DROP TYPE mood');
	$observer->stop;
	$metadata->stop;
}

# libpq could not be told where the data directory is.
sub long_path
{
	$metadata = MetaHog::Servers::metadata('metadata_' . 'x' x 50);
	$observer = MetaHog::Psql->start($metadata);
	@psql = map { MetaHog::Psql->start($metadata) } 0 .. 1;
	fresh_source('far');
	like(remote_pid($psql[$_], 'far'), qr/^\d+$/, 'a long path: an answer') for 0, 1, 0;
	is(shown('far'), '3|2|0', 'from a connection of its own');
	return;
}

long_path();
done_testing();
