# test/t/060_audit_writer.pl: each call becomes one row of metahog.audit_log, whatever befalls its transaction, the
# writer or the server; or one line of the server log.

use strict;
use warnings;

use File::Copy qw(copy);
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::Audit qw(:all);
use MetaHog::Psql;
use MetaHog::Watch qw(wait_until);

my $node = audited('metadata',
	settings => [ q{metahog.audit_buffer_size = '256kB'} ]);
my $psql = MetaHog::Psql->start($node);

sub rows
{
	calls($psql, 'plain', 5);
	comes_to($node, 'plain', 5, 'calls become rows');
	is($psql->value(q{SELECT DISTINCT action, database, role, login, source, outcome, rows, level FROM metahog.audit_log WHERE query LIKE '/* plain %'}),
		'execute|postgres|postgres|postgres|here|ok|1|L2', 'which say what was done')
	  or diag $psql->value(q{SELECT * FROM metahog.audit_log LIMIT 1});
	is($psql->value(q{SELECT bool_and(query_hash = sha256(convert_to(query, 'UTF8')) AND total_seconds > 0 AND now() - time < '1 min') FROM metahog.audit_log WHERE query LIKE '/* plain %'}),
		't', 'and when, and how long it took');
	is($psql->value(q{SELECT backend_type, application_name, xact_start IS NULL, backend_xmin IS NULL FROM pg_stat_activity WHERE pid = } . writer_pid($node)),
		'metahog audit writer|metahog audit writer|t|t', 'the writer shows in pg_stat_activity, without a transaction');
	return;
}

sub rolled_back
{
	$psql->value('BEGIN');
	calls($psql, 'undone', 3);
	$psql->value('ROLLBACK');
	$psql->run(q{BEGIN; SAVEPOINT s});
	calls($psql, 'undone in part', 3);
	$psql->run(q{ROLLBACK TO s; COMMIT});
	comes_to($node, 'undone', 3, 'calls of a transaction that was rolled back');
	comes_to($node, 'undone in part', 3, 'and of a subtransaction');
	return;
}

sub terminated
{
	my $pid = writer_pid($node);
	kill 'INT', $pid;
	$psql->value("SELECT pg_terminate_backend($pid)");
	calls($psql, 'terminated', 5);
	ok(wait_for_writer($node, $pid), 'a writer that was terminated comes back');
	comes_to($node, 'terminated', 5, 'and stores what was recorded in between');
	is(logged($node, 'terminated'), 0, 'all of it');

	# Whether the one that came was asked for by a call or is the server's own: again, and nobody calls.
	$pid = writer_pid($node);
	$psql->value("SELECT pg_terminate_backend($pid)");
	ok(wait_until(sub { writer_pid($node) !~ /^(|$pid)$/ }, 30), 'the next one needs no call to come back');
	return;
}

# The server starts anew, with everything that is in memory gone. What was answered has been recorded.
sub killed
{
	my ($victim, $mark) = @_;
	my $other = MetaHog::Psql->start($node);
	$other->send(call_statement($mark, 100_000));
	ok(wait_until(sub { stored($node, $mark) > 100 }), "$mark: records are being stored");
	kill 'KILL', $victim eq 'writer' ? writer_pid($node) : $other->pid;
	ok($other->wait->{ended}, "$mark: the server starts anew");
	ok(wait_until(sub { eval { writer_pid($node) } }, 30), "$mark: and the writer with it");
	no_gap($mark);
	$psql->stop;
	$psql = MetaHog::Psql->start($node);
	return;
}

# no_gap(mark): all calls up to the last one that was recorded are there once, when no more come.
sub no_gap
{
	my ($mark) = @_;
	my $before = -1;
	wait_until(sub { my $now = stored($node, $mark); my $same = $now == $before; $before = $now; sleep 0.5; $same });
	is(stored($node, $mark), highest($node, $mark), "$mark: none of " . highest($node, $mark) . ' records is lost, and none there twice');
	is(logged($node, $mark), 0, "$mark: none is in the server log");
	return;
}

# Nothing is flushed or removed on the way down; the ring is in the file all the same.
sub immediate_stop
{
	kill 'STOP', writer_pid($node);
	calls($psql, 'stopped', 50);
	$psql->stop;
	$node->stop('immediate');
	$node->start;
	$psql = MetaHog::Psql->start($node);
	comes_to($node, 'stopped', 50, 'records wait in the ring while the server is down');
	return;
}

# As if the writer had been killed when it had stored a batch, and before it took that from the ring.
sub stored_but_not_removed
{
	my $ring = $node->data_dir . '/pg_stat_tmp/metahog_audit.ring';
	my $pid = writer_pid($node);
	kill 'STOP', $pid;
	calls($psql, 'again', 30);
	copy($ring, "$ring.copy");
	kill 'CONT', $pid;
	comes_to($node, 'again', 30, 'records are stored');
	$psql->stop;
	$node->stop('immediate');
	copy("$ring.copy", $ring);
	$node->start;
	$psql = MetaHog::Psql->start($node);
	calls($psql, 'new', 30);
	comes_to($node, 'new', 30, 'they are in the ring still, and others after them');
	is(stored($node, 'again'), 30, 'the former are not stored twice');
	is(logged($node, 'again'), 0, 'nor written to the server log');
	return;
}

sub prompt_stop
{
	for my $how (qw(smart fast))
	{
		$psql->stop;
		my $begin = time;
		$node->stop($how);
		cmp_ok(time - $begin, '<', 5, "the writer does not hold up a $how shutdown");
		$node->start;
		$psql = MetaHog::Psql->start($node);
		ok(wait_for_writer($node), 'and is there again');
	}
	return;
}

sub overflow
{
	my $pid = writer_pid($node);
	kill 'STOP', $pid;
	calls($psql, 'overflow', 3000);
	kill 'CONT', $pid;
	my $logged = logged($node, 'overflow');
	cmp_ok($logged, '>', 0, 'when the ring is full, records go to the server log');
	comes_to($node, 'overflow', 3000 - $logged, 'and the others, which are in the ring, become rows');
	return;
}

# Who locks the table makes the writer wait, but nobody else.
sub locked
{
	my $other = MetaHog::Psql->start($node);
	$other->run('BEGIN; LOCK TABLE metahog.audit_log IN ACCESS EXCLUSIVE MODE');
	is(calls($psql, 'locked', 20)->{out}, 20, 'the table is locked: calls go on');
	ok(wait_until(sub { slurp_file($node->logfile) =~ /could not store records: canceling statement due to lock timeout/ }), 'the writer says what keeps it');
	$other->value('COMMIT');
	comes_to($node, 'locked', 20, 'and stores all when it can');
	ok(slurp_file($node->logfile) =~ /metahog audit writer stores records again/, 'which it says too');
	return;
}

# A record that the table does not take is no hindrance to the others.
sub refused
{
	$psql->value(q{ALTER TABLE metahog.audit_log ADD CONSTRAINT refuse CHECK (query !~ '^/\* refused (7|77) ')});
	calls($psql, 'refused', 100);
	comes_to($node, 'refused', 98, 'a constraint refuses two records, and the others are stored');
	is(logged($node, 'refused'), 2, 'those two are in the server log');
	$psql->value('ALTER TABLE metahog.audit_log DROP CONSTRAINT refuse');

	$psql->value(q{CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$no$$; END'});
	$psql->value(q{CREATE TRIGGER refuse BEFORE INSERT ON metahog.audit_log FOR EACH ROW WHEN (NEW.query LIKE '/* raised 5 %') EXECUTE FUNCTION refuse()});
	calls($psql, 'raised', 10);
	comes_to($node, 'raised', 9, 'a trigger refuses one');
	is(logged($node, 'raised'), 1, 'which is in the server log');
	$psql->value('DROP TRIGGER refuse ON metahog.audit_log');
	return;
}

sub required
{
	$psql->value(q{SET metahog.audit = 'required'});
	is(calls($psql, 'required', 10)->{out}, 10, 'required: calls that can be recorded are made');
	comes_to($node, 'required', 10, 'required: and are recorded');

	my $pid = writer_pid($node);
	kill 'STOP', $pid;
	my $result = calls($psql, 'required and full', 3000);
	is($result->{sqlstate}, '55000', 'required: when the ring is full, a call is refused') or diag $result->{error};
	kill 'CONT', $pid;
	ok(wait_until(sub { calls($psql, 'required again', 1)->{out} eq '1' }, 20), 'required: until there is room');
	is(logged($node, 'required and full'), 1, 'required: in the server log is the refusal, and nothing else');
	return;
}

ok(wait_for_writer($node), 'there is a writer');
rows();
rolled_back();
terminated();
killed('writer', 'writer killed');
killed('backend', 'backend killed');
immediate_stop();
stored_but_not_removed();
prompt_stop();
overflow();
locked();
refused();
required();

done_testing();
