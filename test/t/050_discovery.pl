# test/t/050_discovery.pl: discovery beside psql's \d, on servers that lack catalogs or answer nonsense, on many tables, and cut short.

use strict;
use warnings;

use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::FakeServer;
use MetaHog::Message qw(:all);
use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

# The promise is half a second; a busy machine gets some more.
use constant MOST_SECONDS => 4;

# Far more columns than a table can have.
use constant MANY => 60_000;

# How each function is called, how its statement is known, what it lists, and how many columns it asks for.
my %functions = (
	schemas => [ q{schemas('fake')}, qr/nspowner/, 'schemas', 4 ],
	tables => [ q{tables('fake')}, qr/relrowsecurity/, 'tables', 11 ],
	columns => [ q{columns('fake')}, qr/attidentity/, 'columns', 13 ],
	foreign_keys => [ q{foreign_keys('fake')}, qr/SELECT k\.conname/, 'foreign keys', 7 ],
	indexes => [ q{indexes('fake')}, qr/pg_get_indexdef/, 'indexes', 8 ],
	functions => [ q{functions('fake')}, qr/pg_proc/, 'functions', 4 ],
	profile => [ q{profile('fake', 'public', 'film')}, qr/pg_stats/, 'statistics', 5 ],
	schema => [ q{schema('fake')}, qr/targets \(oid, columns\)/, 'tables and columns', 10 ]);

# What a server with one table of one column would say; fields that do not matter are null.
my %rows = (
	schemas => [ [ 'public', 'owner', undef, 't' ] ],
	tables => [ [ 'public', 'film', 'table', 5, undef, undef, '{id}', 'f', undef, 'f', 'film' ] ],
	columns => [ [ 'public', 'film', 1, 'id', 'integer', 'f', (undef) x 5, 'INTEGER', 'id' ] ],
	foreign_keys => [ [ 'of', 'public', 'film', '{id}', 'public', 'film', '{id}' ] ],
	indexes => [ [ 'public', 'film', 'film_pkey', '{id}', 't', 't', undef, 'CREATE INDEX' ] ],
	functions => [ [ 'add', '', 'integer', 'function' ] ],
	profile => [ [ 'id', 0, -1, undef, undef ] ],
	schema => [ [ 'public', 'film', "\1", 'table', 5, undef, undef, matrix(5, [ 'id', 'integer', 'INTEGER', 'key', 'id' ]), undef, 'film' ] ]);

# matrix(members, row, …): a text[][] in binary format.
sub matrix
{
	my ($members, @rows) = @_;
	return array(2, scalar @rows, $members, map { @$_ } @rows);
}

sub array
{
	my ($dimensions, $rows, $members, @values) = @_;
	return pack('N7', $dimensions, 1, 25, $rows, 1, $members, 1)
	  . join '', map { defined ? pack('N/a*', $_) : pack('N', 0xffffffff) } @values;
}

my $metadata = MetaHog::Servers::metadata('metadata');
my $psql = MetaHog::Psql->start($metadata);
my $operator = MetaHog::Psql->start($metadata);
my $fake;

# function_of(SQL): whose statement it is, or undef.
sub function_of
{
	my ($sql) = @_;
	my ($name) = grep { $sql =~ $functions{$_}[1] } keys %functions;
	return $name;
}

# with_fake(code): the source fake leads to a server that answers what code(name, connection) returns for
# the statement of that function, and what is right if that is undef.
sub with_fake
{
	my ($code) = @_;
	$fake->stop if $fake;
	$fake = MetaHog::FakeServer->start(
		answer => sub {
			my ($sql, $connection) = @_;
			my $name = function_of($sql) // return undef;
			return $code->($name, $connection)
			  // { columns => columns_of($name), rows => $rows{$name} };
		});
	$psql->run(q{SELECT metahog.drop_source('fake')});
	MetaHog::Servers::create_source($metadata, 'fake', undef, port => $fake->port, password => 'x');
	return;
}

# columns_of(name, count): as many as that, or as are right; the document's are in binary format.
sub columns_of
{
	my ($name, $count) = @_;
	return [ map { [ "c$_", 'text', -1, $name eq 'schema' ? 1 : 0 ] } 1 .. $count // $functions{$name}[3] ];
}

sub call
{
	my ($name) = @_;
	return $psql->run("SELECT * FROM metahog.$functions{$name}[0]");
}

# psql_lines(option …): what psql prints of the demo's database.
sub psql_lines
{
	my (@options) = @_;
	my $out = '';
	IPC::Run::run([ 'psql', '-X', '-A', '-d', MetaHog::Servers::shared()->{url}, @options ], '>', \$out) or die 'psql fails';
	return split /\n/, $out;
}

# is_listed(name, SQL, lines): one column of text, in any order.
sub is_listed
{
	my ($name, $sql, @lines) = @_;
	is(join("\n", sort split /\n/, $psql->value($sql)), join("\n", sort @lines), $name);
	return;
}

sub says_what_psql_says
{
	my $shared = MetaHog::Servers::shared() // plan skip_all => 'test/run runs this';
	$psql->value("SELECT metahog.create_source('pagila', '$shared->{url}')");
	my @tables = split /\n/, $psql->value(q{SELECT table_name FROM metahog.tables('pagila')});
	is_listed('\d lists the same tables', q{SELECT concat_ws('|', schema_name, table_name, kind, comment)
		FROM metahog.tables('pagila') WHERE kind <> 'view'},
		map { join '|', grep { $_ ne '' } (split /\|/)[ 0, 1, 2, 7 ] } psql_lines('-t', '-c', '\dtm+'));

	for my $table (@tables)
	{
		my @columns = map { join '|', (split /\|/, $_, -1)[ 0, 1, 3, 4, -1 ] } psql_lines('-t', '-c', "\\d+ $table");
		is_listed("\\d+ $table: columns", qq{SELECT concat_ws('|', column_name, data_type,
				CASE WHEN is_nullable THEN '' ELSE 'not null' END, coalesce(default_expr, ''), coalesce(comment, ''))
			FROM metahog.columns('pagila', 'public', '$table')}, @columns);
		my @footers = psql_lines('-c', "\\d $table");
		is_listed("\\d $table: indexes", qq{SELECT index_name FROM metahog.indexes('pagila', 'public') WHERE table_name = '$table'},
			map { /^    "(\w+)" (?:PRIMARY KEY, |UNIQUE(?: CONSTRAINT)?, )?(?:btree|gist) \(/ ? $1 : () } @footers);
		is_listed("\\d $table: primary key", qq{SELECT array_to_string(primary_key, ', ') FROM metahog.tables('pagila')
			WHERE table_name = '$table'}, map { /PRIMARY KEY, btree \((.*)\)/ ? $1 : () } @footers);
		is_listed("\\d $table: foreign keys", qq{SELECT format('%s (%s) %s(%s)', constraint_name, array_to_string(from_columns, ', '), to_table,
				array_to_string(to_columns, ', ')) FROM metahog.foreign_keys('pagila') WHERE from_table = '$table'},
			map { /^    "(\w+)" FOREIGN KEY (\(.*?\)) REFERENCES (\w+\(.*?\))/ ? "$1 $2 $3" : () } @footers);
	}
	return;
}

# A server that lacks what one function needs: that one says so, the others work.
sub says_what_is_missing
{
	my @codes = qw(42P01 42703 42883 42704 3F000 42601 0A000);
	for my $name (sort keys %functions)
	{
		my $code = shift @codes;
		push @codes, $code;
		with_fake(sub {
			$_[0] eq $name ? { error => [ S => 'ERROR', V => 'ERROR', C => $code, M => 'there is no such thing here', P => 7 ] } : undef;
		});
		my $result = call($name);
		is("$result->{sqlstate} $result->{message}", qq{0A000 source "fake" cannot list its $functions{$name}[2]}, "$name, $code");
		like($result->{error}, qr/DETAIL:  Its server said: there is no such thing here\nHINT:  It lacks a part .*\nCONTEXT:  source "fake", stage "query"/,
			"$name: in the server's words");
		unlike($result->{error}, qr/QUERY|LINE/, "$name: without a statement that is not the caller's");
		is(join(' ', grep { call($_)->{error} ne '' } sort keys %functions), $name, 'all others work');
	}
	for my $code (qw(42501 57014 53300 XX000))
	{
		with_fake(sub { { error => [ S => 'ERROR', V => 'ERROR', C => $code, M => 'no', P => 7 ] } });
		is(call('tables')->{sqlstate}, $code, "$code is not taken for it");
	}
	refused_before_it_is_asked();
	with_fake(sub { $_[0] eq 'foreign_keys' ? { error => [ S => 'ERROR', V => 'ERROR', C => '42P01', M => 'no' ] } : undef });
	like($psql->run(q{SELECT metahog.refresh_schema('fake')})->{message}, qr/cannot list its foreign keys/, 'a part is missing: nothing is recorded');
	is($psql->value('SELECT count(*) FROM metahog.remote_tables'), 0, 'not even the others');
	return;
}

# The same SQLSTATEs while logging in say nothing of a catalog.
sub refused_before_it_is_asked
{
	for my $code (qw(42P01 42883 42704))
	{
		my $refusing = MetaHog::FakeServer->start(greeting => error_response(S => 'FATAL', V => 'FATAL', C => $code, M => 'not you'));
		$psql->run(q{SELECT metahog.drop_source('fake')});
		MetaHog::Servers::create_source($metadata, 'fake', undef, port => $refusing->port, password => 'x');
		my $result = call('tables');
		is("$result->{sqlstate} $result->{message}", "$code not you", "$code of the log-in is not taken for it");
		like($result->{error}, qr/CONTEXT:  source "fake", stage "authenticate"/, 'and told as what it is');
		$refusing->stop;
	}
	return;
}

# broken(matrix, member, …): a text[][] of one row of these members, in every way in which it may be none.
sub broken
{
	my ($good, @row) = @_;
	return (
		'in text format' => '{{' . join(',', @row) . '}}',
		'of nothing at all' => '',
		'without names' => matrix(scalar @row, [ undef, @row[ 1 .. $#row ] ]),
		'with fewer members' => matrix(@row - 1, [ @row[ 0 .. $#row - 1 ] ]),
		'with more members' => matrix(@row + 1, [ @row, 'x' ]),
		'of one dimension' => array(1, scalar @row, 1, @row),
		'of three dimensions' => array(3, 1, scalar @row, @row),
		'of a negative number' => array(2, 0x80000000, scalar @row),
		'of more than there are' => array(2, 0x7fffffff, scalar @row, @row),
		'that end in their head' => substr($good, 0, 10),
		'that end in a length' => substr($good, 0, 30),
		'that end in a value' => substr($good, 0, -1),
		'with a length below nothing' => substr($good, 0, 28) . pack('N', 0xfffffffe) . substr($good, 32),
		'with a length beyond all' => substr($good, 0, 28) . pack('N', 0x7fffffff) . substr($good, 32));
}

# A table of more columns than there can be, none of which references another, though it is said of as many.
sub crowded
{
	my $fields = matrix(5, map { [ "c$_", 'integer', 'INTEGER', 'nullable', "c$_" ] } 1 .. MANY);
	my $targets = matrix(4, map { [ "d$_", 'public', 'film', 'id' ] } 1 .. MANY);
	with_fake(sub { $_[0] eq 'schema' ? { columns => columns_of('schema'), rows => [ [ 'public', 'film', (undef) x 5, $fields, $targets, 'film' ] ] } : undef });
	my $start = time;
	my $result = $psql->run(q{SELECT length(metahog.schema('fake')::text) > 1000000});
	cmp_ok(time - $start, '<', MOST_SECONDS, 'a table of so many columns takes no time that grows with its square');
	is($result->{out}, 't', 'and is shown') or diag $result->{error};
	return;
}

# What no catalog would say.
sub refuses_nonsense
{
	for my $name (sort keys %functions)
	{
		my $wanted = $functions{$name}[3];
		for my $count (1, $wanted - 1, $wanted + 1)
		{
			with_fake(sub {
				$_[0] eq $name ? { columns => columns_of($name, $count), rows => [ [ ('x') x $count ] ] } : undef });
			my $result = call($name);
			is("$result->{sqlstate} $result->{message}", "08P01 the remote sent $count columns instead of $wanted", "$name: $count columns");
		}
		is(call($name eq 'schemas' ? 'tables' : 'schemas')->{error}, '', "$name: the next call works");
	}
	my $good = $rows{schema}[0][7];
	my %documents = (
		'a schema without a table' => [ [ [ 'public', (undef) x 9 ] ], '08P01' ],
		'a table without a schema' => [ [ [ undef, 'film', (undef) x 8 ] ], '08P01' ],
		'a name that is no text' => [ [ [ 'public', "\xff", (undef) x 8 ] ], '22021' ],
		'a number that is none' => [ [ [ 'public', 'film', "\1", 'table', '],"x":[', (undef) x 5 ] ], '', qr/"rows":null/ ],
		'nothing but names' => [ [ [ 'public', 'film', (undef) x 5, matrix(5, [ 'id', (undef) x 4 ]), undef, undef ] ], '',
			qr/^"public\.film":\{"schema":"public","sql_name":null,"kind":null,"rows":null,"comment":null,"partition_of":null,"fields":\[\{"name":"id",.*"type":null/m ],
		'nothing' => [ [], '', qr/"tables":\{\},\n"columns":\{\}\}/ ],
		'a text that is a document' => [ [ [ '{"tables":{}}', (undef) x 9 ] ], '08P01' ]);
	my %fields = broken($good, 'id', 'integer', 'INTEGER', 'key', 'id');
	my %targets = broken(matrix(4, [ 'id', 'public', 'film', 'id' ]), 'id', 'public', 'film', 'id');
	for my $name (keys %fields)
	{
		$documents{"columns $name"} = [ [ [ 'public', 'film', (undef) x 5, $fields{$name}, undef, undef ] ], '08P01' ];
		$documents{"references $name"} = [ [ [ 'public', 'film', (undef) x 5, $good, $targets{$name}, undef ] ], '08P01' ]
		  unless $name eq 'without names' || $name eq 'of more than there are';
	}
	for my $name (sort keys %documents)
	{
		my ($sent, $sqlstate, $shown) = @{ $documents{$name} };
		with_fake(sub { $_[0] eq 'schema' ? { columns => columns_of('schema'), rows => $sent } : undef });
		my $result = call('schema');
		is($result->{sqlstate}, $sqlstate, "a document of $name");
		like($result->{out}, $shown, "$name: what is made of it") if $shown;
	}
	my %parts = (
		'a null name' => [ 'tables', [ 'public', undef, (undef) x 9 ], '23502' ],
		'the same table twice' => [ 'tables', $rows{tables}[0], '23505' ],
		'an ordinal that is none' => [ 'columns', [ 'public', 'film', 'x', 'a', (undef) x 9 ], '22P02' ],
		'an array that is none' => [ 'foreign_keys', [ 'of', 'public', 'a', '{', (undef) x 3 ], '22P02' ]);
	for my $name (sort keys %parts)
	{
		my ($function, $row, $sqlstate) = @{ $parts{$name} };
		with_fake(sub { $_[0] eq $function ? { columns => columns_of($function), rows => [ @{ $rows{$function} }, $row ] } : undef });
		is($psql->run(q{SELECT metahog.refresh_schema('fake')})->{sqlstate}, $sqlstate, "recording $name");
		is($psql->value('SELECT count(*) FROM metahog.remote_schemas'), 0, "$name: nothing is recorded");
	}
	with_fake(sub { undef });
	is($psql->value(q{SELECT metahog.refresh_schema('fake')}), '(2,0,0)', 'what makes sense is');
	return;
}

# asked_of(server): how many statements of ours it has got.
sub asked_of
{
	my ($server) = @_;
	return scalar grep { /^sql: / && defined function_of($_) } split /\n/, $server->events;
}

# Every function ends at its deadline and at a cancel, and tells the server.
sub ends_in_time
{
	my @calls = ((map { "SELECT * FROM metahog.$functions{$_}[0]" } sort keys %functions),
		q{SELECT metahog.refresh_schema('fake')}, q{SELECT * FROM metahog.schema_drift('fake')});
	my $silent = sub { { columns => columns_of($_[0]), execute => sub { $_[0]->hang } } };
	with_fake(sub { undef });
	$psql->value(q{SELECT metahog.refresh_schema('fake')});
	my $port = $fake->port;
	my $hanging = MetaHog::FakeServer->start(answer => sub { my $name = function_of($_[0]) // return undef; $silent->($name) });
	$psql->value(qq|SELECT metahog.alter_source('fake', '{"port": @{[ $hanging->port ]}, "password": "x"}')|);

	$psql->value(q{SET metahog.timeout = '300ms'});
	for my $sql (@calls)
	{
		my $result = $psql->run($sql);
		like("$result->{sqlstate} $result->{error}", qr/^57014 .*the call's timeout passed.*DETAIL:  The deadline passed in stage "(?:query|fetch)"/s, "deadline: $sql");
		cmp_ok($result->{seconds}, '<', MOST_SECONDS, 'in time');
	}
	$psql->value('RESET metahog.timeout');
	for my $sql (@calls)
	{
		my ($asked, $cancelled) = (asked_of($hanging), $hanging->count(qr/^cancel: /));
		$psql->send($sql);
		wait_until(sub { asked_of($hanging) > $asked });
		$operator->value("SELECT pg_cancel_backend(@{[ $psql->pid ]})");
		my $result = $psql->wait;
		like($result->{error}, qr/57014: canceling statement due to user request/, "cancel: $sql");
		cmp_ok($result->{seconds}, '<', MOST_SECONDS, 'in time');
		cmp_ok($hanging->count(qr/^cancel: /), '>', $cancelled, 'and the server is told');
	}
	$psql->value(qq|SELECT metahog.alter_source('fake', '{"port": $port, "password": "x"}')|);
	is($psql->value(q{SELECT metahog.refresh_schema('fake')}), '(0,0,0)', 'afterwards it works');

	# A second each would be in time; all four are not.
	with_fake(sub { my ($name) = @_; sleep 1; return undef });
	$psql->value(q{SET metahog.timeout = '2500ms'});
	is($psql->run(q{SELECT metahog.refresh_schema('fake')})->{sqlstate}, '57014', 'recording has one deadline over all that it asks');
	$psql->value('RESET metahog.timeout');
	return;
}

# So many that their sizes are told from what ANALYZE has counted.
sub lists_many_tables
{
	my $remote = MetaHog::Servers::remote('remote');
	MetaHog::Servers::create_source($metadata, 'many', $remote);
	$remote->safe_psql('pagila', <<'SQL');
CREATE TABLE big (id int PRIMARY KEY, word text);
INSERT INTO big SELECT i, 'word ' || i FROM generate_series(1, 20000) AS i;
CREATE INDEX ON big (word);
CREATE TABLE parts (id int) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
INSERT INTO parts SELECT generate_series(1, 50);
CREATE VIEW seen AS SELECT 1 AS a;
VACUUM ANALYZE big;
VACUUM ANALYZE parts_1;
SQL
	$remote->safe_psql('pagila', <<"SQL") for 0 .. 11;
DO \$\$BEGIN FOR i IN 1 .. 100 LOOP EXECUTE format('CREATE TABLE t%s (id int, name text, at timestamptz)', $_ * 100 + i); END LOOP; END\$\$
SQL
	is($psql->value(q{SELECT count(*), sum(total_bytes) FROM metahog.tables('many') WHERE table_name ~ '^t[0-9]'}), '1200|0',
		'tables, of which nothing was counted');
	is($psql->value(q{SELECT total_bytes FROM metahog.tables('many') WHERE table_name = 'big'}),
		$remote->safe_psql('pagila', q{SELECT pg_relation_size('big')}), 'a size is that of the pages that were counted in the table itself');
	is($psql->value(q{SELECT string_agg(format('%s %s %s', table_name, estimated_rows, total_bytes), ', ' ORDER BY table_name)
		FROM metahog.tables('many') WHERE table_name ~ 'parts|seen'}), 'parts 50 , parts_1 50 8192, seen  ', 'a partitioned table and a view have none');
	is($psql->value(q{SELECT count(*), count(DISTINCT table_name) FROM metahog.columns('many') WHERE table_name ~ '^t[0-9]'}), '3600|1200', 'their columns');
	is($psql->value(q{SELECT count(*) FROM json_object_keys(metahog.schema('many')->'columns')}), 1204, 'one document has them');
	is($psql->value(q{SELECT metahog.refresh_schema('many')}), '(1205,0,0)', 'they are recorded');
	is($psql->value(q{SELECT count(*) FROM metahog.schema_drift('many')}), 0, 'and the same afterwards');
	$remote->safe_psql('pagila', 'ALTER TABLE t600 RENAME name TO title; DROP TABLE t601');
	is($psql->value(q{SELECT metahog.refresh_schema('many')}), '(0,1,1)', 'of which two change');
	is($psql->value(q{SELECT substring(metahog.schema('many', true)::text, '"tables":.*') = substring(metahog.schema('many')::text, '"tables":.*')}), 't',
		'the recorded document is the live one');
	return $remote;
}

# A table that somebody has locked can be described, but its size cannot be told.
sub waits_for_no_lock_for_long
{
	my ($remote) = @_;
	my $locker = MetaHog::Psql->start($remote, database => 'pagila');
	MetaHog::Servers::create_source($metadata, 'locked', $remote, database => 'postgres');
	$remote->safe_psql('postgres', 'CREATE TABLE busy (id int PRIMARY KEY, n int DEFAULT 1)');
	$locker->value('\c postgres');
	$remote->safe_psql('postgres', 'CREATE TABLE parts (id int) PARTITION BY LIST (id); CREATE TABLE part PARTITION OF parts DEFAULT');
	my $sizes = q{SELECT string_agg(table_name, ',' ORDER BY 1) FROM metahog.tables('locked') WHERE total_bytes IS NULL};
	is($psql->value($sizes), '', 'every table has a size');
	$locker->value('BEGIN; LOCK TABLE busy; LOCK TABLE part');
	$psql->value(q{SET metahog.timeout = '500ms'});
	is($psql->run("SELECT count(*) FROM metahog.$_('locked')")->{error}, '', "$_ does not wait for a locked table")
	  for qw(schemas tables foreign_keys schema);
	is($psql->value($sizes), 'busy,part,parts', 'but of its size');
	$psql->value('RESET metahog.timeout');
	is($psql->run("SELECT count(*) FROM metahog.$_('locked')")->{sqlstate}, '55P03', "$_ waits, for the table's expressions, but not for long")
	  for qw(columns indexes refresh_schema);
	$locker->value('ROLLBACK');
	is($psql->value($sizes), '', 'which is told again afterwards');
	return;
}

says_what_psql_says();
says_what_is_missing();
refuses_nonsense();
crowded();
ends_in_time();
waits_for_no_lock_for_long(lists_many_tables());
$_->stop for $psql, $operator;
unlike(slurp_file($metadata->logfile), qr/WARNING:/, 'nothing was left open on the way');

done_testing();
