# test/t/055_shared_parts.pl: parts of shared memory on their own: its hash table, and a wish for a connection, driven by
# shared_table.c and wish.c.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

my $directory = PostgreSQL::Test::Utils::tempdir();
my $here = __FILE__ =~ s{/055_shared_parts\.pl$}{}r;
my $src = "$ENV{METAHOG_STAGE}/src";
my ($include, $own_include, $libraries) = map { my ($path) = run_command([ 'pg_config', $_ ]); $path } '--includedir-server', '--includedir', '--pkglibdir';
my @archives = map { my ($found) = grep { -e } "$libraries/$_", "$libraries/../$_"; $found } 'libpgcommon.a', 'libpgport.a';

# output_of(driver, file): what the driver says when it is built with that file of src/shared.
sub output_of
{
	my ($driver, $file) = @_;
	command_ok(
		[ $ENV{CC} // 'cc', '-Wall', '-Werror', "-I$src", "-isystem$include", "-isystem$own_include",
			'-o', "$directory/$driver", "$here/$driver.c", "$src/shared/$file.c", @archives ],
		"$driver is built");
	my ($out, $error) = run_command(["$directory/$driver"]);
	diag $error if $error;
	return $out;
}

is(output_of('shared_table', 'table'), '200000 steps', 'many steps, and each as it should be');
is(output_of('wish', 'wish'), 'well', 'wishes end, whatever becomes of who has claimed them');

done_testing();
