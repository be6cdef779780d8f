package MetaHog::Message;

# MetaHog/Message.pm: messages of PostgreSQL's protocol, version 3, as a server sends them.
#
# Each function returns bytes. They do as they are told: a wrong count, an impossible length or a
# NUL in a name is the caller's to ask for.

use strict;
use warnings;

use Exporter 'import';

our @EXPORT_OK = qw(message bad_length authentication parameter_status key_data ready parse_complete
  bind_complete parameter_description no_data row_description data_row command_complete
  error_response notice_response notification empty_query);
our %EXPORT_TAGS = (all => \@EXPORT_OK);

# Type oids that tests use by name.
our %OID = (
	bool => 16, bytea => 17, int8 => 20, int2 => 21, int4 => 23, text => 25, oid => 26,
	json => 114, float8 => 701, timestamptz => 1184, numeric => 1700, jsonb => 3802);

sub message
{
	my ($type, $body) = @_;
	return $type . pack('N', length($body) + 4) . $body;
}

# A message that claims to be as long as you say, whatever its body.
sub bad_length
{
	my ($type, $length, $body) = @_;
	return $type . pack('N', $length) . ($body // '');
}

sub authentication
{
	my ($code, $rest) = @_;
	return message('R', pack('N', $code // 0) . ($rest // ''));
}

sub parameter_status
{
	my ($name, $value) = @_;
	return message('S', "$name\0$value\0");
}

sub key_data
{
	my ($pid, $key) = @_;
	return message('K', pack('NN', $pid, $key));
}

# ready(status): I is idle, T in a transaction, E in a failed one.
sub ready
{
	my ($status) = @_;
	return message('Z', $status // 'I');
}

sub parse_complete
{
	return message('1', '');
}

sub bind_complete
{
	return message('2', '');
}

sub parameter_description
{
	my (@oids) = @_;
	return message('t', pack('nN*', scalar @oids, @oids));
}

sub no_data
{
	return message('n', '');
}

sub empty_query
{
	return message('I', '');
}

# row_description([name, type, typmod, format], …): a type is a name in %OID or a number.
sub row_description
{
	my (@columns) = @_;
	my $body = pack('n', scalar @columns);
	for my $column (@columns)
	{
		my ($name, $type, $typmod, $format) = @$column;
		my $oid = $OID{ $type // 'text' } // $type;
		$body .= "$name\0" . pack('NnNnNn', 0, 0, $oid, 0xFFFF, ($typmod // -1) & 0xFFFFFFFF, $format // 0);
	}
	return message('T', $body);
}

# data_row(value, …): undef is NULL.
sub data_row
{
	my (@values) = @_;
	my $body = pack('n', scalar @values);
	$body .= defined $_ ? pack('N', length $_) . $_ : pack('N', 0xFFFFFFFF) for @values;
	return message('D', $body);
}

sub command_complete
{
	my ($tag) = @_;
	return message('C', "$tag\0");
}

# error_response(C => sqlstate, M => text, …): the fields by their letter, in the order given. Leave
# C out, and the SQLSTATE is missing.
sub error_response
{
	return message('E', fields(@_));
}

sub notice_response
{
	return message('N', fields(@_));
}

sub fields
{
	my $body = '';
	while (my ($letter, $value) = splice(@_, 0, 2))
	{
		$body .= "$letter$value\0";
	}
	return "$body\0";
}

sub notification
{
	my ($pid, $channel, $payload) = @_;
	return message('A', pack('N', $pid) . "$channel\0" . ($payload // '') . "\0");
}

1;
