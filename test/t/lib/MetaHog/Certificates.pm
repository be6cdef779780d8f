package MetaHog::Certificates;

# MetaHog/Certificates.pm: certificates for tests of TLS, made with openssl when the test runs.
#
#   my $certificates = MetaHog::Certificates->make;
#   … MetaHog::Servers::remote('remote', tls => $certificates) …
#   $certificates->ca          PEM text of the authority that signed the server's certificate
#   $certificates->other_ca    PEM text of one that did not
#
# - The server's certificate is for "localhost" and 127.0.0.1, and valid for a day.

use strict;
use warnings;

use PostgreSQL::Test::Utils;

sub make
{
	my ($class) = @_;
	my $self = bless { directory => PostgreSQL::Test::Utils::tempdir() }, $class;
	$self->make_authority($_) for qw(ca other_ca);
	$self->sign_server;
	return $self;
}

sub ca
{
	my ($self) = @_;
	return slurp_file("$self->{directory}/ca.crt");
}

sub other_ca
{
	my ($self) = @_;
	return slurp_file("$self->{directory}/other_ca.crt");
}

# install(node): before its start.
sub install
{
	my ($self, $node) = @_;
	my $directory = $self->{directory};
	$node->append_conf('postgresql.conf', <<"SETTINGS");
ssl = on
ssl_cert_file = '$directory/server.crt'
ssl_key_file = '$directory/server.key'
SETTINGS
	return;
}

sub make_authority
{
	my ($self, $name) = @_;
	$self->openssl(
		qw(req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1),
		'-subj' => "/CN=MetaHog test $name",
		'-addext' => 'basicConstraints=critical,CA:TRUE',
		'-keyout' => "$name.key",
		'-out' => "$name.crt");
	return;
}

sub sign_server
{
	my ($self) = @_;
	append_to_file("$self->{directory}/server.ext", "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
	$self->openssl(
		qw(req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost),
		qw(-keyout server.key -out server.csr));
	$self->openssl(
		qw(x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1),
		qw(-extfile server.ext -out server.crt));
	chmod 0600, "$self->{directory}/server.key";
	return;
}

# openssl: in the directory of the certificates; what it chats about is in the test's log.
sub openssl
{
	my ($self, @arguments) = @_;
	system_or_bail('sh', '-c', 'cd "$0" && exec openssl "$@"', $self->{directory}, @arguments);
	return;
}

1;
