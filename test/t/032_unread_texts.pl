# test/t/032_unread_texts.pl: a text that cannot be read here is not run on trust.
#
# The remote's login is a superuser's, and prepared transactions are allowed: what a read-only transaction and a
# ROLLBACK do not undo would show. A text is unread here for a reason of each kind: its characters do not exist in
# this database's encoding, or it is nested deeper than this server's stack allows.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Proxy;
use MetaHog::Psql;
use MetaHog::Servers;

my $metadata = MetaHog::Servers::metadata('metadata', extension => 0);
my $remote = MetaHog::Servers::remote('remote', settings => ['max_prepared_transactions = 5']);
my $proxy = MetaHog::Proxy->start(target_port => $remote->port);
my $owner = MetaHog::Psql->start($remote, database => 'pagila');
my $trace = PostgreSQL::Test::Utils::tempdir() . '/the_program_ran';

$owner->value('CREATE TABLE item (id int); CREATE PROCEDURE silent() LANGUAGE plpgsql AS $$BEGIN END$$');

my @ENCODINGS = qw(LATIN1 SQL_ASCII);
my %psql;
for my $encoding (@ENCODINGS, 'UTF8')
{
	my $database = "d_\L$encoding";
	$metadata->safe_psql('postgres', "CREATE DATABASE $database TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C'");
	$metadata->safe_psql($database, 'CREATE EXTENSION metahog');
	MetaHog::Servers::create_source($metadata, 'reading', $remote,
		on => $database, user => 'admin', port => $proxy->port, query => 'sslmode=disable');
	MetaHog::Servers::create_source($metadata, 'writing', $remote,
		on => $database, user => 'admin', port => $proxy->port, query => 'sslmode=disable', options => '{"read_only": false}');
	$psql{$encoding} = MetaHog::Psql->start($metadata, database => $database);
}

# Unread here, and nothing unusual to the remote.
my $CHARACTER = q{U&'\4e2d'};
my $NESTED = '(' x 3000 . '1' . ')' x 3000;

# Dollar quotes, as nothing in them depends on a setting of the session's.
sub call
{
	my ($function, $source, $query, $columns) = @_;
	return "SELECT metahog.$function('$source', \$call\$$query\$call\$)" if $function ne 'query';
	return "SELECT * FROM metahog.query('$source', \$call\$$query\$call\$) AS t($columns)";
}

# What must not be there after any of the calls.
sub nothing_left
{
	my ($name) = @_;
	is($owner->value('SELECT count(*) FROM pg_prepared_xacts'), 0, "$name: no transaction stays prepared");
	is($owner->value(q{SELECT count(*) FROM pg_class WHERE relname = 'loot'}), 0, "$name: no table was made");
	ok(!-e $trace, "$name: no program ran");
	return;
}

sub short
{
	my ($query) = @_;
	return (length $query > 100 ? substr($query, 0, 60) . ' ...' : $query) =~ s/\s+/ /gr;
}

sub refused
{
	my ($encoding, $source, $query, $sqlstate) = @_;
	my $name = "$encoding, $source: " . short($query);
	for my $function (qw(execute try_execute rows stream query describe column_definition))
	{
		my $result = $psql{$encoding}->run(call($function, $source, $query, 'a text'));
		if ($function eq 'try_execute')
		{
			like($result->{out}, qr/"sqlstate":"$sqlstate"/, "$name: try_execute");
			next;
		}
		is($result->{sqlstate}, $sqlstate, "$name: $function") or diag "$result->{out}$result->{error}";
	}
	nothing_left($name);
	return;
}

# Each returns no rows, and holds something that this database cannot read.
sub without_rows
{
	my ($value, $string) = @_;
	return (
		"COPY (SELECT $value) TO PROGRAM 'touch $trace'",
		"COPY (SELECT 1 AS a WHERE '1' <> $string) TO PROGRAM 'touch $trace'",
		"CREATE TABLE loot AS SELECT $value AS a", "SELECT $value AS a INTO loot",
		"SELECT $value AS a INTO loot UNION SELECT $value", "INSERT INTO item SELECT 1 WHERE $value IS NULL",
		"DECLARE c CURSOR WITH HOLD FOR SELECT $value", "PREPARE p AS SELECT $value",
		"SET application_name = $string", "NOTIFY gossip, $string");
}

sub control
{
	my ($string) = @_;
	return ("PREPARE TRANSACTION $string", "/* a /* nested */ */ -- comment\n; ;prepare\n/**/TRANSACTION $string",
		"COMMIT PREPARED $string", "ROLLBACK PREPARED $string");
}

sub statements_without_rows
{
	for my $encoding (@ENCODINGS)
	{
		refused($encoding, 'reading', $_, '0A000')
		  for without_rows($CHARACTER, $CHARACTER), control($CHARACTER),
		  "COPY (SELECT 1) TO PROGRAM U&'touch $trace # \\4e2d'";
	}
	$psql{UTF8}->value(q{SET max_stack_depth = '100kB'});
	refused('UTF8', 'reading', $_, '0A000') for grep { !/^SET|^NOTIFY/ } without_rows($NESTED, q{'2'});
	return;
}

# Where writing is allowed all of it is, but for what takes the transaction away.
sub writing
{
	for my $encoding (@ENCODINGS)
	{
		for my $query (control($CHARACTER))
		{
			like($psql{$encoding}->value(call('try_execute', 'writing', $query)), qr/"sqlstate":"2D000"/, "$encoding, writing: " . short($query));
			nothing_left("$encoding, writing: " . short($query));
		}
		like($psql{$encoding}->value(call('try_execute', 'writing', "$_ $CHARACTER")), qr/"sqlstate":"2D000"/, "$encoding, writing: $_")
		  for qw(ABORT BEGIN COMMIT END RELEASE ROLLBACK SAVEPOINT START);
		$psql{$encoding}->value(call('execute', 'writing', "CREATE TABLE made AS SELECT $CHARACTER AS a"));
		is($owner->value('SELECT count(*) FROM made'), 1, "$encoding, writing: what cannot be read here may write there");
		$psql{$encoding}->value(call('execute', 'writing', "DELETE FROM made WHERE a = $CHARACTER"));
		is($owner->value('SELECT count(*) FROM made'), 0, "$encoding, writing: once and for all");
		$owner->value('DROP TABLE made');
	}
	return;
}

# PostgreSQL takes one statement at a time; another server, which takes several, gets none of them on trust.
sub several_at_once
{
	my $fake = MetaHog::FakeServer->start(answer => sub {
		return undef unless $_[0] =~ /TO PROGRAM/;
		return { execute => sub { $_[0]->event('executed'); $_[0]->send($_[1]) } };
	});
	MetaHog::Servers::create_source($metadata, 'several', undef, on => 'd_latin1', port => $fake->port, password => 'x', query => 'sslmode=disable');
	for my $query (q{SELECT 1; COPY item TO PROGRAM 'x'}, q{COPY item TO PROGRAM 'x'; SELECT 1})
	{
		is($psql{LATIN1}->run(call('execute', 'several', $query))->{sqlstate}, '0A000', "several statements: $query");
	}
	is($fake->count(qr/^executed/), 0, 'none of them is run');
	$fake->stop;
	return;
}

# What stands behind more than is looked through may be anything: it does not go where writing is allowed.
sub behind_much
{
	my $much = 4 * 1024 * 1024;
	my %much = (blanks => "repeat(' ', $much)", semicolons => "repeat(';', $much)", 'a comment' => "'--' || repeat('x', $much) || chr(10)",
		'what leaves two letters' => "repeat(' ', $much - 2)");
	my %texts = ('its first word' => "'PREPARE' || repeat(' ', $much) || 'TRANSACTION ''behind'''");
	for my $name (keys %much)
	{
		$texts{"$_ behind $name"} = "$much{$name} || '$_'" for q{PREPARE TRANSACTION ''behind''}, 'COMMIT AND CHAIN', q{ROLLBACK PREPARED ''behind''};
	}
	for my $name (sort keys %texts)
	{
		like($psql{UTF8}->run("SELECT metahog.execute('writing', $texts{$name})")->{error}, qr/may not begin or end a transaction|the beginning of the statement cannot be read/, "$name: not sent");
		nothing_left($name);
	}
	is($psql{UTF8}->value("SELECT metahog.execute('reading', repeat(' ', 5000000) || 'SELECT 7')->'results'->0->>0"), 7, 'what only reads is described, and run');
	return;
}

# The remote says beforehand that there are rows: then the text is run as any other.
sub statements_with_rows
{
	for my $encoding (@ENCODINGS)
	{
		my %rows = (
			"SELECT length($CHARACTER)" => 1, "VALUES (length($CHARACTER))" => 1, "TABLE item" => undef,
			"WITH w AS (SELECT $CHARACTER AS a) SELECT length(a) FROM w" => 1,
			"EXPLAIN SELECT 1 WHERE $CHARACTER IS NULL" => qr/Result/, "SHOW work_mem" => qr/MB/,
			"EXPLAIN (ANALYZE, TIMING off) SELECT 1 WHERE $CHARACTER IS NULL" => qr/rows=0/);
		for my $query (sort keys %rows)
		{
			my $result = $psql{$encoding}->run(call('execute', 'reading', $query) . q{->'results'->0->>0});
			is($result->{error}, '', "$encoding: $query");
			like($result->{out}, ref $rows{$query} ? $rows{$query} : qr/^$rows{$query}$/, "$encoding: its row") if defined $rows{$query};
		}
		my $query = "SELECT length($CHARACTER) AS n";
		is($psql{$encoding}->value(call('query', 'reading', $query, 'n int')), 1, "$encoding: query");
		is($psql{$encoding}->value(call('rows', 'reading', $query)), '{"n":1}', "$encoding: rows");
		is($psql{$encoding}->value(call('stream', 'reading', $query)), qq({"n":1}\n), "$encoding: stream");
		is($psql{$encoding}->value(call('column_definition', 'reading', $query)), 'n integer', "$encoding: column_definition");
		like($psql{$encoding}->value(call('explain', 'reading', $query)), qr/Plan/, "$encoding: explain");
		like($psql{$encoding}->value(call('try_execute', 'reading', "DELETE FROM item WHERE $CHARACTER IS NULL RETURNING id")),
			qr/"sqlstate":"25006"/, "$encoding: what writes is the read-only transaction's to refuse");
	}
	is($psql{UTF8}->value(call('execute', 'reading', "SELECT $NESTED") . q{->'results'->0->>0}), 1, 'deeper than the stack here');
	return;
}

# turns(encoding, query): how many round trips it takes.
sub turns
{
	my ($encoding, $call) = @_;
	my $before = $proxy->stats->{turns};
	$psql{$encoding}->value($call);
	return $proxy->stats->{turns} - $before;
}

sub round_trips
{
	my $unread = "SELECT length($CHARACTER) AS n, 1 AS round_trips";
	is(turns('LATIN1', call('execute', 'reading', 'SELECT 1')), 1, 'a text that is read here: one round trip');
	is(turns('LATIN1', call('execute', 'reading', $unread)), 2, 'one that is not: one more');
	is(turns('LATIN1', call('query', 'reading', $unread, 'n int, r int')), 2, 'for query() as well, which has asked already');
	is(turns('LATIN1', call('rows', 'reading', $unread)), 2, 'and for rows()');
	is(turns('LATIN1', call('try_execute', 'reading', "PREPARE TRANSACTION $CHARACTER")), 0, 'what its first words give away: none');
	return;
}

statements_without_rows();
several_at_once();
statements_with_rows();
writing();
behind_much();
round_trips();

done_testing();
