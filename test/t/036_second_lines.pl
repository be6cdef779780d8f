# test/t/036_second_lines.pl: what stands behind another line of defence, reached by a fake that the first one cannot stop.
#
# A real remote, or the parser here, refuses most of this earlier; so these would be lost unseen.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata');
my $psql = MetaHog::Psql->start($metadata);

# fake(name, options, answer): a fake server, and a source for it.
sub fake
{
	my ($name, $options, $answer) = @_;
	my $fake = MetaHog::FakeServer->start(answer => $answer);
	MetaHog::Servers::create_source($metadata, $name, undef, port => $fake->port, password => 'x', options => $options);
	return $fake;
}

# Only a session whose transaction was ended by ourselves is used again.
sub left_its_transaction
{
	my $warning = notice_response(S => 'WARNING', V => 'WARNING', C => '25P01', M => 'there is no transaction in progress');
	my $fake = fake('left', '{}', sub { return $_[0] =~ /^ROLLBACK/ ? { execute => $warning . command_complete('ROLLBACK') } : undef });
	for my $call (q{SELECT metahog.execute('left', 'SELECT 1')}, q{SELECT count(*) FROM metahog.query('left', 'SELECT 1') AS t(a text)},
		q{SELECT metahog.rows('left', 'SELECT 1')}, q{SELECT * FROM metahog.describe('left', 'SELECT 1')})
	{
		my $before = $fake->count(qr/^user/);
		my $result = $psql->run($call);
		is($result->{sqlstate}, '2D000', "the remote has no transaction to end: $call") or diag $result->{out} . $result->{error};
		ok($fake->count(qr/^user/) > $before, 'a session of its own');
		ok(wait_until(sub { $fake->count(qr/^connect$/) == $fake->count(qr/^closed/) }), 'which is not kept');
	}
	$fake->stop;
	return;
}

# What writes is described, for its types, and run; if the remote then shows a type that it has not described,
# the type stays unknown, and the statement has run once.
sub writes_once
{
	my $fake = fake('writing', '{"read_only": false}', sub {
		my ($sql) = @_;
		return { columns => [ map { [ $_, 'text' ] } 1 .. 7 ], rows => [] } if $sql =~ /RECURSIVE need/;
		return undef unless $sql =~ /^INSERT/;
		return {
			columns => [ [ 'a', 'int4' ] ],
			describe => sub { my ($connection, $usual) = @_; $connection->send($usual =~ /^t/ ? $usual : row_description([ 'a', 77_777 ])) },
			execute => sub { my ($connection) = @_; $connection->event('inserted'); $connection->send(data_row('x') . command_complete('INSERT 0 1')) } };
	});
	for my $time (1 .. 2)
	{
		my $result = $psql->run(q{SELECT metahog.execute('writing', 'INSERT INTO t VALUES (1) RETURNING a')});
		like($result->{out}, qr/"postgres_types":\["\?\?\?"\],\n"results":\[\n\["x"\]/, "an unknown type, time $time") or diag $result->{error};
		is($fake->count(qr/^inserted/), $time, 'and one INSERT');
	}
	is($fake->count(qr/^sql: COMMIT/), 2, 'which is committed');
	$fake->stop;
	return;
}

# Invalid text gets into no table, whatever type is declared for it.
sub invalid_text
{
	my %bad = (varchar => "a\xff", text => "\xc3", name => "\xed\xa0\x80", 'varchar[]' => "{\"a\xff\"}", 'char(3)' => "\xf8\x88\x80\x80\x80", json => "\"\xff\"",
		short => "b\xfe", xml => "<a>\xff</a>", jsonb => "\"\xff\"", '"char"' => "\xff");
	my $fake = fake('invalid', '{}', sub { return $_[0] =~ m{/\* (.*) \*/} ? { columns => [ [ 'a', 3614 ] ], rows => [ [ $bad{$1} ] ] } : undef });
	$psql->value('CREATE DOMAIN short AS varchar(5)');
	for my $type (sort keys %bad)
	{
		$psql->value("CREATE TABLE kept (a $type)");
		for my $time (1 .. 2)
		{
			my $result = $psql->run(qq{INSERT INTO kept SELECT * FROM metahog.query('invalid', 'SELECT 1 /* $type */') AS t(a $type)});
			is($result->{sqlstate}, '22021', "invalid text as $type, time $time") or diag $result->{error};
			is($psql->value('SELECT count(*) FROM kept'), 0, 'and nothing of it is kept');
		}
		$psql->value('DROP TABLE kept');
	}
	$fake->stop;
	return;
}

# The columns are what the first description says, for all rows.
sub other_columns
{
	my @two = ([ 'a', 'int4' ], [ 'b', 'text' ]);
	my %again = ('one column' => row_description([ 'a', 'int4' ]) . data_row(2), 'no column' => row_description() . data_row(),
		'three columns' => row_description(@two, [ 'c', 'int4' ]) . data_row(2, 'x', 3));
	my $fake = fake('changing', '{}', sub {
		return $_[0] =~ m{/\* (.*) \*/} ? { columns => \@two, execute => data_row(1, 'x') x 3 . $again{$1} . command_complete('SELECT 4') } : undef;
	});
	for my $name (sort keys %again)
	{
		for my $call ("metahog.execute('changing', 'SELECT 1 /* $name */')", "count(*) FROM metahog.query('changing', 'SELECT 1 /* $name */') AS t(a text, b text)",
			"metahog.rows('changing', 'SELECT 1 /* $name */')", "metahog.stream('changing', 'SELECT 1 /* $name */', format => 'csv')")
		{
			my $result = $psql->run("SELECT $call");
			is($result->{sqlstate}, '08P01', "$name in the midst of the rows: $call") or diag $result->{out} . $result->{error};
			like($result->{error}, qr/columns that were not asked for|broke the protocol/, 'and why');
		}
	}
	$fake->stop;
	return;
}

# most_kb(pid): the most memory that a process has had since its peak was forgotten.
sub forget_peak
{
	my ($pid) = @_;
	open(my $file, '>', "/proc/$pid/clear_refs") or die "clear_refs: $!";
	print $file "5\n";
	close $file or die "clear_refs: $!";
	return;
}

sub peak_kb
{
	my ($pid) = @_;
	return (map { /^VmHWM:\s+(\d+)/ } split /\n/, slurp_file("/proc/$pid/status"))[0];
}

# What others have said on the remote is nobody's business here; nor is it kept until the call ends.
sub notifications_among_rows
{
	my $fake = fake('gossip', '{"timeout": "25 s"}', sub {
		return undef unless $_[0] =~ /the caller/;
		return { columns => [ [ 'a', 'int4' ] ], execute => sub {
			my ($connection) = @_;
			my $gossip = notification(1, 'gossip', 'p' x 8000) x 10;
			$connection->send(data_row(1) . $gossip) for 1 .. 1300;
			$connection->send(command_complete('SELECT 1300'));
		} };
	});
	my $call = q{SELECT count(r) FROM (SELECT metahog.rows('gossip', 'SELECT 1 /* the caller */') AS r) AS s};
	$psql->value(q{SELECT metahog.execute('gossip', 'SELECT 1')});
	forget_peak($psql->pid);
	my $before = peak_kb($psql->pid);
	is($psql->value($call), 1300, 'rows, and 100 MB of notifications among them');
	cmp_ok(peak_kb($psql->pid) - $before, '<', 20_000, 'which take no memory');
	$fake->stop;
	return;
}

# A caller's PL/pgSQL could make nothing of an error that is a success, a warning, or no data.
sub errors_that_are_none
{
	my $fake = fake('odd', '{}', sub { return $_[0] =~ m{/\* (\w+) \*/} ? { error => [ S => 'ERROR', V => 'ERROR', C => $1, M => 'odd' ] } : undef });
	for my $sqlstate (qw(00000 01000 01004 02000 02001))
	{
		is($psql->run("SELECT metahog.execute('odd', 'SELECT 1 /* $sqlstate */')")->{sqlstate}, '38000', "an error with $sqlstate");
	}
	is($psql->run("SELECT metahog.execute('odd', 'SELECT 1 /* 03000 */')")->{sqlstate}, '03000', 'one that is an error keeps it');
	$fake->stop;
	return;
}

left_its_transaction();
writes_once();
invalid_text();
other_columns();
notifications_among_rows();
errors_that_are_none();
done_testing();
