# test/t/019_remote_reload.pl: values stay what they are when the remote's configuration changes under an open session.
#
# What a remote's defaults already say is left out of the settings that go with each statement; a
# reload of its configuration may take that away between any two calls.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $metadata = MetaHog::Servers::metadata('metadata');
my $remote = MetaHog::Servers::remote('remote');
my $psql = MetaHog::Psql->start($metadata);
MetaHog::Servers::create_source($metadata, 'reloaded', $remote);

my %odd = (
	datestyle => 'German', bytea_output => 'escape', intervalstyle => 'iso_8601',
	extra_float_digits => -10, timezone => 'Asia/Tokyo');
my $values = q{SELECT date ''2022-05-24'', timestamptz ''2022-05-24 12:00+00'', ''\x61''::bytea, 0.1::float8 / 3, interval ''1 year''};
my $expected = '"2022-05-24"+"2022-05-24T12:00:00+00:00"+"\\\\x61"+0.03333333333333333+"1 year"';

sub results
{
	my ($function) = @_;
	return $psql->value("SELECT string_agg(value::text, '+') FROM json_array_elements(metahog.$function('reloaded', '$values')->'results'->0)");
}

sub typed
{
	return $psql->value("SELECT (a, b, c)::text FROM metahog.query('reloaded', '$values') AS t(a date, b timestamp, c bytea, d float8, e text)");
}

sub pid_of_session
{
	return $psql->value(q{SELECT metahog.execute('reloaded', 'SELECT pg_backend_pid()')->'results'->0->>0});
}

# The new configuration holds as soon as the session's own backend has read it.
sub reload_with
{
	my (%settings) = @_;
	for my $name (sort keys %settings)
	{
		my $value = $settings{$name};
		$remote->safe_psql('postgres', defined $value ? "ALTER SYSTEM SET $name = '$value'" : "ALTER SYSTEM RESET $name");
	}
	$remote->reload;
	my ($name) = sort keys %settings;
	my $wanted = $settings{$name} // 'hex';
	$remote->poll_query_until('postgres', "SELECT current_setting('$name') = '$wanted'") or die 'the remote was not reloaded';
	return;
}

my $pid = pid_of_session();
is(results('execute'), $expected, 'before');
my $typed = typed();
reload_with(%odd);
is(results('execute'), $expected, 'the first call after the reload');
is(results('execute'), $expected, 'the second');
is(typed(), $typed, 'typed rows');
reload_with(map { $_ => undef } keys %odd);
is(results('execute'), $expected, 'after the way back');
is(typed(), $typed, 'typed rows after the way back');
is(pid_of_session(), $pid, 'all of that in one session');

reload_with(%odd);
is($psql->value("SELECT metahog.try_execute('reloaded', 'SELECT 1 / 0')->'error_detail'->>'sqlstate'"), '22012',
	'a failure in the very call that finds the change');
is(results('try_execute'), $expected, 'and the next one is right');

# What the wrong settings have led to is not read to its end.
sub endless
{
	my ($mark) = @_;
	return $psql->run("SELECT string_agg(value::text, '+') FROM json_array_elements(metahog.execute('reloaded', "
		  . "'$values, generate_series(1, 1000000000000) /* $mark */ LIMIT 999999999999', "
		  . "max_rows => 2, timeout => '10 s')->'results'->0)");
}

my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
for my $way ([%odd], [ map { $_ => undef } keys %odd ])
{
	# A session that has met one reload goes by no default any more.
	$psql->stop;
	$psql = MetaHog::Psql->start($metadata);
	results('execute');
	reload_with(@$way);
	my $result = endless('endless');
	is($result->{out}, "$expected+1", 'an endless result after a reload') or diag $result->{error};
	ok(wait_for_statements($watcher, 'endless', 0), 'and no second one of it on the remote');
}
ok(wait_until(sub { connections($watcher) == 1 }), 'nor a second session');

# What writes is run once, however often the remote is reloaded: a sequence counts it even where it has been undone.
# What returns no rows is sent at once, without a description that would have met the change before.
sub written_once
{
	MetaHog::Servers::create_source($metadata, 'writable', $remote, user => 'admin', options => '{"read_only": false}');
	$watcher->value('CREATE TABLE written (n serial, day text)');
	my $written = 0;
	for my $way ([%odd], [ map { $_ => undef } keys %odd ])
	{
		$psql->stop;
		$psql = MetaHog::Psql->start($metadata);
		for my $returning ('', '', ' RETURNING n')
		{
			reload_with(@$way) if $written % 3 == 1;
			my $result = $psql->run("SELECT metahog.execute('writable', 'INSERT INTO written (day) VALUES ((date ''2022-05-24'')::text)$returning')");
			is($result->{error}, '', 'what writes is run' . ($written % 3 ? ' after a reload' : ''));
			$written++;
		}
	}
	is($watcher->value(q{SELECT count(*), max(n), count(*) FILTER (WHERE day = '2022-05-24') FROM written}), "$written|$written|$written",
		'once each, and with our settings');
	return;
}

written_once();

done_testing();
