# test/t/016_secrets_in_logs.pl: a password is in no log at any level, no error, no view and no statistics.
#
# Both servers log all that they can, and count statements. A password that a caller writes into its
# own statement is in that statement wherever statements are shown; so here it comes as a bind
# parameter, or sealed. The server itself shows bind parameters when it is told to: with
# log_parameter_max_length, in a plan that auto_explain prints, and, behind a plan that debug_print_plan
# prints, as log_parameter_max_length_on_error allows. So for calls with bind parameters the first two
# are off, and of the last two one at a time.

use strict;
use warnings;

use IPC::Run ();
use MIME::Base64 ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Psql;
use MetaHog::Servers;

my @LOUD = (
	'log_min_messages = debug5', 'log_min_error_statement = debug5', 'log_error_verbosity = verbose',
	'log_statement = all', 'log_duration = on', 'log_connections = on', 'log_disconnections = on',
	'log_parameter_max_length = 0', 'log_parameter_max_length_on_error = -1',
	'debug_print_parse = on', 'debug_print_rewritten = on', 'debug_print_plan = on',
	q{shared_preload_libraries = 'pg_stat_statements, auto_explain'}, q{pg_stat_statements.track = 'all'},
	'auto_explain.log_min_duration = 0', 'auto_explain.log_nested_statements = on', 'auto_explain.log_verbose = on',
	'track_activity_query_size = 100kB');

my $metadata = MetaHog::Servers::metadata('metadata', settings => \@LOUD);
my $remote = MetaHog::Servers::remote('remote', settings => \@LOUD);
my $directory = PostgreSQL::Test::Utils::tempdir();
my $psql = MetaHog::Psql->start($metadata);
my $password = $remote->{metahog_password};
my $said = '';
$_->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements') for $metadata, $remote;

# The test itself has given the password to the remote in a statement: what was logged and counted up
# to here is of no interest.
$remote->safe_psql('postgres', 'SELECT pg_stat_statements_reset()');
my $remote_log_begin = -s $remote->logfile;

my %voices = (
	plans => '-c auto_explain.log_min_duration=-1 -c log_parameter_max_length_on_error=0',
	errors => '-c auto_explain.log_min_duration=-1 -c debug_print_parse=off -c debug_print_rewritten=off -c debug_print_plan=off');

# bound(voice, SQL, name => value, …): runs it once, with :name as bind parameters, as a driver would. What
# it printed is part of what was said.
sub bound
{
	my ($voice, $sql, %values) = @_;
	my ($out, $error) = ('', '');
	local $ENV{PGOPTIONS} = $voices{$voice};
	my $file = "$directory/script.sql";
	unlink $file;
	append_to_file($file, "$sql;\n");
	IPC::Run::run([ 'pgbench', '-n', '-M', 'extended', '-t', 1, '-f', $file,
			(map { ('-D', "$_=$values{$_}") } sort keys %values), $metadata->connstr('postgres') ],
		'<', \undef, '>', \$out, '2>', \$error);
	# A client that is told the parameters of its own failed statement sees what it sent.
	$said .= join '', grep { !/with parameters:/ } map { "$_\n" } split /\n/, $out . $error;
	return $error =~ /ERROR/ ? $error : '';
}

sub run
{
	my ($sql) = @_;
	my $result = $psql->run($sql);
	$said .= $result->{out} . $result->{error};
	return $result;
}

sub seal
{
	my ($text) = @_;
	my $sealed = '';
	IPC::Run::run([ "$directory/seal", $psql->value('SELECT metahog.public_key()') ], '<', \$text, '>', \$sealed)
	  || die 'cannot seal';
	chomp $sealed;
	return $sealed;
}

sub make_sources
{
	my $url = MetaHog::Servers::url($remote);
	my $port = $remote->port;
	my $job = qq({"host": "127.0.0.1", "port": $port, "database": "pagila", "user": "analyst", "password": "$password"});

	is(bound('plans', q{SELECT metahog.create_source('url', :url::text)}, url => $url), '', 'a URL as a bind parameter');
	is(bound('plans', q{SELECT metahog.create_source('job', :job::jsonb)}, job => $job), '', 'job_inputs as a bind parameter');
	is(bound('plans', q{SELECT metahog.create_source('option', :url::text, :options::jsonb)},
			url => MetaHog::Servers::url($remote, password => ''), options => qq({"password": "$password"})),
		'', 'the password as an option');

	my $source = __FILE__ =~ s/016_secrets_in_logs\.pl$/seal.c/r;
	command_ok([ $ENV{CC} // 'cc', '-o', "$directory/seal", $source, '-lsodium' ], 'a client that seals');
	my $sealed = seal(qq({"password": "$password", "host": "127.0.0.1", "user": "analyst", "team_id": null}));
	is(run("SELECT metahog.create_source('sealed', 'postgres://analyst\@127.0.0.1:$port/pagila', "
			  . qq{'{"password_sealed": "$sealed"}')})->{error}, '', 'a sealed password in plain SQL');
	is(bound('plans', q{SELECT metahog.alter_source('url', :options::jsonb)}, options => qq({"password": "$password"})), '',
		'a new password as a bind parameter');
	return;
}

sub use_sources
{
	for my $source (qw(url job option sealed))
	{
		is(run("SELECT metahog.execute('$source', 'SELECT 42')->'results'->0->>0")->{out}, '42', "$source: works");
		like(run("SELECT * FROM metahog.test_source('$source')")->{out}, qr/^t/, "$source: test_source");
		run("SELECT * FROM metahog.query('$source', 'SELECT 1') AS t(a int)");
		run("SELECT metahog.execute('$source', 'SELECT 1 / 0')");
		run("SELECT metahog.try_execute('$source', 'SELEC')");
	}
	run('SELECT * FROM metahog.sources');
	run('SELECT * FROM metahog.source');
	is(run('SELECT metahog.rotate_keys() >= 0')->{error}, '', 'rotate_keys');
	is(run(q{SELECT metahog.execute('url', 'SELECT 43')->'results'->0->>0})->{out}, '43', 'and a call after it');
	return;
}

# What fails has the password in its hands as well.
sub refuse_sources
{
	my %bad = (
		'no such scheme' => "mysql://analyst:$password\@127.0.0.1/pagila",
		'no host' => "postgres://analyst:$password\@/pagila",
		'bad port' => "postgres://analyst:$password\@127.0.0.1:99999/pagila",
		'bad escape' => "postgres://analyst:$password%zz\@127.0.0.1/pagila",
		'unclosed bracket' => "postgres://analyst:$password\@[::1/pagila",
		'unknown option' => "postgres://analyst:$password\@127.0.0.1/pagila?password2=$password",
		'second password' => "postgres://analyst:$password\@127.0.0.1/pagila?password=$password",
		'colon in place of at' => "postgres://analyst:$password:127.0.0.1/pagila",
		'nothing but the password' => $password,
		'unfinished JSON' => qq({"host": "127.0.0.1", "password": "$password"));
	my $unknown = qq({"host": "127.0.0.1", "port": "x", "database": "d", "user": "u", "password": "$password"});
	for my $voice (sort keys %voices)
	{
		for my $name (sort keys %bad)
		{
			like(bound($voice, q{SELECT metahog.create_source('refused', :url::text)}, url => $bad{$name}),
				qr/ERROR/, "$voice, $name: is refused");
		}
		like(bound($voice, q{SELECT metahog.create_source('refused', :job::jsonb)}, job => $unknown),
			qr/ERROR/, "$voice, job_inputs with a bad port are refused");
		like(bound($voice, q{SELECT metahog.create_source('url', :url::text)}, url => MetaHog::Servers::url($remote)),
			qr/already exists/, "$voice, a second source of a name is refused");
		like(bound($voice, q{SELECT metahog.alter_source('url', :options::jsonb)}, options => qq({"password": "$password", "port": -1})),
			qr/ERROR/, "$voice, a bad change is refused");
		like(bound($voice, q{SELECT metahog.alter_source('unheard of', :options::jsonb)}, options => qq({"password": "$password"})),
			qr/does not exist/, "$voice, a change of nothing is refused");
	}
	return;
}

# Failures to connect, with a remote that says back what it hears.
sub failures_to_connect
{
	$remote->safe_psql('postgres', 'ALTER ROLE analyst NOLOGIN');
	is(run("SELECT metahog.drop_source('job')")->{error}, '', 'a source is dropped');
	run(q{SELECT metahog.alter_source('option', '{"description": "a new session"}')});
	is(run(q{SELECT metahog.execute('option', 'SELECT 1')})->{sqlstate}, '28000', 'a role that may not log in');
	$remote->safe_psql('postgres', 'ALTER ROLE analyst LOGIN');

	my $closed = bound('plans', q{SELECT metahog.create_source('nowhere', :url::text)}, url => MetaHog::Servers::url($remote, port => 1));
	is($closed, '', 'a source with nobody behind it');
	is(run(q{SELECT metahog.execute('nowhere', 'SELECT 1')})->{sqlstate}, '08001', 'cannot be connected to');

	# libpq gives a cleartext password to a remote that asks; what we say of the failure has none of it.
	my $fake = MetaHog::FakeServer->start(password => 1, answer => sub { $_[0] =~ /boo/ ? { parse => sub { $_[0]->close } } : undef });
	is(bound('plans', q{SELECT metahog.create_source('fake', :url::text)}, url => MetaHog::Servers::url($remote, port => $fake->port)), '',
		'a remote that asks for the password itself');
	run(q{SELECT metahog.execute('fake', 'SELECT ''boo''')});
	ok($fake->wait_for(qr/^password$/), 'gets it');
	$fake->stop;
	return;
}

# The server's activity, while a call runs, and its statistics afterwards.
sub look_at_views
{
	my ($node, $name) = @_;
	my $activity = $node->safe_psql('postgres', 'SELECT * FROM pg_stat_activity');
	my $statements = $node->safe_psql('postgres', 'SELECT query FROM pg_stat_statements');
	unlike($activity, qr/\Q$password\E/, "$name: not in pg_stat_activity");
	unlike($statements, qr/\Q$password\E/, "$name: not in pg_stat_statements");
	like($statements, qr/pg_stat_activity|SELECT/, "$name: which does count statements");
	return;
}

sub look_while_running
{
	$psql->send(q{SELECT metahog.execute('url', 'SELECT pg_sleep(1)')});
	look_at_views($metadata, 'metadata server, during a call');
	look_at_views($remote, 'remote, during a call');
	$psql->wait;
	return;
}

# Lines of a log that show the password in any of its forms.
sub telling_lines
{
	my ($log) = @_;
	my $hex = unpack 'H*', $password;
	my $base64 = substr MIME::Base64::encode_base64($password, ''), 0, 16;
	return grep { /\Q$password\E|$hex|\Q$base64\E/ } split /\n/, $log;
}

sub look_at_logs
{
	my $log = slurp_file($metadata->logfile);
	my $remote_log = slurp_file($remote->logfile, $remote_log_begin);
	like($log, qr/DEBUG:.*\n/, 'the metadata server has logged what it does');
	like($log, qr/LOG:  .*plan:/, 'plans included');
	like($log, qr/metahog\.create_source/, 'and the statements, where they did not fail');
	like($remote_log, qr/DEBUG:/, 'the remote has logged what it does');
	like($remote_log, qr/SELECT 42/, 'and the statements that it got');
	is(join("\n", telling_lines($log)), '', 'the metadata server\'s log does not tell the password');
	is(join("\n", telling_lines($remote_log)), '', 'the remote\'s log does not');
	is(join("\n", telling_lines($said)), '', 'nothing that was answered does');
	return;
}

# An error of create_source does not log its statement, which has the password in it.
sub failing_statement_is_not_logged
{
	$psql->value(q{SET log_statement = 'none'; SET debug_print_parse = off; SET debug_print_rewritten = off; SET debug_print_plan = off});
	$psql->value(q{SET auto_explain.log_min_duration = -1; SET log_duration = off; SET log_min_messages = 'error'});
	my $before = -s $metadata->logfile;
	my $url = MetaHog::Servers::url($remote, port => 0);
	is($psql->run("SELECT metahog.create_source('refused', '$url')")->{sqlstate}, '22023', 'a plain statement with a bad URL');
	is($psql->run(qq(SELECT metahog.create_source('refused', '{"password": "$password"}'::jsonb)))->{sqlstate}, '22023', 'and with bad job_inputs');
	is($psql->run(qq(SELECT metahog.alter_source('url', '{"password": "$password", "port": -1}')))->{sqlstate}, '22023', 'and a bad change');
	my $log = slurp_file($metadata->logfile, $before);
	is(scalar(() = $log =~ /ERROR:  22023/g), 3, 'their errors are logged');
	unlike($log, qr/STATEMENT|(create|alter)_source\(/, 'the statements are not');
	is(join("\n", telling_lines($log)), '', 'nor is the password');
	return;
}

make_sources();
use_sources();
refuse_sources();
failures_to_connect();
look_while_running();
look_at_logs();
failing_statement_is_not_logged();

done_testing();
