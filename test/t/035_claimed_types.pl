# test/t/035_claimed_types.pl: a remote may claim any type with any modifier for a column; no call ends in an internal error (XX000).
#
# All types of this server are claimed, and some that nobody has, each with each modifier; a column has a
# type and a modifier, and a value that hardly any type has. What column_definition prints can be pasted.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(context_bytes);

use constant COLUMNS => 400;

my $metadata = MetaHog::Servers::metadata('metadata');
my $psql = MetaHog::Psql->start($metadata);

# Each type here, and others: none at all, holes, what others' extensions may have, the last there is.
my @types = (split(/\n/, $psql->value('SELECT oid FROM pg_type ORDER BY oid')), 0, 1, 15, 9999, 10000, 12345, 16384, 99999, 4294967295);
my @modifiers = (-1, 0, 1, 3, 4, 5, 7, 100, 1004, 65535, 65540, 131076, 0x7FFF0000, 0x7FFFFFFF, 0x7FFFFFFF - 65535, -2, -65536, -2147483648);
my @claims = map { my $type = $_; map { [ $type, $_ ] } @modifiers } @types;
my @values = ('x', '{x}', '1', '', '{"a":1}', '{{1},{2,3}}');

# chunk(number): the columns of a statement that has the number in it.
sub chunk
{
	my ($number) = @_;
	my $last = ($number + 1) * COLUMNS - 1;
	$last = $#claims if $last > $#claims;
	return @claims[ $number * COLUMNS .. $last ];
}

my $fake = MetaHog::FakeServer->start(answer => sub {
	my ($sql) = @_;
	return undef unless $sql =~ m{/\* (\d+) (\d+) \*/};
	my ($number, $value) = ($1, $values[$2]);
	my @columns = map { [ "c$_->[0]_$_->[1]", $_->[0], $_->[1] ] } chunk($number);
	return { columns => \@columns, rows => [ [ map { $value } @columns ], [ map { undef } @columns ] ] };
});
MetaHog::Servers::create_source($metadata, 'claims', undef, port => $fake->port, password => 'x', options => '{"timeout": "20 s"}');

sub no_internal_error
{
	my ($name, $sql) = @_;
	my $result = $psql->run($sql);
	ok(!$result->{ended} && $result->{sqlstate} !~ /^XX/, $name) or diag substr $result->{error}, 0, 500;
	return $result;
}

for my $number (0 .. int($#claims / COLUMNS))
{
	my $described = "SELECT 1 /* $number 0 */";
	for my $i (0 .. $#values)
	{
		my $text = "SELECT 1 /* $number $i */";
		no_internal_error("$number: $_, value $i", "SELECT count(*) FROM (SELECT metahog.$_('claims', '$text')) AS s") for qw(execute rows);
		no_internal_error("$number: stream, value $i", "SELECT count(*) FROM (SELECT metahog.stream('claims', '$text', format => 'csv')) AS s");
	}
	no_internal_error("$number: describe", "SELECT count(*) FROM metahog.describe('claims', '$described')");
	no_internal_error("$number: create_view", "SELECT metahog.create_view('view_$number', 'claims', '$described')");
	no_internal_error("$number: the view", "SELECT count(*) FROM view_$number");
	my $columns = no_internal_error("$number: column_definition", "SELECT metahog.column_definition('claims', '$described')")->{out};
	is($psql->run("SELECT * FROM jsonb_to_record('{}') AS t($columns)")->{error}, '', "$number: which can be pasted");
	no_internal_error("$number: query", "SELECT count(*) FROM metahog.query('claims', '$described') AS t($columns)");
}

# A modifier that the type has is kept.
my @kept = ([ 1700, 524294, 'numeric(8,2)' ], [ 1043, 14, 'character varying(10)' ], [ 1042, 5, 'character(1)' ], [ 1560, 3, 'bit(3)' ], [ 1562, 8, 'bit varying(8)' ],
	[ 1083, 0, 'time(0) without time zone' ], [ 1184, 6, 'timestamp(6) with time zone' ], [ 1186, 0x10000000 | 3, 'interval second(3)' ], [ 1186, 0x7FFF0002, 'interval(2)' ],
	[ 1186, 0x0004FFFF, 'interval year' ], [ 1231, 524294, 'numeric(8,2)[]' ], [ 1700, 4 + (3 << 16) + 2046, 'numeric(3,-2)' ]);
@claims = ();
my $keeping = MetaHog::FakeServer->start(answer => sub {
	return $_[0] =~ m{/\* keep \*/} ? { columns => [ map { [ 'c', @$_ ] } @kept ] } : undef;
});
MetaHog::Servers::create_source($metadata, 'keeping', undef, port => $keeping->port, password => 'x');
is($psql->value(q{SELECT string_agg(type, ', ' ORDER BY ordinal) FROM metahog.describe('keeping', 'SELECT 1 /* keep */')}),
	join(', ', map { $_->[2] } @kept), 'modifiers that are some are kept');

# What a remote says of types that only it knows. Each stands in a column of that type.
my @circles = (
	[ 20000, -1, 'own element', 'a', 20000, 0, ',' ], [ 20001, -1, 'array of domain', 'a', 20002, 0, ',' ], [ 20002, -1, 'domain of array', 'd', 20001, 0, ',' ],
	[ 20003, -1, 'own base', 'd', 20003, 0, ',' ], [ 20004, -1, 'array of nobody', 'a', 4000000000, 0, '' ], [ 20005, -1, 'hstore', 'h', 0, 0, ',' ],
	[ 20006, -1, '', '?', -1, -1, "\xff" ], [ 20007, 'x', undef, undef, 'x', 'x', undef ], [ 99999999999999, 99999999999999, 'large', 's', 0, 20008, ',' ],
	[ 20009, -1, 'domain of a pseudo-type', 'd', 2277, 0, ',' ], [ 20010, -1, 'array of rows', 'a', 83, 0, ',' ], [ 23, -1, 'integer is an array', 'a', 23, 23, ',' ],
	[ (undef) x 7 ]);
my @lookup = map { [ $_, 'text' ] } 1 .. 7;
my $circling = MetaHog::FakeServer->start(answer => sub {
	return { columns => \@lookup, rows => \@circles } if $_[0] =~ /RECURSIVE need/;
	return undef unless $_[0] =~ m{/\* circle (\d+) (\d+) \*/};
	return { columns => [ [ 'c', 20000 + $1 ] ], rows => [ [ $values[$2] ] ] };
});
MetaHog::Servers::create_source($metadata, 'circling', undef, port => $circling->port, password => 'x');
for my $type (0 .. 10)
{
	my $text = "SELECT 1 /* circle $type 0 */";
	no_internal_error("type $type: column_definition", "SELECT metahog.column_definition('circling', '$text')");
	no_internal_error("type $type: create_view", "SELECT metahog.create_view('circle_$type', 'circling', '$text')");
	no_internal_error("type $type: execute, value $_", "SELECT metahog.execute('circling', 'SELECT 1 /* circle $type $_ */')") for 0 .. $#values;
}

# Bytes that are no value of the type that they are sent as, in binary format.
my @binary = (map({ join '', map { chr int rand 256 } 1 .. $_ } 1 .. 9, 12, 16, 17, 24, 40), '', "\0" x 64, "\xff" x 64, "\1" . '{"a"', "\2{}",
	pack('N6', 1, 0, 23, 1, 1, 5), pack('N5', 1, 0, 25, 0x7fffffff, 1), pack('n8', 3, 0, 0xC000, 0xFFFF, 9, 9, 9, 9), pack('NN', 0x7fffffff, 0), pack('C4', 2, 200, 0, 4) . "\1\2\3\4");
my @formats = (qw(bit bool bpchar bytea "char" cidr date float4 float8 inet int2 int4 int8 interval json jsonb macaddr name numeric oid text time
	timestamp timestamptz timetz uuid varbit varchar int4[] text[] numeric[] jsonb[] bit[] interval[] interval(3) varchar(3)), 'numeric(5,2)');
my %oid = map { $_ => $psql->value("SELECT '$_'::regtype::oid") } @formats;
my $binary = MetaHog::FakeServer->start(answer => sub {
	my ($type, $i) = $_[0] =~ m{/\* (\d+) (\d+) \*/} or return undef;
	return { columns => [ [ 'c', $type, -1, 1 ] ], rows => [ [ $binary[$i] ] ] };
});
MetaHog::Servers::create_source($metadata, 'binary', undef, port => $binary->port, password => 'x');
for my $type (@formats)
{
	my %ends;
	for my $i (0 .. $#binary)
	{
		my $result = $psql->run("SELECT * FROM metahog.query('binary', 'SELECT 1 /* $oid{$type} $i */') AS t(c $type)");
		push @{ $ends{ $result->{ended} ? 'gone' : $result->{sqlstate} } }, $i;
	}
	is(join(' ', grep { !/^(?:|22\w{3}|08P01|54000|42804)$/ } sort keys %ends), '', "$type: malformed values end in errors of their kind") or diag explain \%ends;
}

# New types in each call, each with as much to be said of it as is listened to: that session is not kept.
my $talking = MetaHog::FakeServer->start(answer => sub {
	my ($sql, $connection) = @_;
	my $from = 30000 + 1000 * ($connection->{talked} //= 0);
	return { columns => \@lookup, rows => [ map { [ $_, -1, $_ x 1500, 's', 0, 0, ',' ] } $from .. $from + 900 ] } if $sql =~ /RECURSIVE need/;
	return undef unless $sql =~ /the caller/;
	$connection->{talked}++ unless $connection->{odd}++ % 2;
	return { columns => [ [ 'c', 30000 + 1000 * $connection->{talked} ] ], rows => [ ['x'] ] };
});
MetaHog::Servers::create_source($metadata, 'talking', undef, port => $talking->port, password => 'x');
my $bytes = context_bytes($psql);
is($psql->run(q{SELECT metahog.execute('talking', 'SELECT 1 /* the caller */')})->{error}, '', "talk of types, time $_") for 1 .. 20;
cmp_ok(context_bytes($psql) - $bytes, '<', 60_000_000, 'what is said of types is forgotten with its session');
cmp_ok($talking->count(qr/^user/), '>', 1, 'which is closed in time');
done_testing();
