package MetaHog::Servers;

# MetaHog/Servers.pm: the servers that a TAP test starts: one with the extension, and remotes.
#
#   my $metadata = MetaHog::Servers::metadata('metadata');
#   my $remote = MetaHog::Servers::remote('remote', tls => $certificates, data => 1);
#   MetaHog::Servers::create_source($metadata, 'pagila', $remote, port => $proxy->port);
#   $metadata->safe_psql('postgres', q{SELECT metahog.execute('pagila', 'SELECT 1')});
#
# - Each is a PostgreSQL::Test::Cluster of its own, stopped when the test ends.
# - A remote listens on 127.0.0.1 and asks for a SCRAM password; the tests' own connections, over the
#   socket, are trusted.
# - No two remotes have the same password, so that a test may look for one in the logs.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;

my @THROW_AWAY = ('fsync = off', 'full_page_writes = off', 'synchronous_commit = off');

# metadata(name, option => …): database postgres has the extension.
#   settings    lines for postgresql.conf
#   extension   0: do not create the extension
#   streaming   1: a standby can be made of it
#   level       L0, L1 or L2, if not the one at which all is tested
#   initdb      further arguments of initdb
sub metadata
{
	my ($name, %options) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init(allows_streaming => $options{streaming}, extra => $options{initdb} // []);
	$node->append_conf('postgresql.conf', "$_\n") for @THROW_AWAY, level_settings($options{level} // level()), @{ $options{settings} // [] };
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION metahog') if $options{extension} // 1;
	return $node;
}

# level: at which test/run was told to test.
sub level
{
	return $ENV{METAHOG_LEVEL} // 'L1';
}

# sharing_level: for a test of what is shared: the same, or the next one at which anything is.
sub sharing_level
{
	return level() eq 'L0' ? 'L1' : level();
}

# level_settings(level): what brings it.
sub level_settings
{
	my ($level) = @_;
	return {
		L0 => 'metahog.shared_memory = off',
		L1 => q{shared_preload_libraries = ''},
		L2 => q{shared_preload_libraries = 'metahog'} }->{$level};
}

# remote(name, option => …): a node with roles analyst, who may read, and admin, a superuser, whose
# password is $node->{metahog_password}; its database is pagila.
#   settings    lines for postgresql.conf
#   tls         MetaHog::Certificates: the server speaks TLS with its certificate
#   tls_only    1: refuses to speak without
#   data        1: with the demo's tables; otherwise the database is empty
#   encoding    of the database, UTF8 if not given
sub remote
{
	my ($name, %options) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init;
	$node->append_conf('postgresql.conf', "$_\n")
	  for @THROW_AWAY, q{listen_addresses = '127.0.0.1'}, @{ $options{settings} // [] };
	allow_tcp($node, $options{tls_only} ? 'hostssl' : 'host');
	$options{tls}->install($node) if $options{tls};
	$node->start;
	make_database($node, %options);
	return $node;
}

sub allow_tcp
{
	my ($node, $kind) = @_;
	unlink $node->data_dir . '/pg_hba.conf';
	$node->append_conf('pg_hba.conf', <<"RULES");
local all all trust
$kind all all 127.0.0.1/32 scram-sha-256
RULES
	return;
}

my $made = 0;

sub make_database
{
	my ($node, %options) = @_;
	my $encoding = $options{encoding} // 'UTF8';
	$node->{metahog_password} = sprintf('pw%08x%08x%d', rand(2**32), rand(2**32), ++$made);
	$node->safe_psql('postgres', <<"SQL");
SET password_encryption = 'scram-sha-256';
CREATE ROLE analyst LOGIN PASSWORD '$node->{metahog_password}';
CREATE ROLE admin SUPERUSER LOGIN PASSWORD '$node->{metahog_password}';
CREATE DATABASE pagila TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C';
SQL
	load_demo_data($node) if $options{data};
	return;
}

sub load_demo_data
{
	my ($node) = @_;
	my $directory = dirname_of_tests() . '/demo';
	for my $file (qw(schema.sql views.sql data.sql))
	{
		$node->command_ok(
			[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null',
				'-d', $node->connstr('pagila'), '-f', "$directory/$file" ],
			"the remote has the demo's $file");
	}
	$node->safe_psql('pagila', 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO analyst');
	return;
}

# The directory that this file's t/lib/MetaHog lies in.
sub dirname_of_tests
{
	return __FILE__ =~ s{/t/lib/MetaHog/Servers\.pm$}{}r;
}

# url(remote, option => …): for create_source. host, port, user, password, database and query stand
# in for the remote's own.
sub url
{
	my ($remote, %options) = @_;
	my $query = $options{query} ? "?$options{query}" : '';
	return sprintf 'postgres://%s:%s@%s:%d/%s%s',
	  $options{user} // 'analyst', $options{password} // $remote->{metahog_password},
	  $options{host} // '127.0.0.1', $options{port} // $remote->port,
	  $options{database} // 'pagila', $query;
}

# create_source(metadata, name, remote, option => …): as the superuser; returns the id. Besides the
# options of url, options => JSON text is handed to create_source. The remote may be undef if port and
# password are given, as for a MetaHog::FakeServer.
sub create_source
{
	my ($metadata, $name, $remote, %options) = @_;
	my $url = url($remote, %options);
	my $json = $options{options} // '{}';
	return $metadata->safe_psql($options{on} // 'postgres',
		"SELECT metahog.create_source('$name', '$url', options => \$json\$$json\$json\$)");
}

# shared(): where the pair of servers is that test/run has started, or undef without it. The remote
# of the pair has the demo's data, so a test that only reads them need not load its own.
sub shared
{
	return undef unless $ENV{METAHOG_REMOTE_PORT};
	return {
		port => $ENV{METAHOG_REMOTE_PORT},
		password => $ENV{METAHOG_PASSWORD},
		url => "postgres://analyst:$ENV{METAHOG_PASSWORD}\@127.0.0.1:$ENV{METAHOG_REMOTE_PORT}/pagila" };
}

1;
