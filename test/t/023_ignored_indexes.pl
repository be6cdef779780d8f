# test/t/023_ignored_indexes.pl: a session that ignores system indexes sees no other sources than any session does.
#
# Anybody may start one. The lookup then reads the whole table, and must not rely on what a partial index leaves out.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Servers;

my $remote = MetaHog::Servers::remote('remote');
my $node = MetaHog::Servers::metadata('metadata');
my $url = MetaHog::Servers::url($remote);

$node->safe_psql('postgres', "SELECT metahog.create_source('gone', '$url'), metahog.create_source('team', '$url', '{\"team_id\": 7}')");
$node->safe_psql('postgres', q{SELECT metahog.drop_source('gone')});
$node->safe_psql('postgres', "SELECT metahog.create_source('gone of a team', '$url', '{\"team_id\": 7}')");
$node->safe_psql('postgres', q{SELECT metahog.drop_source('gone of a team')});

local $ENV{PGOPTIONS} = '-c ignore_system_indexes=on';
for my $case ([ 'gone', '', '42704' ], [ 'gone of a team', '', '42704' ], [ 'gone of a team', 'SET metahog.team_id = 7;', '42704' ],
	 [ 'team', 'SET metahog.team_id = 8;', '42704' ], [ 'team', 'SET metahog.team_id = 7;', '' ])
{
	my ($source, $setting, $sqlstate) = @$case;
	my $out = $node->safe_psql('postgres',
		"$setting SELECT metahog.try_execute('$source', 'SELECT 1')->'error_detail'->>'sqlstate'");
	is($out, $sqlstate, "source $source after \"$setting\"");
}

done_testing();
