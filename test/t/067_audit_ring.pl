# test/t/067_audit_ring.pl: the file in which audit records wait: what it outlives, and what is done if it cannot be had.
#
# A lock on metahog.audit_log keeps the audit writer from taking them out of it.

use strict;
use warnings;

use JSON::PP qw(decode_json);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(wait_until);

# The head of the file, and of a record in it, as audit_frame.h has them.
use constant { FIRST_PAGE => 8192, FRAME_HEAD => 24, LENGTH_IN_FRAME => 16 };

# About as many records as a ring of 256 kB holds of those made here.
use constant MANY => 400;

my $directory = PostgreSQL::Test::Utils::tempdir();
my $number = 0;
my $read = 0;

# The servers started here find no room for the ring while the one file exists; the process that is named in the other
# does not get on with writing to it.
$ENV{FULL_WHILE} = "$directory/full";
$ENV{STUCK_WHILE} = "$directory/stuck";
build_full_disk();

my $metadata = with_full_disk(sub {
		MetaHog::Servers::metadata('metadata', level => MetaHog::Servers::sharing_level(), streaming => 1, settings => [
				q{shared_preload_libraries = 'metahog'}, q{metahog.database = 'postgres'}, q{metahog.audit_buffer_size = '256kB'},
				'restart_after_crash = on', 'max_prepared_transactions = 1' ]) });
my $ring = $metadata->data_dir . '/pg_stat_tmp/metahog_audit.ring';
$metadata->safe_psql('postgres', q{SELECT metahog.create_source('s', 'postgres://u@127.0.0.1:1/d')});

sub build_full_disk
{
	my $source = __FILE__ =~ s/067_audit_ring\.pl$/full_disk.c/r;
	command_ok([ $ENV{CC} // 'cc', '-Wall', '-shared', '-fPIC', '-o', "$directory/full_disk.so", $source, '-ldl' ], 'a full disk is built');
	return;
}

sub with_full_disk
{
	my ($start) = @_;
	local $ENV{LD_PRELOAD} = "$directory/full_disk.so";
	return $start->();
}

# restart(code): with what the code does while the server is down, to which it went without a word.
sub restart
{
	my ($code) = @_;
	$metadata->stop('immediate');
	$code->() if $code;
	with_full_disk(sub { $metadata->start });
	return;
}

# hold: until the session that is returned ends, records stay in the ring, which is empty now.
sub hold
{
	my $holder = MetaHog::Psql->start($metadata);
	ok(wait_until(sub { status('audit_ring') =~ /^0 records/ }), 'the ring is empty');
	$holder->value('BEGIN; LOCK TABLE metahog.audit_log IN EXCLUSIVE MODE');
	return $holder;
}

# change(count): so many changes of the source, each with a number of its own. Returns their numbers.
sub change
{
	my ($count, $psql) = @_;
	my ($first, $last) = ($number + 1, $number + $count);
	$number = $last;
	$psql //= MetaHog::Psql->start($metadata);
	my $padding = 'x' x 200;
	my $result = $psql->run(<<"SQL");
DO \$\$ BEGIN
	FOR i IN $first .. $last LOOP
		PERFORM metahog.alter_source('s', jsonb_build_object('description', '$padding ' || i));
		COMMIT;
	END LOOP;
END \$\$
SQL
	die $result->{error} if $result->{error} ne '';
	return [ $first .. $last ];
}

# logged: the numbers of the records that the log has got since the last call; what else it says is returned behind them.
sub logged
{
	my $log = slurp_file($metadata->logfile, $read);
	$read = -s $metadata->logfile;
	my @numbers = map { decode_json($_)->{details}->{new}->{description} =~ s/^x+ //r } $log =~ /metahog audit: (\{.*"alter_source".*\})$/mg;
	return (\@numbers, $log);
}

# stored: the numbers in the table, those from the first one on, each as often as it is there.
sub stored
{
	my ($first) = @_;
	my $numbers = $metadata->safe_psql('postgres', <<"SQL");
SELECT n FROM (SELECT substring(details->'new'->>'description' FROM '\\d+\$')::int AS n FROM metahog.audit_log
 WHERE action = 'alter_source') AS records WHERE n >= $first ORDER BY 1
SQL
	return [ split /\n/, $numbers ];
}

sub are_stored
{
	my ($numbers, $name) = @_;
	wait_until(sub { @{ stored($numbers->[0]) } >= @$numbers });
	is("@{ stored($numbers->[0]) }", "@$numbers", $name);
	return;
}

# status(item): what status() says of it.
sub status
{
	my ($item) = @_;
	return $metadata->safe_psql('postgres', "SELECT state FROM metahog.status() WHERE item = '$item'");
}

sub the_file
{
	ok(wait_until(sub { @{ stored(change(1)->[0]) } }, 20), 'the audit writer finds its table');
	are_stored(change(1), 'a record gets into it');
	is(status('audit'), 'to metahog.audit_log in database "postgres"', 'status() says so');
	is((stat $ring)[2] & 07777, 0600, 'the file is for the server\'s user alone');
	is(-s $ring, 256 * 1024, 'and as large as was asked for');
	is((stat $ring)[12] * 512, -s $ring, 'with all of its space allocated');
	$metadata->backup('base');
	ok(!-e $metadata->backup_dir . '/base/pg_stat_tmp/metahog_audit.ring', 'a base backup leaves it out');
	return;
}

sub ends_of_processes
{
	my $holder = hold();
	my $victim = MetaHog::Psql->start($metadata);
	my $numbers = change(20, $victim);
	kill 'KILL', $victim->pid;
	ok(wait_until(sub { $holder->run('SELECT 1')->{ended} }), 'the server ends all sessions with it');
	$metadata->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()');
	are_stored($numbers, 'records outlive a backend that is killed, and the crash restart that follows');

	$holder = hold();
	$numbers = change(20);
	restart();
	are_stored($numbers, 'they outlive an immediate shutdown');
	return;
}

sub full
{
	my $holder = hold();
	logged();
	is(status('audit_logged_instead'), '0 records', 'the log has had nothing of late');
	my $numbers = change(MANY);
	my ($in_log) = logged();
	is(status('audit_logged_instead'), @$in_log . ' records', 'what goes there is counted');
	my ($records, $used, $capacity) = status('audit_ring') =~ /\d+/g;
	cmp_ok($used, '>', 0.9 * $capacity, 'the ring is full');
	is($records, MANY - @$in_log, 'of the others');
	cmp_ok(scalar @$in_log, '>', 0, 'what does not fit into the ring goes to the log');
	cmp_ok(scalar @$in_log, '<', MANY, 'and only that');
	$metadata->psql('postgres', q{SET metahog.audit = 'required'; SELECT metahog.drop_source('s')}, stderr => \my $error);
	like($error, qr/cannot be recorded.*HINT:  The audit ring is full/s, 'what has to be recorded is refused');
	$holder->value('COMMIT');
	my %in_log = map { $_ => 1 } @$in_log;
	wait_until(sub { @{ stored($numbers->[0]) } + @$in_log >= MANY });
	is(join(' ', sort { $a <=> $b } @{ stored($numbers->[0]) }, @$in_log), "@$numbers", 'table and log have each record once');
	are_stored(change(3), 'with room in it, records go to the table again');
	is($metadata->safe_psql('postgres', q{SET metahog.audit = 'required'; SELECT metahog.alter_source('s', '{}')}), '', 'what has to be recorded is done then');
	return;
}

# Of the room that has to be there, one transaction gets an eighth, as long as it lasts; here it catches the refusal.
sub fair_shares
{
	my $greedy = MetaHog::Psql->start($metadata);
	my $change = q{PERFORM metahog.grant_source('s', 'postgres')};
	$greedy->value("SET metahog.audit = 'required'; BEGIN");
	my $refused = $greedy->run(<<"SQL")->{error};
DO \$\$ BEGIN
	FOR i IN 1 .. 1000 LOOP
		BEGIN
			$change;
		EXCEPTION WHEN object_not_in_prerequisite_state THEN
			RAISE NOTICE 'refused after %', i - 1;
			EXIT;
		END;
	END LOOP;
END \$\$
SQL
	like($refused, qr/refused after \d\d+$/m, 'many changes in one transaction are refused in the end');
	my ($used, $capacity) = (status('audit_ring') =~ /\d+/g)[1, 2];
	cmp_ok($used, '>', $capacity / 8, 'when they have an eighth of the ring');
	cmp_ok($used, '<', $capacity / 8 + 70_000, 'and not more');
	is(MetaHog::Psql->start($metadata)->run("SET metahog.audit = 'required'; DO \$\$ BEGIN $change; END \$\$")->{error} =~ /ERROR.*/ ? $& : '', '',
		'another backend has room meanwhile');
	$greedy->run('ROLLBACK');
	ok(wait_until(sub { (status('audit_ring') =~ /\d+/g)[1] == 0 }), 'the end of the transaction gives it back');
	return;
}

# damage(code): the code changes the file's bytes while the server is down.
sub damage
{
	my ($code) = @_;
	restart(sub {
			my $bytes = slurp_file($ring);
			$code->(\$bytes);
			unlink $ring;
			append_to_file($ring, $bytes);
			logged();
	});
	return;
}

# frames(bytes, count): where so many frames begin in the file, from the tail on.
sub frames
{
	my ($bytes, $count) = @_;
	my ($capacity, $position) = unpack 'x16 Q x16 Q', $bytes;
	my @frames;
	for (1 .. $count)
	{
		push @frames, FIRST_PAGE + $position % $capacity;
		$position += next_frame($bytes, $position, $capacity);
	}
	return @frames;
}

sub told_of_damage
{
	my ($name) = @_;
	my (undef, $log) = logged();
	like($log, qr/WARNING:  file "pg_stat_tmp\/metahog_audit\.ring" has been damaged, and \d+ bytes of audit records are lost/, $name);
	return;
}

# What can be wrong with the second of three records.
my %damage = (
	'a text' => sub { my ($bytes, @frames) = @_; substr $$bytes, $frames[1] + FRAME_HEAD + 50, 1, "\xff" },
	'a length' => sub { my ($bytes, @frames) = @_; substr $$bytes, $frames[1] + LENGTH_IN_FRAME, 4, pack('L', 100_000) },
	'what makes it one' => sub { my ($bytes, @frames) = @_; substr $$bytes, $frames[1], 8, "\0" x 8 },
	'that it is another one, from an earlier round' => sub {
		my ($bytes, @frames) = @_;
		my $size = $frames[1] - $frames[0];
		substr $$bytes, $frames[1], $size, substr($$bytes, $frames[0], $size);
	});

sub damaged
{
	for my $what (sort keys %damage)
	{
		my $holder = hold();
		my $numbers = change(3);
		damage(sub { $damage{$what}->($_[0], frames(${ $_[0] }, 3)) });
		are_stored([ @$numbers[0, 2] ], "$what is damaged while the server is down: the records before and behind it are kept");
		told_of_damage('what is lost is told');
		are_stored(change(3), 'and all goes on');

		$holder = hold();
		$numbers = change(3);
		patch($damage{$what});
		logged();
		my $later = change(2);
		$holder->value('COMMIT');
		are_stored([ @$numbers[0, 2], @$later ], "$what is damaged while it runs: likewise");
		told_of_damage('which is told');
		are_stored(change(3), 'and all goes on');
	}
	return;
}

# patch(code): the code changes bytes of the first three records in the file, which others have open.
sub patch
{
	my ($code) = @_;
	my $bytes = slurp_file($ring);
	$code->(\$bytes, frames($bytes, 3));
	open my $file, '+<:raw', $ring or die "$ring: $!";
	print {$file} $bytes;
	close $file;
	return;
}

sub no_ring
{
	for my $junk ('', 'x' x 100, "\0" x 300_000, join('', map { chr(rand 256) } 1 .. 300_000))
	{
		damage(sub { ${ $_[0] } = $junk });
		are_stored(change(3), 'a file that is none is begun anew');
		my (undef, $log) = logged();
		like($log, qr/WARNING:  file .* has been damaged/, 'which is told') if length $junk;
		is(-s $ring, 256 * 1024, 'as large as it should be');
	}
	return;
}

sub next_frame
{
	my ($bytes, $position, $capacity) = @_;
	my $length = unpack 'L', substr $bytes, FIRST_PAGE + ($position + LENGTH_IN_FRAME) % $capacity, 4;
	return int(($length + FRAME_HEAD + 15) / 16) * 16;
}

# Whoever has the file open goes on without a hitch.
sub cut_short
{
	my $psql = MetaHog::Psql->start($metadata);
	my $pid = $psql->value('SELECT pg_backend_pid()');
	for my $size (0, FIRST_PAGE - 1, FIRST_PAGE + 1000)
	{
		my $holder = hold();
		change(20, $psql);
		truncate $ring, $size or die "$ring: $!";
		logged();
		my $numbers = change(3, $psql);
		is($psql->value('SELECT pg_backend_pid()'), $pid, "the file is cut to $size bytes, and the server runs on");
		$holder->value('COMMIT');
		are_stored($numbers, 'records that come later are stored');
		told_of_damage('what is lost is told');
	}
	ok($metadata->safe_psql('postgres', 'SELECT count(*) FROM metahog.status()'), 'all is well');
	are_stored(change(MANY), 'all around the ring');
	return;
}

# stuck_one(number): a session whose change is done, and whose record does not get on.
sub stuck_one
{
	my ($n) = @_;
	my $psql = MetaHog::Psql->start($metadata);
	my $padding = 'x' x 200;
	append_to_file($ENV{STUCK_WHILE}, $psql->pid);
	$psql->send(qq{SELECT metahog.alter_source('s', jsonb_build_object('description', '$padding $n'))});
	ok(wait_until(sub { $metadata->safe_psql('postgres', q{SELECT description FROM metahog.sources}) =~ / $n$/ }), 'one has its change committed, but not its record');
	return $psql;
}

# No lock is held while a record is written: who is stuck there is so alone.
sub stuck
{
	my $numbers = change(2);
	my $stuck = stuck_one(++$number);
	push @$numbers, 0 + $number;
	push @$numbers, @{ change(5) };
	like(status('audit_ring'), qr/^[1-9]\d* records/, 'others go on, and so does status()');
	unlink $ENV{STUCK_WHILE};
	$stuck->wait;
	are_stored($numbers, 'no record is lost by it');

	my $holder = hold();
	logged();
	$numbers = change(2);
	$stuck = stuck_one(++$number);
	push @$numbers, @{ change(5) };
	kill 'KILL', $stuck->pid;
	like($holder->run('SELECT pg_sleep(10)')->{error}, qr/crash of another server process|server closed the connection/, 'one is killed while it writes');
	unlink $ENV{STUCK_WHILE};
	$metadata->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()');
	are_stored($numbers, 'the records behind it outlive that too');
	told_of_damage('that nothing is there is told');
	return;
}

# As on a file system that has to find new room for each write.
sub no_room_left
{
	logged();
	my $psql = MetaHog::Psql->start($metadata);
	append_to_file($ENV{FULL_WHILE}, '');
	my $numbers = change(3, $psql);
	my ($in_log, $log) = logged();
	is("@$in_log", "@$numbers", 'what cannot be written to the ring goes to the log');
	my @said = $log =~ /could not write to file "pg_stat_tmp\/metahog_audit\.ring": No space left on device/g;
	is(scalar @said, 1, 'which says why, once');
	unlink $ENV{FULL_WHILE};
	are_stored(change(3), 'with room, records go to the table');
	(undef, $log) = logged();
	unlike($log, qr/has been damaged/, 'where nothing could be written nothing is missing');
	return;
}

# What has been stored lies in the file still, before those that wait.
sub only_what_waits
{
	my $holder = hold();
	$holder->value(q{PREPARE TRANSACTION 'hold'});
	my $numbers = change(3);
	restart();
	like(status('audit_ring'), qr/^3 records/, 'after a restart those records are found that wait, and no others');
	$metadata->safe_psql('postgres', q{COMMIT PREPARED 'hold'});
	are_stored($numbers, 'and they are stored');
	return;
}

# After a crash of the machine, a page of the file may be older than the others. Here it is the first, by a round.
sub older_head
{
	# Once around the ring, and again.
	are_stored(change(MANY), 'records of two rounds') for 1 .. 2;
	my $holder = hold();
	my $numbers = change(3);
	damage(sub { my ($bytes) = @_; my ($capacity, $tail) = unpack 'x16 Q x16 Q', $$bytes; substr $$bytes, 40, 8, pack('Q', $tail - $capacity) });
	are_stored($numbers, 'records are found where the head of the file knows nothing of them');
	is($metadata->safe_psql('postgres', 'SELECT count(*) - count(DISTINCT id) FROM metahog.audit_log'), '0', 'and none is stored twice');
	my (undef, $log) = logged();
	cmp_ok($_, '<', 2000, 'no room is taken for lost that they have used again') for $log =~ /and (\d+) bytes of audit records are lost/g;
	like(status('audit_ring'), qr/^0 records/, 'nothing is left');
	return;
}

# No server gets that far with its records: where the tail stands so, the head is ruined.
sub ruined_head
{
	my $holder = hold();
	change(3);
	damage(sub { my ($bytes) = @_; substr $$bytes, 40, 8, pack('Q', ~0 - 15) });
	told_of_damage('a file whose head is ruined is told of');
	are_stored(change(MANY), 'and made anew');
	return;
}

# He cannot give his place back where others have written behind him.
sub no_room_for_one
{
	my $numbers = change(2);
	my $stuck = stuck_one(++$number);
	my $failed = 0 + $number;
	push @$numbers, @{ change(5) };
	logged();
	append_to_file($ENV{FULL_WHILE}, '');
	unlink $ENV{STUCK_WHILE};
	$stuck->wait;
	unlink $ENV{FULL_WHILE};
	are_stored($numbers, 'where one of many finds no room, the records behind his are stored');
	my ($in_log, $log) = logged();
	is("@$in_log", $failed, 'and his goes to the log');
	like($log, qr/has been damaged/, 'which tells that something is missing');
	return;
}

sub no_room
{
	restart(sub { unlink $ring; append_to_file($ENV{FULL_WHILE}, ''); logged() });
	my $numbers = change(3);
	my ($in_log, $log) = logged();
	is("@$in_log", "@$numbers", 'without room for the ring, records go to the log');
	like($log, qr/could not allocate file "pg_stat_tmp\/metahog_audit\.ring": No space left on device/, 'which says why');
	ok(!-e "$ring.new", 'nothing half-made is left behind');
	restart(sub { unlink $ENV{FULL_WHILE} });
	are_stored(change(3), 'with room, they go to the table');
	return;
}

# Backends with another version of the library have a lock of their own.
sub taken_over
{
	my $psql = MetaHog::Psql->start($metadata);
	are_stored(change(1, $psql), 'a backend uses the ring');
	logged();
	open my $file, '+<', $ring or die "$ring: $!";
	seek $file, 24, 0;
	print {$file} pack 'Q', 1;
	close $file;
	my $numbers = change(3, $psql);
	my ($in_log, $log) = logged();
	is("@$in_log", "@$numbers", 'a ring that others have made theirs is left to them');
	like($log, qr/could not recognize file/, 'which the log tells');
	restart();
	are_stored(change(3), 'and is ours again when we find it first');
	return;
}

sub another_size
{
	$metadata->append_conf('postgresql.conf', q{metahog.audit_buffer_size = '512kB'});
	my $holder = hold();
	my $numbers = change(3);
	restart();
	is(-s $ring, 256 * 1024, 'a file that holds records keeps its size');
	are_stored($numbers, 'until they are stored');
	restart();
	are_stored(change(1), 'all goes on');
	is(-s $ring, 512 * 1024, 'an empty one is made anew with the next start');
	return;
}

the_file();
ends_of_processes();
full();
fair_shares();
damaged();
no_ring();
cut_short();
only_what_waits();
older_head();
ruined_head();
stuck();
no_room_left();
no_room_for_one();
no_room();
taken_over();
another_size();

done_testing();
