# test/t/063_audit_writer_on_demand.pl: on a server that has not preloaded the library, whoever has a record asks for
# a writer.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::Audit qw(:all);
use MetaHog::Psql;
use MetaHog::Watch qw(wait_until);

my $node = audited('metadata', level => 'L1');
my $psql = MetaHog::Psql->start($node);

sub asked_for
{
	calls($psql, 'first', 5);
	comes_to($node, 'first', 5, 'calls become rows without preloading');
	is($psql->value('SELECT DISTINCT level FROM metahog.audit_log WHERE query IS NOT NULL'), 'L1', 'which say the level');
	return;
}

# Whoever was started so is forgotten with the rest; the records are not.
sub after_a_crash
{
	my $other = MetaHog::Psql->start($node);
	$other->send(call_statement('crash', 100_000));
	ok(wait_until(sub { stored($node, 'crash') > 100 }), 'records are being stored');
	kill 'KILL', writer_pid($node);
	ok($other->wait->{ended}, 'the writer is killed, and the server starts anew');
	$psql->stop;
	ok(wait_until(sub { eval { $node->safe_psql('postgres', 'SELECT 1') } }), 'it is there');
	is(writer_pid($node), '', 'without a writer');
	$psql = MetaHog::Psql->start($node);
	calls($psql, 'after', 3);
	comes_to($node, 'after', 3, 'the next call asks for one');
	is(stored($node, 'crash'), highest($node, 'crash'), 'none of ' . highest($node, 'crash') . ' records is lost, and none there twice');
	is(logged($node, 'crash') + logged($node, 'after'), 0, 'nor is any in the server log');
	return;
}

# Many that ask at once get one.
sub one_writer
{
	my @crowd = map { MetaHog::Psql->start($node) } 1 .. 10;
	$psql->value("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'metahog audit writer'");
	ok(wait_until(sub { writer_pid($node) eq '' }), 'the writer is terminated');
	my $end = time + 30;
	my $round = 0;
	until (writer_pid($node) || time > $end)
	{
		$round++;
		$_->send(call_statement('crowd', 2)) for @crowd;
		$_->wait for @crowd;
		sleep 1;
	}
	like(writer_pid($node), qr/^\d+$/, 'another one comes, and no second one');
	my $calls = 2 * @crowd * $round;
	ok(wait_until(sub { $node->safe_psql('postgres', q{SELECT count(*) FROM metahog.audit_log WHERE query LIKE '/* crowd %'}) + logged($node, 'crowd') == $calls }),
		'until then, calls are recorded in the server log');
	return;
}

# A writer that is asked for and never comes is not waited for.
sub missing_database
{
	$node->append_conf('postgresql.conf', q{metahog.database = 'nowhere'});
	$node->reload;
	ok(wait_until(sub { writer_pid($node) eq '' }), 'the writer leaves when its database is changed');
	is($psql->run(q{SET metahog.audit = 'required'; } . call_statement('must', 1))->{sqlstate}, '55000', 'required: a writer that is yet to come is not enough');
	$psql->value('RESET metahog.audit');
	my $calls = 0;
	ok(wait_until(sub { calls($psql, 'missing', 1); $calls++; logged($node, 'missing') > 0 }, 30), 'if it does not come, records go to the server log');
	$node->append_conf('postgresql.conf', q{metahog.database = 'postgres'});
	$node->reload;
	ok(wait_until(sub { calls($psql, 'missing', 1); $calls++; writer_pid($node) ne '' }, 30), 'until one comes');
	ok(wait_until(sub { $node->safe_psql('postgres', q{SELECT count(*) FROM metahog.audit_log WHERE query LIKE '/* missing %'}) + logged($node, 'missing') == $calls }, 20),
		"none of $calls records is lost");
	return;
}

# Where no process may be added, it is said why there is no writer.
sub no_worker_free
{
	$psql->stop;
	$node->append_conf('postgresql.conf', "max_worker_processes = 1\nmax_logical_replication_workers = 4\n");
	$node->restart;
	$psql = MetaHog::Psql->start($node);
	calls($psql, 'no worker', 5);
	like(slurp_file($node->logfile), qr/no background worker is free for the metahog audit writer/, 'no background worker is free: the log says so');
	return;
}

asked_for();
after_a_crash();
one_writer();
missing_database();
no_worker_free();

done_testing();
