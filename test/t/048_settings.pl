# test/t/048_settings.pl: a setting that protects holds from the start, or nothing can be called: whatever was configured, wherever,
# by whom, and before the library was loaded.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Psql;
use MetaHog::Servers;

my $remote = MetaHog::FakeServer->start;
my $node = MetaHog::Servers::metadata('metadata', level => 'L1');
my $extra = $node->data_dir . '/extra.conf';

$node->append_conf('postgresql.conf', q{include_if_exists 'extra.conf'});
MetaHog::Servers::create_source($node, 'fake', undef, port => $remote->port, password => 'x', query => 'sslmode=disable');
$node->safe_psql('postgres', q{CREATE ROLE low LOGIN; SELECT metahog.grant_source('fake', 'low'); CREATE DATABASE other});

# configure(lines): what is in the configuration file, for sessions that begin from now on.
sub configure
{
	my (@lines) = @_;
	unlink $extra;
	append_to_file($extra, join '', map { "$_\n" } @lines);
	$node->reload;
	return;
}

# call(option => …): what the first call of a new session says; the options are user, options (PGOPTIONS) and before (SQL).
sub call
{
	my (%options) = @_;
	my $psql = MetaHog::Psql->start($node,
		where => $node->connstr('postgres') . ' user=' . ($options{user} // 'low'), options => $options{options});
	$psql->run($options{before}) if $options{before};
	my $result = $psql->run($options{statement} // q{SELECT metahog.execute('fake', 'SELECT 1')});
	$psql->stop;
	return $result;
}

# refused(name, SQLSTATE, message, option => …): the call fails so, and so does every other of the session.
sub refused
{
	my ($name, $sqlstate, $message, %options) = @_;
	my $connected = $remote->count(qr/^connect$/);
	for my $statement (undef, q{SELECT metahog.public_key()})
	{
		my $result = call(%options, statement => $statement);
		is($result->{sqlstate}, $sqlstate, "$name: SQLSTATE") or diag $result->{error};
		like($result->{error}, qr/ERROR:  $sqlstate: $message/, "$name: what is said");
	}
	my $again = call(%options, before => $options{before} // q{SELECT metahog.public_key()});
	like($again->{error}, qr/ERROR:  $sqlstate: $message/, "$name: a second call of a session fares no better");
	is($remote->count(qr/^connect$/), $connected, "$name: nobody has connected");
	return;
}

sub works
{
	my ($name, %options) = @_;
	my $result = call(%options);
	like($result->{out}, qr/"error":null/, "$name: works") or diag $result->{error};
	return;
}

# denied(name, option => …): the network policy holds.
sub denied
{
	my ($name, %options) = @_;
	my $result = call(%options);
	like($result->{error}, qr/42501: the address of host "127\.0\.0\.1" is not allowed/, "$name: the address is denied") or diag $result->{out};
	return $result;
}

# Values that cannot be read, one for each kind of setting that protects.
my %unreadable = (
	denied_networks => '127.0.0.0/8, garbage', allowed_hosts => 'db.example.com, 10.0.0.0/33', audit => 'requierd', timeout_ceiling => '1 sec.',
	max_rows_ceiling => '-5', max_bytes_ceiling => '1 giga', max_connections_per_source => '0', connect_timeout => 'soon', shared_memory => 'perhaps');

sub bad_values_in_the_file
{
	for my $name (sort keys %unreadable)
	{
		configure("metahog.$name = '$unreadable{$name}'");
		refused("$name in the file", '22023', qr/parameter "metahog\.$name" cannot be set as it was configured\nDETAIL:  It was set by: configuration file/);
	}
	configure('metahog.allowed_hosts = \' , \'');
	refused('a list of no hosts in the file', '22023', qr/parameter "metahog\.allowed_hosts"/);
	configure();
	works('without them');
	return;
}

# A session that has failed to load is well again when the file is.
sub mended_file
{
	configure(q{metahog.denied_networks = 'garbage'});
	my $psql = MetaHog::Psql->start($node);
	my $call = q{SELECT metahog.execute('fake', 'SELECT 1')};
	is($psql->run($call)->{sqlstate}, '22023', 'a session meets a bad file');
	configure(q{metahog.denied_networks = '10.0.0.0/8'});
	$psql->run('SELECT 1');
	like($psql->run($call)->{out}, qr/"error":null/, 'and goes on when it is mended');
	configure(q{metahog.denied_networks = 'garbage'});
	$psql->run('SELECT 1');
	is($psql->value('SHOW metahog.denied_networks'), '10.0.0.0/8', 'what has been read stays when the file is spoilt again');
	$psql->stop;
	configure();
	return;
}

# What a client sends takes the place of what the file says, before anybody knows who may set it.
sub settings_of_a_client
{
	configure(q{metahog.denied_networks = '127.0.0.0/8'}, q{metahog.timeout_ceiling = '5s'});
	denied('the file\'s value');
	refused("$_ by PGOPTIONS", '42501', qr/permission denied to set parameter "metahog\.$_"\nDETAIL:  It was set by: client/,
		options => "-c metahog.$_=1")
	  for qw(timeout_ceiling max_rows_ceiling max_bytes_ceiling max_connections_per_source audit_parameters);
	refused('denied_networks by PGOPTIONS', '42501', qr/permission denied to set parameter "metahog\.denied_networks"/,
		options => '-c metahog.denied_networks=1.1.1.1/32');
	refused('allowed_hosts by PGOPTIONS', '42501', qr/permission denied to set parameter "metahog\.allowed_hosts"/,
		options => '-c metahog.allowed_hosts=127.0.0.1');
	refused('key_file by PGOPTIONS', '42501', qr/permission denied to set parameter "metahog\.key_file"/, options => '-c metahog.key_file=mine');
	refused('audit by PGOPTIONS', '42501', qr/permission denied to set parameter "metahog\.audit"/, options => '-c metahog.audit=off');
	refused('a bad timeout by PGOPTIONS', '22023', qr/parameter "metahog\.timeout" cannot be set/, options => '-c metahog.timeout=soon');
	denied('SET before the library is loaded', before => q{SET metahog.denied_networks = '1.1.1.1/32'});
	denied('a setting of the role\'s own', options => '-c metahog.timeout=3s');
	my $ceiling = call(user => 'low', before => q{SET metahog.timeout_ceiling = '1h'; SELECT metahog.public_key()}, statement => 'SHOW metahog.timeout_ceiling');
	is($ceiling->{out}, '5s', 'SET before the library is loaded: a ceiling stays what the file says');
	works('a superuser\'s PGOPTIONS', user => $ENV{USER} // getpwuid($<), options => '-c metahog.denied_networks=1.1.1.1/32');
	configure();
	return;
}

# ALTER DATABASE and ALTER ROLE store what nobody can check yet. A list that cannot be read denies everything, preloaded or not.
sub stored_settings
{
	my ($level) = @_;
	my $result = denied("$level, a list of denied networks that ALTER ROLE has stored");
	like($result->{error}, qr/DETAIL:  metahog\.denied_networks cannot be read, so none is\./, "$level: which cannot be read");
	return;
}

sub store
{
	my ($what, $name, $value) = @_;
	$node->safe_psql('other', "ALTER $what SET metahog.$name = '$value'");
	return;
}

sub stored_before
{
	for my $what ('ROLE low', 'DATABASE postgres', 'ROLE low IN DATABASE postgres')
	{
		store($what, 'denied_networks', '1.1.1.1/32, garbage');
		stored_settings("L1, $what");
		$node->safe_psql('other', "ALTER $what RESET ALL");
	}
	for my $list (' , ', '10.0.0.0/33', 'db.example.com, ?')
	{
		store('ROLE low', 'allowed_hosts', $list);
		denied("hosts '$list' that ALTER ROLE has stored");
	}
	$node->safe_psql('other', 'ALTER ROLE low RESET ALL');
	store('ROLE low', 'timeout_ceiling', 'soon');
	refused('a ceiling that ALTER ROLE has stored', '22023', qr/parameter "metahog\.timeout_ceiling".*\nDETAIL:  It was set by: user/);
	$node->safe_psql('other', 'ALTER ROLE low RESET ALL');
	works('none of them');

	my $loaded = q{SELECT metahog.public_key(); };
	for my $bad (q{denied_networks = 'garbage'}, q{allowed_hosts = '10.0.0.0/33'}, q{allowed_hosts = ','})
	{
		for my $statement ("ALTER ROLE low SET metahog.$bad", "ALTER SYSTEM SET metahog.$bad", "SET metahog.$bad")
		{
			my ($status, undef, $error) = $node->psql('postgres', "\\set VERBOSITY verbose\nLOAD 'metahog';\n$statement");
			like($error, qr/22023: invalid value for parameter "metahog\./, "once the library is loaded, $statement is refused");
		}
	}
	return;
}

sub preloaded
{
	store('ROLE low', 'denied_networks', '1.1.1.1/32, garbage');
	configure(q{shared_preload_libraries = 'metahog'});
	$node->restart;
	stored_settings('L2');
	$node->safe_psql('other', 'ALTER ROLE low RESET ALL');
	works('L2, without it');

	configure(q{shared_preload_libraries = 'metahog'}, q{metahog.denied_networks = '127.0.0.0/8'});
	denied('L2, the file\'s value');
	configure(q{shared_preload_libraries = 'metahog'}, q{metahog.denied_networks = 'garbage'});
	denied('L2, the value before, when the file is spoilt');
	$node->stop;
	for my $name (sort keys %unreadable)
	{
		unlink $extra;
		append_to_file($extra, "shared_preload_libraries = 'metahog'\nmetahog.$name = '$unreadable{$name}'\n");
		is($node->start(fail_ok => 1), 0, "$name in the file: the server does not start");
		like(slurp_file($node->logfile), qr/FATAL:  parameter "metahog\.$name" cannot be set as it was configured/, 'and says why');
	}
	return;
}

bad_values_in_the_file();
mended_file();
settings_of_a_client();
stored_before();
preloaded();

done_testing();
