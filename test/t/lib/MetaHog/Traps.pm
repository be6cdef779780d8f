package MetaHog::Traps;

# MetaHog/Traps.pm: a schema with a trap for whoever leaves it to the search_path what a name or an operator means.
#
#   MetaHog::Traps::lay($node, 'pagila');
#   … SET search_path = evil, pg_catalog, public …
#   is(MetaHog::Traps::sprung($node), '', 'nobody was caught');
#
# - Schema evil has a function, an operator, a type or a view for each of pg_catalog's, with the same
#   arguments; and an operator for pairs of types of which pg_catalog has none, so that it fits better than
#   what pg_catalog has, also where pg_catalog comes first.
# - Who runs one fails, and the server's log has a line of it, whatever becomes of the error.

use strict;
use warnings;

use PostgreSQL::Test::Utils;

my $LAY = <<'SQL';
SET search_path = pg_catalog;
CREATE SCHEMA evil;
GRANT USAGE ON SCHEMA evil TO PUBLIC;

-- trap(what, name, arguments, result): a function that catches; null if it cannot be made.
CREATE FUNCTION pg_temp.trap(what text, name text, arguments text, result text) RETURNS text LANGUAGE plpgsql AS $make$
BEGIN
	EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS %s LANGUAGE plpgsql IMMUTABLE AS %L', name, arguments, result,
		format('BEGIN RAISE LOG USING MESSAGE = %1$L; RAISE EXCEPTION USING MESSAGE = %1$L; END', 'trap sprung: ' || what));
	RETURN name;
EXCEPTION WHEN OTHERS THEN
	RETURN NULL;
END
$make$;

CREATE FUNCTION pg_temp.operator_trap(symbol text, function text, left_type text, right_type text) RETURNS void LANGUAGE plpgsql AS $make$
BEGIN
	EXECUTE format('CREATE OPERATOR evil.%s (%sRIGHTARG = %s, FUNCTION = evil.%I)', symbol,
		coalesce('LEFTARG = ' || left_type || ', ', ''), right_type, function);
EXCEPTION WHEN OTHERS THEN
	NULL;
END
$make$;

DO $lay$
DECLARE
	types text[] := ARRAY['int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'oid', 'text', 'name', '"char"', 'bool',
		'varchar', 'interval', 'regclass', 'regtype', 'text[]', 'int2[]', 'name[]', 'jsonb', 'uuid'];
	o record;
	one text;
	other text;
	symbol text;
BEGIN
	FOR o IN SELECT oid, oprname, CASE WHEN oprleft <> 0 THEN format_type(oprleft, NULL) END AS l, format_type(oprright, NULL) AS r,
		format_type(oprresult, NULL) AS result FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace
	LOOP
		PERFORM pg_temp.operator_trap(o.oprname, pg_temp.trap(format('operator %s (%s, %s)', o.oprname, o.l, o.r), 'operator_' || o.oid,
			concat_ws(', ', o.l, o.r), o.result), o.l, o.r);
	END LOOP;
	FOREACH one IN ARRAY types LOOP
		FOREACH other IN ARRAY types LOOP
			PERFORM pg_temp.trap(format('operator (%s, %s)', one, other), 'pair', one || ', ' || other, 'bool');
			FOREACH symbol IN ARRAY ARRAY['=', '<>', '<', '>', '<=', '>=', '+', '-', '*', '/', '%', '||', '~', '!~', '~~', '!~~', '->'] LOOP
				PERFORM pg_temp.operator_trap(symbol, 'pair', one, other);
			END LOOP;
		END LOOP;
	END LOOP;
	FOR o IN SELECT DISTINCT ON (proname, proargtypes) proname, oidvectortypes(proargtypes) AS arguments,
		CASE WHEN proretset THEN 'SETOF ' ELSE '' END || format_type(prorettype, NULL) AS result
		FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
	LOOP
		PERFORM pg_temp.trap(format('function %s(%s)', o.proname, o.arguments), o.proname, o.arguments, o.result);
	END LOOP;
	FOR o IN SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype = 'b' AND typname NOT LIKE '\_%'
	LOOP
		PERFORM pg_temp.trap('type ' || o.typname, 'check_' || o.typname, '', 'bool');
		EXECUTE format('CREATE DOMAIN evil.%I AS pg_catalog.%1$I CHECK (evil.%I())', o.typname, 'check_' || o.typname);
	END LOOP;
	FOR o IN SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v')
	LOOP
		PERFORM pg_temp.trap('relation ' || o.relname, 'read_' || o.relname, '', 'bool');
		EXECUTE format('CREATE VIEW evil.%I AS SELECT c.oid, evil.%I() AS nspname FROM pg_catalog.pg_class AS c WHERE evil.%2$I()', o.relname, 'read_' || o.relname);
		EXECUTE format('GRANT SELECT ON evil.%I TO PUBLIC', o.relname);
	END LOOP;
END
$lay$;
SQL

sub lay
{
	my ($node, $database) = @_;
	$node->safe_psql($database, $LAY);
	return;
}

# count(node, database): how many functions and operators lie in wait.
sub count
{
	my ($node, $database) = @_;
	return $node->safe_psql($database, q{SELECT (SELECT count(*) FROM pg_proc WHERE pronamespace = 'evil'::regnamespace)
		+ (SELECT count(*) FROM pg_operator WHERE oprnamespace = 'evil'::regnamespace)});
}

# sprung(node): what the log says of it, each once.
sub sprung
{
	my ($node) = @_;
	my %lines = map { $_ => 1 } slurp_file($node->logfile) =~ /LOG:  trap sprung: (.*)/g;
	return join "\n", sort keys %lines;
}

1;
