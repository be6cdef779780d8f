# test/t/010_connect_faults.pl: every way in which connecting fails has its SQLSTATE and its stage, and ends in time.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::Certificates;
use MetaHog::Child;
use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant AT_ONCE => 3;

my $certificates = MetaHog::Certificates->make;
my $metadata = MetaHog::Servers::metadata('metadata');
my $plain = MetaHog::Servers::remote('plain');
# The certificate does not name the second address.
my $secure = MetaHog::Servers::remote('secure',
	tls => $certificates, tls_only => 1, settings => [q{listen_addresses = '127.0.0.1, 127.0.0.2'}]);
my $psql = MetaHog::Psql->start($metadata);
my $operator = MetaHog::Psql->start($metadata);

$plain->safe_psql('postgres', <<"SQL");
CREATE ROLE busy LOGIN CONNECTION LIMIT 0 PASSWORD '$plain->{metahog_password}';
CREATE ROLE shut_out LOGIN PASSWORD '$plain->{metahog_password}';
CREATE DATABASE closed ALLOW_CONNECTIONS false;
CREATE DATABASE private;
REVOKE CONNECT ON DATABASE private FROM PUBLIC;
SQL

sub pem
{
	my ($text) = @_;
	return sprintf '"sslrootcert": "%s"', $text =~ s/\n/\\n/gr;
}

# closed_port: one on which nobody listens.
sub closed_port
{
	my $listener = MetaHog::Child::listen_on_free_port();
	my $port = $listener->sockport;
	close $listener;
	return $port;
}

# fails(name, stage, SQLSTATE, message): for a source of that name, test_source tells the stage,
# try_execute tells all in its document, and execute raises it.
sub fails
{
	my ($name, $stage, $sqlstate, $message) = @_;
	my $test = $psql->run("SELECT ok, stage, message FROM metahog.test_source('$name')");
	like($test->{out}, qr/^f\|$stage\|/, "$name: test_source names the stage") or diag $test->{error};
	like($test->{out}, $message, "$name: and says what is wrong");

	my $document = $psql->run("SELECT metahog.try_execute('$name', 'SELECT 1')->'error_detail'");
	like($document->{out}, qr/"sqlstate": ?"$sqlstate"/, "$name: try_execute has the SQLSTATE") or diag $document->{error};
	like($document->{out}, qr/"stage": ?"$stage"/, "$name: and the stage");

	my $raised = $psql->run("SELECT metahog.execute('$name', 'SELECT 1')");
	is($raised->{sqlstate}, $sqlstate, "$name: execute raises it") or diag $raised->{error};
	like($raised->{error}, qr/source "$name", stage "$stage"/, "$name: CONTEXT names source and stage");
	cmp_ok($_->{seconds}, '<', AT_ONCE, "$name: at once") for $test, $document, $raised;

	my $said = join '', map { $_->{out} . $_->{error} } $test, $document, $raised;
	unlike($said, qr/$_->{metahog_password}/, "$name: no password is told") for $plain, $secure;
	return;
}

sub works
{
	my ($name) = @_;
	like($psql->run("SELECT ok, stage, message, server_version, latency_ms > 0 FROM metahog.test_source('$name')")->{out},
		qr/^t\|query\|connected\|\d+\.\d+.*\|t$/, "$name: test_source");
	my $result = $psql->run(
		"SELECT metahog.execute('$name', 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')->'results'->0->>0");
	isnt($result->{out}, '', "$name: works") or diag $result->{error};
	return $result->{out};
}

sub source
{
	my ($name, $remote, %options) = @_;
	MetaHog::Servers::create_source($metadata, $name, $remote, %options);
	return $name;
}

sub nobody_there
{
	fails(source('refused', undef, port => closed_port(), password => 'x'), 'connect', '08001', qr/refused/);
	fails(source('unknown host', undef, host => 'no-such-host.invalid', port => 5432, password => 'x'),
		'resolve', '08001', qr/no-such-host\.invalid/);
	return;
}

sub not_let_in
{
	fails(source('wrong password', $plain, password => 'wrong'), 'authenticate', '28P01', qr/password authentication failed/);
	fails(source('unknown role', $plain, user => 'nobody'), 'authenticate', '28P01', qr/password authentication failed/);
	fails(source('no password', $plain, options => '{"password": null}', user => 'analyst', password => ''),
		'authenticate', '28P01', qr/password/);
	fails(source('unknown database', $plain, database => 'nowhere'), 'authenticate', '3D000', qr/"nowhere" does not exist/);
	fails(source('closed database', $plain, database => 'closed'), 'authenticate', '08001', qr/not currently accepting/);
	fails(source('private database', $plain, user => 'shut_out', database => 'private'),
		'authenticate', '42501', qr/permission denied/);
	fails(source('too many connections', $plain, user => 'busy'), 'authenticate', '53300', qr/too many connections/);

	my $starting = MetaHog::FakeServer->start(greeting => error_response(
		S => 'FATAL', V => 'FATAL', C => '57P03', M => 'the database system is starting up'));
	fails(source('starting up', undef, port => $starting->port, password => 'x'), 'authenticate', '08001', qr/starting up/);
	$starting->stop;

	# The last line stands for libpq's own, which is in the language of the server; a remote's message may
	# have lines that look a little like it.
	for my $word ('LOCATION', 'FUNDORT')
	{
		my $wordy = MetaHog::FakeServer->start(greeting => error_response(
			S => 'FATAL', V => 'FATAL', C => '57P03', M => "starting\n$word: unknown\n$word:  up, perhaps\n"
			  . "$word:  ProcessStartup, startup.c:17"));
		fails(source("wordy $word", undef, port => $wordy->port, password => 'x'), 'authenticate', '08001',
			qr/starting $word: unknown $word:  up, perhaps(?! $word)/);
		$wordy->stop;
	}
	return;
}

# What goes wrong behind a login is the probe's query, however far its answer had come.
sub let_in_and_failed
{
	my %broken = (
		'binary columns' => { describe => row_description([ 'n', 'int4', -1, 1 ]), rows => [ [ pack 'N', 1 ] ] },
		'lost among rows' => { columns => [ [ 'n', 'int4' ] ], execute => sub { $_[0]->send(data_row(1)); $_[0]->close } });
	for my $name (sort keys %broken)
	{
		my $fake = MetaHog::FakeServer->start(answer => sub { return $_[0] =~ /^SELECT 1/ ? $broken{$name} : undef });
		source($name, undef, port => $fake->port, password => 'x');
		my $test = $psql->run("SELECT ok, stage FROM metahog.test_source('$name')");
		is($test->{out}, 'f|query', "$name: test_source names no other stage") or diag $test->{error};
		$fake->stop;
	}
	return;
}

# A remote that trusts this machine lends the rights of the server's user: to a superuser's source, not to others.
sub trusting_remotes
{
	my $password = MetaHog::FakeServer->start(password => 1);
	my $trust = MetaHog::FakeServer->start;
	my %port = ('a password asked for' => $password->port, 'trust' => $trust->port);
	$psql->value(<<'SQL');
CREATE ROLE maker; GRANT USAGE ON SCHEMA metahog TO maker;
GRANT EXECUTE ON FUNCTION metahog.create_source(text, text, jsonb), metahog.alter_source(text, jsonb) TO maker;
SQL
	for my $name (sort keys %port)
	{
		source("$name, superuser", undef, port => $port{$name}, password => 'x', query => 'sslmode=disable');
		$psql->value("SELECT metahog.grant_source('$name, superuser', 'maker')");
		$psql->value("SET ROLE maker; SELECT metahog.create_source('$name, maker', 'postgres://analyst:x\@127.0.0.1:$port{$name}/d?sslmode=disable'); RESET ROLE");
	}
	for my $role ('maker', 'none')
	{
		$psql->value("SET ROLE $role");
		for my $name ('trust, superuser', 'a password asked for, superuser', 'a password asked for, maker')
		{
			my $result = $psql->run("SELECT metahog.execute('$name', 'SELECT 1')");
			like($result->{out}, qr/"error":null/, "$name, called by $role: let in") or diag $result->{error};
		}
		fails('trust, maker', 'authenticate', '42501', qr/the remote did not ask for a password/);
	}
	$psql->value('RESET ROLE');

	# Nor without a password of the source's own, which the remote might have asked for in vain.
	$psql->value(q{SET ROLE maker; SELECT metahog.alter_source('trust, maker', '{"password": null}'); RESET ROLE});
	fails('trust, maker', 'authenticate', '42501', qr/the remote did not ask for a password/);
	$psql->value("SELECT metahog.drop_source('$_, superuser'), metahog.drop_source('$_, maker')") for keys %port;
	$_->stop for $password, $trust;
	return;
}

sub tls
{
	my $ca = pem($certificates->ca);
	my $other = pem($certificates->other_ca);
	my %secure = (host => 'localhost');

	fails(source('TLS required and absent', $plain, query => 'sslmode=require'), 'tls', '08001', qr/does not support SSL/);
	fails(source('TLS refused', $secure, query => 'sslmode=disable'), 'authenticate', '28000', qr/no pg_hba\.conf entry|no encryption/);
	fails(source('wrong CA', $secure, %secure, options => "{\"sslmode\": \"verify-full\", $other}"),
		'tls', '08001', qr/certificate verify failed/);
	fails(source('wrong CA, name unchecked', $secure, %secure, options => "{\"sslmode\": \"verify-ca\", $other}"),
		'tls', '08001', qr/certificate verify failed/);
	fails(source('wrong host name', $secure, host => '127.0.0.2', options => "{\"sslmode\": \"verify-full\", $ca}"),
		'tls', '08001', qr/does not match host name/);

	is(works(source('verified in full', $secure, %secure, options => "{\"sslmode\": \"verify-full\", $ca}")), 'true', 'over TLS');
	is(works(source('verified address', $secure, options => "{\"sslmode\": \"verify-full\", $ca}")), 'true', 'over TLS');
	is(works(source('verified by authority', $secure, host => '127.0.0.2', options => "{\"sslmode\": \"verify-ca\", $ca}")),
		'true', 'over TLS');
	is(works(source('TLS required', $secure, query => 'sslmode=require')), 'true', 'over TLS');
	is(works(source('TLS preferred', $secure)), 'true', 'over TLS');
	is(works(source('TLS preferred and absent', $plain)), 'false', 'without TLS');
	is(works(source('TLS allowed', $plain, query => 'sslmode=allow')), 'false', 'without TLS');
	# Refused without TLS, libpq connects once more.
	is(works(source('TLS allowed and needed', $secure, query => 'sslmode=allow')), 'true', 'over TLS');
	return;
}

# A peer that accepts and then says nothing, or does not even accept. The stage is where it fell silent.
my %silent = (
	'silent at once' => [ 'tls', MetaHog::FakeServer->start(silent_at => 'accept') ],
	'silent at TLS' => [ 'tls', MetaHog::FakeServer->start(silent_at => 'tls') ],
	'silent in TLS' => [ 'tls', MetaHog::FakeServer->start(tls => 'S', silent_at => 'startup') ],
	'silent at the start' => [ 'authenticate', MetaHog::FakeServer->start(silent_at => 'startup') ],
	'full backlog' => [ 'connect', MetaHog::FakeServer->full_backlog ]);

sub in_time
{
	my ($name, $result, $sqlstate, $says) = @_;
	is($result->{sqlstate}, $sqlstate, "$name: SQLSTATE") or diag $result->{error};
	like($result->{error}, $says, "$name: what is said");
	cmp_ok($result->{seconds}, '>', 0.3, "$name: not before its time");
	cmp_ok($result->{seconds}, '<', 0.5 + AT_ONCE, "$name: nor long after");
	return;
}

sub silent_peers
{
	for my $name (sort keys %silent)
	{
		my ($stage, $fake) = @{ $silent{$name} };
		source($name, undef, port => $fake->port, password => 'x', query => $name eq 'silent in TLS' ? 'sslmode=require' : '');

		in_time("$name, timeout", $psql->run("SELECT metahog.execute('$name', 'SELECT 1', timeout => '500 ms')"),
			'57014', qr/stage "$stage"/);

		$psql->value(q{SET metahog.connect_timeout = '500ms'});
		in_time("$name, connect_timeout", $psql->run("SELECT metahog.execute('$name', 'SELECT 1')"), '57014', qr/stage "$stage"/);
		my $test = $psql->run("SELECT ok, stage FROM metahog.test_source('$name')");
		is($test->{out}, "f|$stage", "$name: test_source names the stage") or diag $test->{error};
		$psql->value(q{RESET metahog.connect_timeout});

		$psql->value(q{SET statement_timeout = '500ms'});
		in_time("$name, statement_timeout", $psql->run("SELECT metahog.execute('$name', 'SELECT 1')"),
			'57014', qr/due to statement timeout.*stage "$stage"/s);
		$psql->value(q{RESET statement_timeout});

		my $victim = MetaHog::Psql->start($metadata);
		my $pid = $victim->pid;
		$victim->send("SELECT metahog.execute('$name', 'SELECT 1')");
		ok(wait_until(sub { $operator->value("SELECT state FROM pg_stat_activity WHERE pid = $pid AND query LIKE '%execute%'") eq 'active' }),
			"$name: another backend connects");
		$operator->value("SELECT pg_terminate_backend($pid)");
		my $result = $victim->wait;
		is($result->{sqlstate}, '57P01', "$name: and can be terminated") or diag $result->{error};
		like($result->{error}, qr/stage "$stage"/, "$name: which names the stage too");
		cmp_ok($result->{seconds}, '<', AT_ONCE, "$name: at once");
	}
	return;
}

# What connections are handed over with is made with the first session.
MetaHog::Servers::create_source($metadata, 'first', $plain);
$psql->value("SELECT metahog.execute('first', 'SELECT 1'); SELECT metahog.drop_source('first')");
my $files = descriptors($psql->pid);
nobody_there();
not_let_in();
let_in_and_failed();
trusting_remotes();
tls();
silent_peers();

# Eight sessions are kept, those that worked; a session is a socket, and what waits for it.
$psql->value("SELECT metahog.drop_source('$_')")
  for 'verified in full', 'verified address', 'verified by authority', 'TLS required', 'TLS preferred', 'TLS preferred and absent',
  'TLS allowed', 'TLS allowed and needed';
is(descriptors($psql->pid), $files, 'what failed has left no file or socket open');

done_testing();
