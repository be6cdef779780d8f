# test/t/055_shared_table.pl: the hash table in shared memory, on its own: shared_table.c drives it.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

my $directory = PostgreSQL::Test::Utils::tempdir();
my $driver = __FILE__ =~ s/055_shared_table\.pl$/shared_table.c/r;
my $src = "$ENV{METAHOG_STAGE}/src";
my ($include, $libraries) = map { my ($path) = run_command([ 'pg_config', $_ ]); $path } '--includedir-server', '--pkglibdir';
my @archives = map { my ($found) = grep { -e } "$libraries/$_", "$libraries/../$_"; $found } 'libpgcommon.a', 'libpgport.a';

command_ok(
	[ $ENV{CC} // 'cc', '-Wall', '-Werror', "-I$src", "-isystem$include",
		'-o', "$directory/shared_table", $driver, "$src/shared/table.c", @archives ],
	'the table and its driver are built');
my ($out, $error) = run_command(["$directory/shared_table"]);
is($out, '200000 steps', 'many steps, and each as it should be') or diag $error;

done_testing();
