# test/t/061_audit_table.pl: metahog.audit_log: whose it is, its partitions, and what may be done around it.

use strict;
use warnings;

use POSIX qw(strftime);
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

use MetaHog::Audit qw(:all);
use MetaHog::Psql;
use MetaHog::Watch qw(wait_until);

my $node = audited('metadata');
my $psql = MetaHog::Psql->start($node);

# said(pattern, what): the server log has it by and by.
sub said
{
	my ($pattern, $what) = @_;
	ok(wait_until(sub { slurp_file($node->logfile) =~ $pattern }, 20), $what);
	return;
}

# name_of_month(so many later).
sub name_of_month
{
	my ($later) = @_;
	my (undef, undef, undef, undef, $month, $year) = gmtime;
	$month += $later;
	return sprintf 'audit_log_%04d_%02d', 1900 + $year + int($month / 12), $month % 12 + 1;
}

sub made_partitions
{
	my $months = join ' ', map { name_of_month($_) } 0 .. 1;
	is(partitions($node), $months, 'there are partitions for this month and the next');
	is($psql->value(<<'SQL'), 't', 'which are members of the extension, and belong to who owns the table');
SELECT bool_and(d.deptype = 'e' AND c.relowner = p.relowner AND c.relacl IS NULL)
  FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid JOIN pg_class AS p ON p.oid = i.inhparent
  LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_extension'::regclass
 WHERE i.inhparent = 'metahog.audit_log'::regclass
SQL
	is($psql->value(<<'SQL'), '0', 'and documented as the table is');
SELECT count(*) FROM pg_inherits AS i JOIN pg_attribute AS a ON a.attrelid = i.inhrelid
 WHERE i.inhparent = 'metahog.audit_log'::regclass AND a.attnum > 0
   AND (col_description(a.attrelid, a.attnum) IS NULL OR obj_description(a.attrelid, 'pg_class') IS NULL)
SQL
	# Whoever needs one gets it, whether or not it was made in time.
	$psql->value('ALTER EXTENSION metahog DROP TABLE metahog.' . name_of_month(0));
	$psql->value('DROP TABLE metahog.' . name_of_month(0));
	calls($psql, 'month', 3);
	comes_to($node, 'month', 3, 'a month that has no partition is given one');
	is(partitions($node), $months, 'of the same name');
	return;
}

# A month made by hand stands for one that the writer made long ago.
sub make_old
{
	my ($name, $from, $to) = @_;
	$psql->value("CREATE TABLE metahog.$name PARTITION OF metahog.audit_log FOR VALUES FROM ('$from') TO ('$to')");
	$psql->value("ALTER EXTENSION metahog ADD TABLE metahog.$name");
	return;
}

sub retention
{
	my $now = partitions($node);
	make_old('audit_log_2020_01', '2020-01-01 00:00+00', '2020-02-01 00:00+00');
	make_old('audit_log_2020_02', '2020-02-01 00:00+00', '2020-03-01 00:00+00');
	# So many days ago it was the last day of the month before this one.
	my $days = (gmtime)[3];
	my ($last_day, $month) = map { $psql->value("SELECT date_trunc('month', now(), 'UTC') - interval '$_'") } '1 day', '0';
	make_old('audit_log_due', '2020-03-01 00:00+00', $last_day);
	make_old('audit_log_young', $last_day, $month);
	$psql->value('ALTER EXTENSION metahog DROP TABLE metahog.audit_log_2020_02');

	my $reader = MetaHog::Psql->start($node);
	$reader->run('BEGIN; SELECT FROM metahog.audit_log LIMIT 1');
	$node->append_conf('postgresql.conf', "metahog.audit_retention = $days\nlog_lock_waits = on\ndeadlock_timeout = '1 s'\n");
	$node->reload;
	said(qr/could not make or drop partitions: canceling statement due to lock timeout/, 'old months are not dropped while somebody reads');
	unlike(slurp_file($node->logfile), qr/still waiting for AccessExclusiveLock/, 'nor does anybody have to wait behind a drop for long');
	calls($psql, 'read', 3);
	comes_to($node, 'read', 3, 'nor does the writer');
	$reader->value('COMMIT');
	$node->reload;
	ok(wait_until(sub { partitions($node) !~ /audit_log_2020_01/ }), 'afterwards they are');
	tidied_again();
	like(partitions($node), qr/audit_log_due/, 'one in an hour');
	restart();
	tidied_again();
	like(partitions($node), qr/audit_log_due/, 'also if the server is restarted');
	an_hour_later();
	ok(wait_until(sub { partitions($node) !~ /audit_log_due/ }), 'the next one after that');
	is(partitions($node), "audit_log_2020_02 $now audit_log_young", 'but not what is younger, nor what was taken out of the extension');
	$psql->value('DROP TABLE metahog.audit_log_2020_02');
	return;
}

sub restart
{
	$psql->stop;
	$node->restart;
	$psql = MetaHog::Psql->start($node);
	return;
}

# an_hour_later: as if the last drop had been more than an hour ago, for the clock that is set and for the one that is not.
sub an_hour_later
{
	$psql->value(q{UPDATE metahog.audit_dropped SET time = now() - interval '61 minutes'});
	restart();
	return;
}

# tidied_again: until the writer has looked after the partitions anew: it makes the one that is missing.
sub tidied_again
{
	my $next = name_of_month(1);
	$psql->value("ALTER EXTENSION metahog DROP TABLE metahog.$next; DROP TABLE metahog.$next");
	$node->reload;
	ok(wait_until(sub { partitions($node) =~ /$next/ }), 'the writer has looked again');
	return;
}

# As if all that is stored were of 2020, and the clock had jumped since.
sub clock
{
	my $now = partitions($node);
	make_old('audit_log_2019_01', '2019-01-01 00:00+00', '2019-02-01 00:00+00');
	make_old('audit_log_2020_04', '2020-04-01 00:00+00', '2020-05-01 00:00+00');
	make_old('audit_log_2020_05', '2020-05-01 00:00+00', '2020-06-01 00:00+00');
	$psql->value('TRUNCATE metahog.audit_log');
	an_hour_later();
	tidied_again();
	like(partitions($node), qr/audit_log_2019_01 audit_log_2020_04 audit_log_2020_05/, 'no month is old where nothing is stored');
	$psql->value(q{INSERT INTO metahog.audit_log (id, time, action, outcome, level) VALUES (1, '2020-05-10 00:00+00', 'query', 'ok', 'L2')});
	$node->reload;
	ok(wait_until(sub { partitions($node) !~ /audit_log_2019_01/ }), 'a month is dropped that is older than the newest record by more than is kept');
	an_hour_later();
	tidied_again();
	is(partitions($node), "audit_log_2020_04 audit_log_2020_05 $now", 'those that the clock alone says are old are not');
	calls($psql, 'clock', 1);
	comes_to($node, 'clock', 1, 'with a newer record');
	$node->reload;
	ok(wait_until(sub { partitions($node) !~ /audit_log_2020_04/ }), 'they are');
	tidied_again();
	is(partitions($node), "audit_log_2020_05 $now", 'one at a time');
	$psql->value('ALTER EXTENSION metahog DROP TABLE metahog.audit_log_2020_05; DROP TABLE metahog.audit_log_2020_05');

	# The other way round: the newest record is of a time that has yet to come.
	make_old('audit_log_later', '2090-01-01 00:00+00', '2090-02-01 00:00+00');
	$psql->value(q{INSERT INTO metahog.audit_log (id, time, action, outcome, level) VALUES (9223372036854775807, '2090-01-10 00:00+00', 'query', 'ok', 'L2')});
	an_hour_later();
	tidied_again();
	is(partitions($node), join(' ', sort 'audit_log_later', split ' ', $now), 'a clock that was ahead once makes nothing old');
	$psql->value('ALTER EXTENSION metahog DROP TABLE metahog.audit_log_later; DROP TABLE metahog.audit_log_later');
	return;
}

# What the database's settings say is not for the writer.
sub settings_of_the_database
{
	my $month = name_of_month(0);
	$psql->value("ALTER DATABASE postgres SET $_") for q{timezone = 'Asia/Tokyo'}, 'default_transaction_read_only = on', q{datestyle = 'SQL, DMY'},
	  q{default_transaction_isolation = 'serializable'};
	$psql->value($_) for 'CREATE TABLE used (isolation text)', <<'SQL',
CREATE FUNCTION note_isolation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.used VALUES (current_setting('transaction_isolation'));
	RETURN NEW;
END $$
SQL
	  'CREATE TRIGGER note BEFORE INSERT ON metahog.audit_log FOR EACH ROW EXECUTE FUNCTION note_isolation()';
	$psql->value("ALTER EXTENSION metahog DROP TABLE metahog.$month; DROP TABLE metahog.$month");
	restart();
	calls($psql, 'settings', 2);
	comes_to($node, 'settings', 2, 'records are stored in a database that is read-only by default');
	$psql->value(q{SET timezone = 'UTC'; SET datestyle = 'ISO'; SET default_transaction_read_only = off});
	my $bounds = "FOR VALUES FROM ('" . strftime('%Y-%m-01', gmtime) . " 00:00:00+00') TO ('" . (name_of_month(1) =~ s/audit_log_(\d+)_(\d+)/$1-$2-01/r) . " 00:00:00+00')";
	is($psql->value(qq{SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = '$month'}), $bounds, 'months begin in UTC');
	is($psql->value('SELECT DISTINCT isolation FROM used'), 'read committed', 'and none fails because of what others write');
	$psql->value('DROP TRIGGER note ON metahog.audit_log');
	$psql->value("ALTER DATABASE postgres RESET $_") for qw(timezone default_transaction_read_only datestyle default_transaction_isolation);
	restart();
	return;
}

# A table with the name of a partition is in its place.
sub name_is_taken
{
	my $month = name_of_month(0);
	$psql->value("ALTER EXTENSION metahog DROP TABLE metahog.$month; DROP TABLE metahog.$month; CREATE TABLE metahog.$month ()");
	calls($psql, 'taken', 3);
	said(qr/could not store records: relation "$month" already exists/, 'a table that has the name of a partition is in the way');
	$psql->value('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = ' . q{'metahog audit writer'});
	calls($psql, 'taken again', 3);
	is($psql->value(q{SELECT state ~ '^[1-9]' FROM metahog.status() WHERE item = 'audit_ring'}), 't', 'records wait');
	ok(wait_for_writer($node), 'also for a writer that comes anew');
	$psql->value("DROP TABLE metahog.$month");
	comes_to($node, $_, 3, "and are stored when it is gone: $_") for 'taken', 'taken again';
	is(logged($node, $_), 0, "none is in the server log: $_") for 'taken', 'taken again';
	return;
}

# What others hang on the table runs as its owner, and gets no further.
sub trigger
{
	$psql->value($_) for 'CREATE ROLE auditor', 'GRANT USAGE, CREATE ON SCHEMA metahog TO auditor',
	  'ALTER TABLE metahog.audit_log OWNER TO auditor', 'ALTER TABLE metahog.' . name_of_month(0) . ' OWNER TO auditor',
	  'CREATE TABLE seen (who name, path text)', 'GRANT INSERT ON seen TO PUBLIC', <<'SQL',
CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.seen VALUES (current_user, current_setting('search_path'));
	BEGIN
		RESET ROLE;
		INSERT INTO public.seen VALUES ('somebody else', '');
	EXCEPTION WHEN OTHERS THEN
	END;
	PERFORM set_config('search_path', 'public', false);
	RETURN NEW;
END $$
SQL
	  'CREATE TRIGGER look BEFORE INSERT ON metahog.audit_log FOR EACH ROW EXECUTE FUNCTION look()';
	calls($psql, 'trigger', 1);
	comes_to($node, 'trigger', 1, 'a trigger on the table runs');
	calls($psql, 'triggered again', 1);
	comes_to($node, 'triggered again', 1, 'each time');
	is($psql->value('SELECT DISTINCT who, path FROM seen'), 'auditor|pg_catalog, pg_temp', 'as the owner of the table, who cannot become another, nor leave settings behind');
	$psql->value('DROP TRIGGER look ON metahog.audit_log');

	$psql->value('ALTER EXTENSION metahog DROP TABLE metahog.' . name_of_month(0));
	$psql->value('DROP TABLE metahog.' . name_of_month(0));
	calls($psql, 'owner', 2);
	comes_to($node, 'owner', 2, 'the owner of the table is the one who makes partitions');
	is($psql->value(q{SELECT relowner::regrole FROM pg_class WHERE relname = '} . name_of_month(0) . q{'}), 'auditor', 'indeed');
	return;
}

# Dumped only if asked for, and by this recipe.
sub dump_and_load
{
	my $dump = PostgreSQL::Test::Utils::tempdir() . '/dump.sql';
	command_ok([ 'pg_dump', '-f', $dump, '-d', $node->connstr('postgres') ], 'pg_dump');
	unlike(slurp_file($dump), qr/audit_log/, 'leaves out the audit log');

	my $file = PostgreSQL::Test::Utils::tempdir() . '/audit.csv';
	my $count = $psql->value('SELECT count(*) FROM metahog.audit_log');
	$psql->value(qq{COPY (SELECT * FROM metahog.audit_log ORDER BY time) TO '$file' WITH (FORMAT csv)});
	$psql->value('CREATE TABLE archive (LIKE metahog.audit_log)');
	$psql->value(qq{COPY archive FROM '$file' WITH (FORMAT csv)});
	is($psql->value('SELECT count(*) FROM (TABLE archive INTERSECT TABLE metahog.audit_log) AS t'), $count, 'a copy of it can be loaded elsewhere');
	return;
}

# One writer for all databases of the server.
sub other_database
{
	$node->safe_psql('postgres', 'CREATE DATABASE other');
	$node->safe_psql('other', 'CREATE EXTENSION metahog');
	MetaHog::Servers::create_source($node, 'here', $node, on => 'other', password => 'analyst', database => 'postgres');
	$node->safe_psql('other', call_statement('elsewhere', 4));
	comes_to($node, 'elsewhere', 4, 'calls in another database are recorded in the same table');
	is($psql->value(q{SELECT DISTINCT database FROM metahog.audit_log WHERE query LIKE '/* elsewhere %'}), 'other', 'which says where they were made');
	is($node->safe_psql('other', 'SELECT count(*) FROM metahog.audit_log'), 0, 'and not there');
	return;
}

sub without_extension
{
	my $other = MetaHog::Psql->start($node, database => 'other');
	$psql->value('DROP EXTENSION metahog CASCADE');
	is($psql->value(q{SELECT count(*) FROM pg_class WHERE relname LIKE 'audit\_log%'}), 0, 'DROP EXTENSION takes the partitions along');
	calls($other, 'nowhere', 5);
	ok(wait_until(sub { logged($node, 'nowhere') == 5 }), 'without a table, records go to the server log');
	said(qr/has no table in database "postgres"/, 'which says why');
	$psql->value('CREATE TABLE audit_log ()');
	$psql->value('CREATE SCHEMA metahog');
	$psql->value('CREATE TABLE metahog.audit_log (LIKE archive) PARTITION BY RANGE (time)');
	said(qr/metahog\.audit_log is not the table of extension metahog/, 'a table that is not the extension\'s is none');
	$psql->run('DROP SCHEMA metahog CASCADE');
	$psql->value('CREATE EXTENSION metahog');
	ok(wait_until(sub { partitions($node) }), 'with the extension again, the writer goes on');
	calls($other, 'somewhere', 5);
	comes_to($node, 'somewhere', 5, 'and stores');
	return;
}

# Who wants the database for himself is not kept waiting.
sub makes_way
{
	my $other = MetaHog::Psql->start($node, database => 'other');
	$psql->stop;
	my $pid = writer_pid($node);
	my $begin = time;
	my $result = MetaHog::Psql->start($node, database => 'template1')->run('CREATE DATABASE copy TEMPLATE postgres');
	is($result->{error}, '', 'the writer is not in the way of a copy of its database');
	cmp_ok(time - $begin, '<', 5, 'nor delays it for long');
	calls($other, 'away', 5);
	ok(wait_for_writer($node, $pid), 'it comes back');
	comes_to($node, 'away', 5, 'and stores what was recorded meanwhile');

	$node->append_conf('postgresql.conf', "metahog.database = 'copy'\n");
	$node->reload;
	ok(wait_until(sub { $node->safe_psql('copy', q{SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'metahog audit writer' AND datname = 'copy'}) == 1 }, 20),
		'another database can be named without a restart');
	calls($other, 'copy', 5);
	ok(wait_until(sub { $node->safe_psql('copy', q{SELECT count(*) FROM metahog.audit_log WHERE query LIKE '/* copy %'}) == 5 }), 'which has the records then');
	$begin = time;
	$result = MetaHog::Psql->start($node, database => 'template1')->run('DROP DATABASE copy');
	is($result->{error}, '', 'nor is it in the way of DROP DATABASE');
	cmp_ok(time - $begin, '<', 5, 'which it does not delay for long either');
	is(calls($other, 'dropped', 5)->{out}, 5, 'calls go on');

	$node->append_conf('postgresql.conf', "metahog.database = ''\n");
	$node->reload;
	ok(wait_until(sub { calls($other, 'no database', 1); logged($node, 'no database') > 0 }, 20), 'with no database named, records go to the server log');
	is(writer_pid($node), '', 'and there is no writer');
	return;
}

made_partitions();
retention();
clock();
settings_of_the_database();
name_is_taken();
dump_and_load();
trigger();
other_database();
without_extension();
makes_way();

done_testing();
