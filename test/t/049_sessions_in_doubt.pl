# test/t/049_sessions_in_doubt.pl: a session of which anything is in doubt serves no other call, and no secret stays in memory.
#
# What a fake server says here is all in order, but for one thing.

use strict;
use warnings;
no warnings 'portable';	# addresses have 64 bits

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep);

use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Psql;
use MetaHog::Servers;

my $metadata = MetaHog::Servers::metadata('metadata');
my $psql = MetaHog::Psql->start($metadata);
my @int = ([ 'a', 'int4' ]);

# sessions(name, reply, pattern): how many sessions two calls need, when the fake server answers with the reply to statements that match.
sub sessions
{
	my ($name, $reply, $pattern) = @_;
	my $fake = MetaHog::FakeServer->start(answer => sub { $_[0] =~ $pattern ? $reply : undef });
	MetaHog::Servers::create_source($metadata, 'fake', undef, port => $fake->port, password => 'x', query => 'sslmode=disable');
	my $result = $psql->run(q{SELECT metahog.execute('fake', 'SELECT 1 /* first */ LIMIT 9', max_rows => 3)});
	like($result->{out}, qr/"error":null/, "$name: the first call ends well") or diag $result->{error};
	$result = $psql->run(q{SELECT metahog.execute('fake', 'SELECT 1 /* second */')});
	like($result->{out}, qr/"error":null/, "$name: so does the second") or diag $result->{error};
	my $count = $fake->count(qr/^user: /);
	my $cancels = $fake->count(qr/^cancel: /);
	$psql->value(q{SELECT metahog.drop_source('fake')});
	$fake->stop;
	return ($count, $cancels);
}

sub kept_or_not
{
	my $row = data_row(1);
	my $notice = sub { notice_response(S => $_[0], V => $_[0], C => $_[1], M => 'terminating connection') };
	is_deeply([ sessions('in order', { columns => \@int, rows => [ [1] ] }, qr/first/) ], [ 1, 0 ], 'in order: one session, no cancel');

	# The statement ends as if nobody had asked it to: the request may hit the next one.
	my $too_late = { columns => \@int, execute => sub { $_[0]->send($row x 5); sleep 0.3; $_[0]->send(command_complete('SELECT 5')) } };
	my ($count, $cancels) = sessions('a cancel that came too late', $too_late, qr/first/);
	cmp_ok($cancels, '>', 0, 'a cancel that came too late: it was asked for');
	is($count, 2, 'a cancel that came too late: the session is not kept');

	# A server that goes says so, and may still answer what it has been asked.
	for my $step ('first', '^ROLLBACK', '^DISCARD')
	{
		my @columns = $step eq 'first' ? (columns => \@int) : (status => 'I');
		my $end = $step eq 'first' ? $row . command_complete('SELECT 1') : command_complete($step =~ s/\W//r);
		($count) = sessions("a last word, at $step", { @columns, execute => $notice->('FATAL', '57P01') . $end }, qr/$step/);
		is($count, 2, "a last word, at $step: the session is not kept");
		($count) = sessions("a warning, at $step", { @columns, execute => $notice->('WARNING', '01000') . $end }, qr/$step/);
		is($count, 1, "a warning, at $step: it is");
	}
	return;
}

# in_memory(text): how often it stands in what the backend may write to.
sub in_memory
{
	my ($text) = @_;
	my $pid = $psql->pid;
	my $found = 0;
	open(my $maps, '<', "/proc/$pid/maps") or die "no maps: $!";
	open(my $memory, '<:raw', "/proc/$pid/mem") or die "no memory: $!";
	while (<$maps>)
	{
		my ($from, $to, $what) = /^([0-9a-f]+)-([0-9a-f]+) rw-p \S+ \S+ \d+\s*(.*)/ or next;
		($from, $to) = (hex $from, hex $to);
		sysseek($memory, $from, 0) or next;
		sysread($memory, my $bytes, $to - $from) or next;
		$found += () = $bytes =~ /\Q$text\E/g;
	}
	return $found;
}

# Each way in which a password comes into this process, but for what a caller writes into SQL.
sub wiped_secrets
{
	my $password = 'swordfish-0123456789-abcdefghijkl';
	my $fake = MetaHog::FakeServer->start(password => 1);
	my $directory = PostgreSQL::Test::Utils::tempdir();
	my $port = $fake->port;
	command_ok([ $ENV{CC} // 'cc', '-Wall', '-o', "$directory/seal", __FILE__ =~ s/[^\/]*$/seal.c/r, '-lsodium' ], 'a client that seals is built');
	my $key = $psql->value('SELECT metahog.public_key()');
	my $object = qq{{"password": "$password", "host": "127.0.0.1", "user": "u", "team_id": null}};
	my $sealed = '';
	IPC::Run::run([ "$directory/seal", $key ], '<', \$object, '>', \$sealed);
	chomp $sealed;

	is(in_memory($password), 0, 'a password that the process has not met');
	cmp_ok(in_memory('metahog'), '>', 0, 'looking for one finds what is there');
	$psql->value(qq{SELECT metahog.create_source('sealed', 'postgres://u\@127.0.0.1:$port/d?sslmode=disable', '{"password_sealed": "$sealed"}')});
	is(in_memory($password), 0, 'creating a source leaves nothing of it in memory');
	$psql->value(qq{SELECT metahog.alter_source('sealed', '{"password_sealed": "$sealed"}')});
	is(in_memory($password), 0, 'nor altering one');
	is($psql->run(qq{SELECT metahog.alter_source('sealed', '{"host": "elsewhere"}')})->{sqlstate}, '22023', 'a change is refused');
	is(in_memory($password), 0, 'nor a failure');
	is($psql->run(qq{SELECT metahog.alter_source('sealed', '{"user": "v", "password_sealed": "$sealed"}')})->{sqlstate}, '22023', 'a box is refused');
	is(in_memory($password), 0, 'nor a box that is for another source');

	# libpq keeps its own copy for as long as a session is open.
	$psql->value(q{SET metahog.session_idle_timeout = 0});
	my $result = $psql->run(q{SELECT metahog.execute('sealed', 'SELECT 1')});
	like($result->{out}, qr/"error":null/, 'a call') or diag $result->{error};
	is($fake->count(qr/^password$/), 1, 'sends the password');
	is(in_memory($password), 0, 'and leaves nothing of it in memory');
	$fake->stop;
	$psql->run(q{SELECT metahog.execute('sealed', 'SELECT 1')});
	is(in_memory($password), 0, 'nor does one that fails');
	return;
}

kept_or_not();
wiped_secrets();

done_testing();
