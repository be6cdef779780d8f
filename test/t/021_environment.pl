# test/t/021_environment.pl: a connection owes nothing to the environment and the home directory of the server.
#
# The metadata server is started with every variable that libpq reads set to something that would spoil a connection or
# lend it a password, and with a home directory full of files that libpq looks for.

use strict;
use warnings;

use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

use MetaHog::Certificates;
use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Servers;

my $home = PostgreSQL::Test::Utils::tempdir();
my $certificates = MetaHog::Certificates->make;
my $remote = MetaHog::Servers::remote('remote', tls => $certificates,
	settings => [ q{listen_addresses = '127.0.0.1, 127.0.0.2'} ]);
my $node = PostgreSQL::Test::Cluster->new('metadata');

my %hostile = (
	HOME => $home,
	KRB5CCNAME => "FILE:$home/tickets",
	KRB5_CLIENT_KTNAME => "FILE:$home/client.keytab",
	KRB5_TRACE => "$home/trace",
	PGAPPNAME => 'hostile',
	PGCHANNELBINDING => 'require',
	PGCLIENTENCODING => 'LATIN1',
	PGCONNECT_TIMEOUT => '1',
	PGDATABASE => 'hostile',
	PGDATESTYLE => 'SQL, DMY',
	PGGSSENCMODE => 'require',
	PGGEQO => 'off',
	PGHOST => 'hostile.invalid',
	PGHOSTADDR => '203.0.113.1',
	PGOPTIONS => '-c no_such_setting=1',
	PGPASSFILE => "$home/passwords",
	PGPASSWORD => 'hostile',
	PGPORT => '1',
	PGREQUIREPEER => 'nobody',
	PGSERVICE => 'hostile',
	PGSERVICEFILE => "$home/services",
	PGSSLCERT => "$home/.postgresql/postgresql.crt",
	PGSSLKEY => "$home/.postgresql/postgresql.key",
	PGSSLMINPROTOCOLVERSION => 'TLSv1.3',
	PGSSLMAXPROTOCOLVERSION => 'TLSv1.3',
	PGSSLMODE => 'disable',
	PGSSLROOTCERT => "$home/.postgresql/root.crt",
	PGSYSCONFDIR => $home,
	PGTARGETSESSIONATTRS => 'standby',
	PGTZ => 'Asia/Tokyo',
	PGUSER => 'hostile');

sub furnish_home
{
	my $port = $remote->port;
	mkdir "$home/.postgresql";
	append_to_file("$home/.postgresql/root.crt", $certificates->other_ca);
	append_to_file("$home/.postgresql/postgresql.crt", 'no certificate');
	append_to_file("$home/.postgresql/postgresql.key", 'no key');
	append_to_file("$home/$_", "[hostile]\nhostaddr=203.0.113.1\nsslmode=disable\n") for qw(services pg_service.conf .pg_service.conf);
	append_to_file("$home/$_", "*:*:*:*:$remote->{metahog_password}\n") for qw(passwords .pgpass);
	chmod 0600, "$home/.postgresql/postgresql.key", "$home/passwords", "$home/.pgpass";
	return;
}

# pg_ctl would stumble over such an environment if it were to wait for the server.
sub start_in_hostile_environment
{
	$node->init;
	$node->append_conf('postgresql.conf', 'fsync = off');
	{
		local @ENV{ keys %hostile } = values %hostile;
		system_or_bail('pg_ctl', '-W', '-D', $node->data_dir, '-l', $node->logfile, 'start');
	}
	for (1 .. 300)
	{
		last if IPC::Run::run([ 'psql', '-X', '-q', '-d', $node->connstr('postgres'), '-c', '' ], '>&', \my $ignored);
		Time::HiRes::sleep(0.1);
	}
	$node->_update_pid(1);
	$node->safe_psql('postgres', 'CREATE EXTENSION metahog');
	return;
}

sub answer
{
	my ($source, $query) = @_;
	return $node->safe_psql('postgres', "SELECT metahog.execute('$source', \$\$$query\$\$)->'results'->0->>0");
}

sub failure
{
	my ($source) = @_;
	my ($status, $out, $error) = $node->psql('postgres', "SELECT metahog.execute('$source', 'SELECT 1')");
	return $error;
}

sub pem_option
{
	my ($mode, $pem) = @_;
	$pem =~ s/\n/\\n/g;
	return qq({"sslmode": "$mode", "sslrootcert": "$pem"});
}

sub connects_as_told
{
	MetaHog::Servers::create_source($node, 'plain', $remote, query => 'sslmode=disable');
	is(answer('plain', 'SELECT current_user || current_database()'), 'analystpagila', 'who and where is the source\'s');
	is(answer('plain', q{SELECT current_setting('application_name')}), 'metahog', 'the application\'s name is ours');
	is(answer('plain', q{SELECT current_setting('client_encoding')}), 'UTF8', 'the encoding is this database\'s');
	is(answer('plain', q{SELECT setting || source FROM pg_settings WHERE name = 'geqo'}), 'ondefault', 'no setting comes along');
	is(answer('plain', 'SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()'), 'false', 'TLS is off when the source says so');
	MetaHog::Servers::create_source($node, 'default', $remote);
	is(answer('default', 'SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()'), 'true',
		'and on if possible when it says nothing, without certificates from a home directory');
	MetaHog::Servers::create_source($node, 'required', $remote, query => 'sslmode=require');
	is(answer('required', 'SELECT (client_dn IS NULL)::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()'), 'true',
		'nobody\'s client certificate is shown');
	return;
}

sub verifies_as_told
{
	MetaHog::Servers::create_source($node, 'verified', $remote, options => pem_option('verify-full', $certificates->ca));
	is(answer('verified', 'SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()'), 'true', 'verify-full with the right authority');
	MetaHog::Servers::create_source($node, 'by name', $remote, host => 'localhost',
		options => pem_option('verify-full', $certificates->ca));
	is(answer('by name', 'SELECT 1'), '1', 'by name, while the address is connected to');
	MetaHog::Servers::create_source($node, 'by another', $remote, host => '127.0.0.2',
		options => pem_option('verify-full', $certificates->ca));
	like(failure('by another'), qr/does not match host name "127\.0\.0\.2"/, 'not by an address that the certificate does not have');
	MetaHog::Servers::create_source($node, 'wrong', $remote, options => pem_option('verify-full', $certificates->other_ca));
	like(failure('wrong'), qr/certificate verify failed/, 'nor with another authority, though a file has it');
	MetaHog::Servers::create_source($node, 'wrong ca', $remote, options => pem_option('verify-ca', $certificates->other_ca));
	like(failure('wrong ca'), qr/certificate verify failed/, 'nor by verify-ca');
	is($node->safe_psql('postgres', q{SELECT count(*) FROM pg_ls_tmpdir()}), '0', 'no file with certificates is left behind');
	return;
}

sub finds_no_password
{
	my $port = $remote->port;
	$node->safe_psql('postgres', "SELECT metahog.create_source('bare', 'postgres://analyst\@127.0.0.1:$port/pagila')");
	my $error = failure('bare');
	like($error, qr/the remote asks for a password, and the source has none/, 'a source without a password fails where one is asked for');
	unlike($error, qr/\Q$home\E/, 'and no file was looked at');
	return;
}

# A remote that asks for it could otherwise be shown who the server's user is in a realm, or log in as that user.
sub uses_no_ticket
{
	for my $method ([ GSSAPI => 7 ], [ SSPI => 9 ])
	{
		my ($name, $code) = @$method;
		my $remote = MetaHog::FakeServer->start(greeting => message('R', pack('N', $code)));
		my $port = $remote->port;
		$node->safe_psql('postgres', "SELECT metahog.create_source('$name', 'postgres://analyst:secret\@127.0.0.1:$port/pagila')");
		my $error = failure($name);
		like($error, qr/ERROR:  the remote asks for Kerberos authentication .*^HINT:.*scram.*source "$name", stage "authenticate"/ms,
			"$name: the connection is refused in our own words");
		is($node->safe_psql('postgres', "SELECT metahog.try_execute('$name', 'SELECT 1')->'error_detail'->>'sqlstate'"), '28000', "$name: SQLSTATE");
		unlike($error, qr/\Q$home\E/, "$name: no ticket is looked for where the environment says");
		unlike($error, qr/krb5cc_/, "$name: nor where Kerberos keeps them by default");
		is($remote->count(qr/password|died/), 0, "$name: nothing is sent");
		$remote->stop;
	}
	ok(!-e "$home/trace", 'the Kerberos library hears nothing of the environment');
	return;
}

furnish_home();
start_in_hostile_environment();
connects_as_told();
verifies_as_told();
finds_no_password();
uses_no_ticket();

done_testing();
