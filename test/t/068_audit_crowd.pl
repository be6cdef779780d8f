# test/t/068_audit_crowd.pl: many backends write long records at the same time, and each is there once and whole.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Audit qw(:all);
use MetaHog::Psql;
use MetaHog::Watch qw(wait_until);

use constant { BACKENDS => 8, CALLS => 60, TEXT => 60_000 };

# The ring holds two rounds of all backends: records meet at its end, and go around it many times.
my $node = audited('metadata', settings => [ q{metahog.audit_buffer_size = '1MB'} ]);
ok(wait_for_writer($node), 'there is a writer');

my @psql = map { MetaHog::Psql->start($node) } 1 .. BACKENDS;
for my $i (0 .. $#psql)
{
	# A text of each backend's own; if the ring is full, a moment later there is room again.
	my $text = sprintf q{'/* crowd ' || %d + n || ' */ SELECT 1 /* ' || repeat(chr(97 + n %% 26), %d + n) || ' */'}, 1000 * $i, TEXT;
	$psql[$i]->value(q{SET metahog.audit = 'required'});
	$psql[$i]->send(<<"SQL");
DO \$\$ BEGIN
	FOR n IN 1 .. @{[CALLS]} LOOP
		WHILE metahog.try_execute('here', $text)->'error_detail'->>'sqlstate' = '55000' LOOP
			PERFORM pg_sleep(0.01);
		END LOOP;
	END LOOP;
END \$\$
SQL
}
is($_->wait->{error}, '', 'a backend has made its calls') for @psql;

my $all = BACKENDS * CALLS;
my $made = q{FROM metahog.audit_log WHERE query LIKE '/* crowd %' AND outcome = 'ok'};
ok(wait_until(sub { $node->safe_psql('postgres', "SELECT count(*) $made") >= $all }), 'all of them are recorded');
is($node->safe_psql('postgres', "SELECT count(*), count(DISTINCT query), count(DISTINCT id) $made"), "$all|$all|$all", 'each once, and under an id of its own');
is($node->safe_psql('postgres', "SELECT count(*) $made AND query_hash = sha256(convert_to(query, 'UTF8')) AND length(query) > @{[TEXT]}"), $all, 'and whole');
unlike(slurp_file($node->logfile), qr/has been damaged/, 'nothing was passed over');

done_testing();
