# test/t/041_client_gone.pl: a client whose TCP connection has ended takes its call along, though rows drip in without a pause.
#
# A backend that waits for nothing else looks at its client; here the remote always has a next row within the time after
# which it would. Statements run through a proxy that never tells the remote that its client has gone: what ends there
# was ended by a cancel request.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use MetaHog::Proxy;
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

use constant { LOCAL_SECONDS => 3, REMOTE_SECONDS => 4 };

my $metadata = MetaHog::Servers::metadata('metadata', settings => [q{listen_addresses = '127.0.0.1'}]);
my $remote = MetaHog::Servers::remote('remote', settings => ['jit = off']);
my $held = MetaHog::Proxy->start(target_port => $remote->port, keep_server => 1);
my $way_in = MetaHog::Proxy->start(target_port => $metadata->port);
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
my $operator = MetaHog::Psql->start($metadata);

MetaHog::Servers::create_source($metadata, 'held', $remote, port => $held->port);

# A row fills the remote's buffer, so that each is sent by itself.
my $dripping = q{$q$SELECT generate_series(1, 1000000000), repeat('x', 9000), pg_sleep(0.02) /* MARK */$q$};

# What reads them, without writing anything to the client meanwhile.
my %calls = (
	execute => "SELECT metahog.execute('held', $dripping, max_rows => 1000000)",
	try_execute => "SELECT metahog.try_execute('held', $dripping, max_rows => 1000000)",
	query => "SELECT count(*) FROM metahog.query('held', $dripping) AS t(i int, x text, s text)",
	rows => "SELECT count(r) FROM (SELECT metahog.rows('held', $dripping) AS r) AS s",
	stream => "SELECT count(c) FROM (SELECT metahog.stream('held', $dripping) AS c) AS s");

my %ways = (
	'killed' => sub { $_[0]->signal('KILL') },
	'connection closed' => sub { $way_in->close },
	'connection reset' => sub { $way_in->reset });

sub backends
{
	my ($pid) = @_;
	return $operator->value("SELECT count(*) FROM pg_stat_activity WHERE pid = $pid");
}

sub client_goes
{
	my ($call, $way) = @_;
	my $name = "$call, $way";
	my $mark = "mark of $name.";
	my $psql = MetaHog::Psql->start($metadata,
		where => 'host=127.0.0.1 dbname=postgres port=' . $way_in->port . ' user=' . $operator->value('SELECT current_user'));
	my $pid = $psql->pid;
	my $before = $held->stats->{down};

	$psql->send($calls{$call} =~ s/MARK/$mark/r);
	ok(wait_until(sub { $held->stats->{down} > $before + 50_000 }), "$name: rows drip");
	ok(wait_for_statements($watcher, $mark, 1), "$name: from a statement that runs");
	$ways{$way}->($psql);
	ok(wait_until(sub { !backends($pid) }, LOCAL_SECONDS), "$name: the backend is gone");
	ok(wait_for_statements($watcher, $mark, 0, REMOTE_SECONDS), "$name: nothing runs on the remote");
	$psql->stop;
	return;
}

for my $call (sort keys %calls)
{
	client_goes($call, $_) for sort keys %ways;
}
like(slurp_file($metadata->logfile), qr/connection to client lost/, 'the log says why');

done_testing();
