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
$watcher->value(q{CREATE TYPE mood AS ENUM ('bad', 'good'); CREATE SCHEMA other; GRANT USAGE ON SCHEMA other TO analyst});
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
	$watcher->value(q{ALTER TYPE mood ADD VALUE IF NOT EXISTS 'better'});
	is(answer($psql[0], 'same', q{SELECT 'better'::mood}), 'better', 'and of a type that has changed');
	drop('same');
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
	fresh_source('policy');
	my $pid = remote_pid($psql[0], 'policy');
	$psql[1]->value(q{SET metahog.allowed_hosts = '127.0.0.1, localhost'});
	isnt(remote_pid($psql[1], 'policy'), $pid, 'not to a session with another network policy');
	is(shown('policy'), '2|1|0', 'which opens its own');
	$psql[1]->value('RESET metahog.allowed_hosts');
	is(remote_pid($psql[2], 'policy') eq $pid, '', 'nor is one that was opened under it');
	drop('policy');

	fresh_source('altered');
	$pid = remote_pid($psql[0], 'altered');
	is(remote_pid($psql[1], 'altered'), $pid, 'a connection is handed over');
	begin($psql[1], 'altered', 'SELECT pg_sleep(1) || $$$$ || pg_backend_pid()');
	ok(wait_for_statements($watcher, 'pg_sleep(1)', 1), 'a call runs');
	$observer->value(q{SELECT metahog.alter_source('altered', '{"description": "new"}')});
	begin($psql[2], 'altered', 'SELECT pg_backend_pid()');
	is($psql[1]->wait->{out}, $pid, 'while its source is altered');
	isnt($psql[2]->wait->{out}, $pid, 'and who waits for the new version opens a connection');
	drop('altered');
	return;
}

# A connection that has ended while it was idle is of no use to anybody, and no failure either.
sub ended
{
	fresh_source('ended');
	my $pid = remote_pid($psql[0], 'ended');
	is(remote_pid($psql[1], 'ended'), $pid, 'a connection is handed over');
	$watcher->value("SELECT pg_terminate_backend($pid)");
	ok(wait_until(sub { connections($watcher) == 0 }), 'the remote ends it');
	my $next = remote_pid($psql[0], 'ended');
	like($next, qr/^\d+$/, 'who waits for it opens another');
	isnt($next, $pid, 'indeed');
	is(remote_pid($psql[1], 'ended'), $next, 'which is handed over in turn');

	$_->stop for $watcher;
	$remote->restart;
	$watcher = MetaHog::Psql->start($remote, database => 'pagila');
	$watcher->value(q{DROP TYPE mood; CREATE TYPE filler AS ENUM (); CREATE TYPE mood AS ENUM ('bad', 'good')});
	my $types = q{SELECT metahog.execute('ended', 'SELECT ''good''::mood, NULL::filler')->>'postgres_types'};
	is($psql[$_]->value($types), '["mood","filler"]', 'after its restart the remote is learnt anew') for 0, 1, 0, 2;
	$watcher->value('DROP TYPE filler');
	drop('ended');
	return;
}

# Its age goes along.
sub lifetime
{
	fresh_source('lifetime');
	$_->value(q{SET metahog.session_lifetime = '2s'}) for @psql[ 0, 1 ];
	my $pid = remote_pid($psql[0], 'lifetime');
	ok(wait_until(sub { remote_pid($psql[1], 'lifetime') ne $pid || remote_pid($psql[0], 'lifetime') ne $pid }), 'however often it is handed over, a connection ends in time');
	$_->value('RESET metahog.session_lifetime') for @psql[ 0, 1 ];
	drop('lifetime');
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

# Nobody of a crowd, new or not, opens a connection while another one can be had.
sub crowd
{
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

# A server that is no PostgreSQL, and one whose greeting is not understood.
sub other_servers
{
	my @greeting = (authentication(0), parameter_status('server_version', '15.0'), parameter_status('client_encoding', 'UTF8'));
	my %servers = (
		'another server' => [ {}, '1|0|2' ],
		'no key' => [ { greeting => join('', @greeting, ready('I')) }, '3|2|0' ],
		'more than is listened to' => [ { greeting => join('', @greeting, (notice_response(S => 'NOTICE', M => 'x' x 5000)) x 2, key_data(1, 4711), ready('I')) }, '3|2|0' ]);
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
	$metadata = MetaHog::Servers::metadata("metadata_$level", level => $level);
	$observer = MetaHog::Psql->start($metadata);
	@psql = map { MetaHog::Psql->start($metadata) } 0 .. 3;
	idle_connection();
	busy_connection();
	same_answers();
	cancelled();
	less_known();
	encrypted();
	strangers();
	ended();
	lifetime();
	takers_that_leave();
	crowd();
	other_servers();
	traces();
	$observer->stop;
	$metadata->stop;
}

done_testing();
