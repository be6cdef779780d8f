# test/t/000_regress.pl: what a psql user sees: pg_regress over test/regress/*.sql and expected/*.out.
#
# It runs in an instance of its own, whose settings name the remote that test/run has started, so
# that a file may make a source of it: SELECT metahog.create_source('s', current_setting('test.remote_url')).
# METAHOG_REGRESS, if set, names the files to run.

use strict;
use warnings;

use File::Path qw(make_path);
use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;

my $stage = $ENV{METAHOG_STAGE} // die "test/run runs this\n";
my $directory = "$stage/regress";
my @names = split ' ', $ENV{METAHOG_REGRESS} // '';
@names = map { m{([^/]+)\.sql$} } sort glob "$stage/test/regress/*.sql" unless @names;
ok(scalar @names, 'there are files to run');

# The layout that pg_regress expects.
make_path($directory);
symlink "$stage/test/regress", "$directory/sql";
symlink "$stage/expected", "$directory/expected";

my $output = '';
IPC::Run::run(
	[
		$ENV{PG_REGRESS}, "--bindir=$ENV{METAHOG_BINDIR}", "--inputdir=$directory", "--outputdir=$directory",
		"--temp-instance=$directory/instance", "--temp-config=$ENV{METAHOG_SETTINGS}",
		'--encoding=UTF8', '--load-extension=metahog', @names
	],
	'<', \undef, '>&', \$output);
my $failed = $?;
diag(slurp_file("$directory/regression.diffs")) if $failed && -e "$directory/regression.diffs";
diag($output) if $failed;
is($failed, 0, "what psql shows is what was expected: @names");

done_testing();
