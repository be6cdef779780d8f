# test/t/001_harness.pl: the tests' own tools do what the other tests trust them to do.
#
# Everything here is tried with psql and pgbench, without the extension.

use strict;
use warnings;

use Errno qw(ECONNRESET);
use IO::Socket::INET;
use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::Certificates;
use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Proxy;
use MetaHog::Servers;

# psql(connection string, SQL): what it printed and what it complained about.
sub psql
{
	my ($where, $sql) = @_;
	my ($out, $error) = ('', '');
	IPC::Run::run([ 'psql', '-X', '-A', '-t', '-d', $where, '-c', $sql ],
		'<', \undef, '>', \$out, '2>', \$error);
	chomp $out;
	return ($out, $error);
}

# pgbench(connection string, script, option…): the extended protocol, once.
sub pgbench
{
	my ($where, $script, @options) = @_;
	my ($out, $error) = ('', '');
	my $file = PostgreSQL::Test::Utils::tempdir() . '/script.sql';
	append_to_file($file, $script);
	IPC::Run::run([ 'pgbench', '-n', '-M', 'extended', '-f', $file, @options, $where ],
		'<', \undef, '>', \$out, '2>', \$error);
	return ($out, $error);
}

sub at
{
	my ($port, $more) = @_;
	return "host=127.0.0.1 port=$port user=somebody dbname=anything connect_timeout=2 " . ($more // '');
}

sub fake_server_answers
{
	my $fake = MetaHog::FakeServer->start;
	my ($out, $error) = psql(at($fake->port), 'SELECT 1');
	is($out, '1', 'a fake server answers a query');
	is($error, '', 'and psql has nothing to complain of');
	ok($fake->wait_for(qr/^closed/), 'it notices that the client has gone');
	like($fake->events, qr/^connect\ntls\n(gss\n)?user: somebody\nsimple: SELECT 1\nterminate\n/m,
		'and tells what happened');
	$fake->stop;

	($out, $error) = psql(at($fake->port), 'SELECT 1');
	like($error, qr/refused/, 'stopped, it is gone');
	return;
}

sub fake_server_follows_a_pipeline
{
	my $fake = MetaHog::FakeServer->start(
		answer => sub {
			my ($sql) = @_;
			return { columns => [ [ 'a', 'int4' ], [ 'b', 'text' ] ], rows => [ [ 1, undef ], [ 2, 'x' ] ] }
			  if $sql =~ /two rows/;
			return { error => [ S => 'ERROR', C => '22012', M => 'as asked' ] } if $sql =~ /fail/;
			return undef;
		});
	my ($out, $error) = pgbench(at($fake->port), <<'SQL', '-t', 1);
\set parameter 42
\startpipeline
BEGIN READ ONLY;
SELECT set_config('a', 'b', false), set_config('c', 'd', false);
SELECT 'two rows', :parameter;
ROLLBACK;
\endpipeline
SQL
	like($out, qr{transactions actually processed: 1/1}, 'the extended protocol in one pipeline');
	like($fake->events,
		qr/^sql: BEGIN READ ONLY;\nsql: SELECT set_config.*\nsql: SELECT 'two rows', \$1;\nparameters: 1\nsql: ROLLBACK/m,
		'each statement is answered by its text');

	($out, $error) = pgbench(at($fake->port), "BEGIN;\nSELECT 'fail';\n", '-t', 1);
	like($error, qr/as asked/, 'an error of the test\'s own');
	$fake->stop;
	return;
}

sub fake_server_misbehaves
{
	my %replies = (
		'no sqlstate' => { error => [ S => 'ERROR', M => 'nameless' ] },
		'huge' => { error => [ S => 'ERROR', C => 'XX000', M => 'x' x 10_000_000 ] },
		'notices' => {
			parse => sub { $_[0]->send(notice_response(S => 'NOTICE', C => '00000', M => 'n') x 5000) } },
		'count' => { columns => [ [ 'a', 'int4' ] ], rows => [ [ 1, 2 ] ] },
		'length' => { parse => bad_length('D', 0x7FFFFFFF, 'abc') },
		'reset' => { parse => sub { $_[0]->reset } },
		'close' => { parse => sub { $_[0]->close } });
	my $fake = MetaHog::FakeServer->start(answer => sub { $replies{ $_[0] } });
	my %errors = map { $_ => (psql(at($fake->port), $_))[1] } keys %replies;

	like($errors{'no sqlstate'}, qr/^ERROR:  nameless$/m, 'an error without SQLSTATE');
	ok(length $errors{huge} > 10_000_000, 'an error of 10 MB');
	is(scalar(() = $errors{notices} =~ /^NOTICE/mg), 5000, 'thousands of notices');
	like($errors{count}, qr/unexpected field count/, 'a row with the wrong number of columns');
	like($errors{length}, qr/lost synchronization|invalid message length|unexpected|out of memory/i,
		'an impossible length');
	like($errors{close}, qr/closed the connection unexpectedly/, 'a close in the middle');
	like($errors{reset}, qr/closed the connection unexpectedly|reset by peer/, 'a reset in the middle');
	$fake->stop;
	return;
}

sub fake_server_stays_silent
{
	for my $stage (qw(accept tls startup))
	{
		my $fake = MetaHog::FakeServer->start(silent_at => $stage);
		my $begin = time;
		my (undef, $error) = psql(at($fake->port), 'SELECT 1');
		like($error, qr/timeout expired/, "silent at $stage");
		cmp_ok(time - $begin, '>', 0.9, "until the client's patience ends");
		$fake->stop;
	}
	my $fake = MetaHog::FakeServer->start;
	my (undef, $error) = psql(at($fake->port, 'sslmode=require'), 'SELECT 1');
	like($error, qr/does not support SSL/, 'TLS is refused');
	$fake->stop;

	my $full = MetaHog::FakeServer->full_backlog;
	(undef, $error) = psql(at($full->port), 'SELECT 1');
	like($error, qr/timeout expired/, 'a full backlog neither accepts nor refuses');
	$full->stop;
	return;
}

sub fake_server_hears_a_cancel
{
	my $fake = MetaHog::FakeServer->start(
		answer => sub { $_[0] =~ /wait/ ? { execute => sub { $_[0]->hang } } : undef });
	my $psql = IPC::Run::start([ 'psql', '-X', '-d', at($fake->port), '-c', 'wait' ],
		'<', \undef, '>', \my $out, '2>', \my $error);
	ok($fake->wait_for(qr/simple: wait/), 'a statement that hangs');
	$psql->signal('INT');
	ok($fake->wait_for(qr/^cancel: 1 4711$/), 'a cancel request is heard meanwhile');
	$psql->signal('KILL');
	$psql->finish;
	ok($fake->wait_for(qr/^closed/), 'the client has gone');
	$fake->stop;
	return;
}

sub proxy_delays_and_counts
{
	my ($remote) = @_;
	my $proxy = MetaHog::Proxy->start(target_port => $remote->port, delay_ms => 10);
	my $where = MetaHog::Servers::url($remote, port => $proxy->port);
	my ($out) = pgbench($where, 'SELECT 1;', '-t', 20);
	my ($latency) = $out =~ /latency average = ([\d.]+) ms/;
	cmp_ok($latency, '>=', 20, '10 ms each way make 20 of a round trip');
	cmp_ok($latency, '<', 1000, 'and not a second');

	my $before = $proxy->stats;
	psql($where, q{SELECT repeat('x', 100000)});
	my $after = $proxy->stats;
	is($after->{connections} - $before->{connections}, 1, 'connections are counted');
	cmp_ok($after->{down} - $before->{down}, '>', 100_000, 'bytes are counted');
	$proxy->stop;
	return;
}

# hold_session: a psql that stays, has run one statement through the proxy and waits for the next.
sub hold_session
{
	my ($where) = @_;
	my %session = (in => "SELECT 'ready';\n", out => '', error => '');
	$session{psql} = IPC::Run::start([ 'psql', '-X', '-A', '-t', '-q', '-d', $where ],
		'<', \$session{in}, '>', \$session{out}, '2>', \$session{error}, IPC::Run::timer(20));
	$session{psql}->pump until $session{out} =~ /ready/;
	return \%session;
}

sub pump_for
{
	my ($session, $seconds) = @_;
	my $end = time + $seconds;
	while (time < $end)
	{
		$session->{psql}->pump_nb;
		sleep 0.05;
	}
	return;
}

sub proxy_breaks
{
	my ($remote) = @_;
	my $proxy = MetaHog::Proxy->start(target_port => $remote->port);
	my $session = hold_session(MetaHog::Servers::url($remote, port => $proxy->port));

	$proxy->silence;
	$session->{in} .= "SELECT 'late';\n";
	pump_for($session, 0.5);
	unlike($session->{out}, qr/late/, 'a silent proxy forwards nothing');
	is($proxy->stats->{open}, 1, 'and keeps the connection');

	$proxy->resume;
	pump_for($session, 0.5);
	like($session->{out}, qr/late/, 'resumed, it forwards what it held');

	$proxy->reset;
	$session->{in} .= "SELECT 'gone';\n\\q\n";
	$session->{psql}->finish;
	like($session->{error}, qr/closed the connection unexpectedly|reset by peer/, 'a reset ends it');
	is($proxy->stats->{open}, 0, 'and the proxy has no connection left');

	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $proxy->port);
	sleep 0.2;
	$proxy->reset;
	is(sysread($socket, my $byte, 1), undef, 'a reset is an error to who reads');
	is($! + 0, ECONNRESET, 'the error that a reset is');
	$proxy->stop;
	return;
}

sub certificates_are_verified
{
	my ($remote, $certificates) = @_;
	my $directory = PostgreSQL::Test::Utils::tempdir();
	append_to_file("$directory/$_.pem", $certificates->$_) for qw(ca other_ca);
	my %error = map {
		my $url = MetaHog::Servers::url($remote, host => 'localhost',
			query => "sslmode=verify-full&sslrootcert=$directory/$_.pem");
		$_ => (psql($url, 'SELECT 1'))[1]
	} qw(ca other_ca);
	is($error{ca}, '', 'the server\'s certificate is good for its authority');
	like($error{other_ca}, qr/certificate verify failed/, 'and for no other');

	my (undef, $error) = psql(MetaHog::Servers::url($remote, query => 'sslmode=disable'), 'SELECT 1');
	like($error, qr/no pg_hba.conf entry/, 'a server that insists on TLS');
	($error) = (psql(MetaHog::Servers::url($remote, password => 'wrong'), 'SELECT 1'))[1];
	like($error, qr/password authentication failed/, 'and on the password');
	return;
}

fake_server_answers();
fake_server_follows_a_pipeline();
fake_server_misbehaves();
fake_server_stays_silent();
fake_server_hears_a_cancel();

my $remote = MetaHog::Servers::remote('remote');
proxy_delays_and_counts($remote);
proxy_breaks($remote);
$remote->stop;

my $certificates = MetaHog::Certificates->make;
my $tls_remote = MetaHog::Servers::remote('tls_remote', tls => $certificates, tls_only => 1);
certificates_are_verified($tls_remote, $certificates);
$tls_remote->stop;

done_testing();
