-- test/sql/comments.sql: \df+ metahog.* is documentation: every object of the extension has a comment.

BEGIN;
SELECT plan(3);

SELECT is_empty(
	$$
	SELECT pg_catalog.pg_describe_object(classid, objid, objsubid)
	FROM pg_catalog.pg_depend
	WHERE refclassid = 'pg_catalog.pg_extension'::regclass
	  AND refobjid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = 'metahog')
	  AND deptype = 'e'
	  -- A table's row type, which newer servers list too, is no object that anybody made.
	  AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS t
		WHERE classid = 'pg_catalog.pg_type'::regclass AND t.oid = objid AND (t.typrelid <> 0 OR t.typelem <> 0))
	  AND pg_catalog.obj_description(objid, classid::regclass::text::name) IS NULL
	$$,
	'every object of the extension has a comment');

SELECT is_empty(
	$$
	SELECT attrelid::regclass, attname
	FROM pg_catalog.pg_attribute
	JOIN pg_catalog.pg_class ON pg_class.oid = attrelid
	WHERE relnamespace = 'metahog'::regnamespace
	  AND relkind IN ('r', 'p')
	  AND attnum > 0
	  AND NOT attisdropped
	  AND pg_catalog.col_description(attrelid, attnum) IS NULL
	$$,
	'so has every column of its tables');

SELECT is_empty(
	$$
	SELECT description
	FROM pg_catalog.pg_depend
	JOIN pg_catalog.pg_description ON classoid = classid AND objoid = objid
	WHERE refclassid = 'pg_catalog.pg_extension'::regclass
	  AND refobjid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = 'metahog')
	  AND deptype = 'e'
	  AND description ~ '^[^A-Z]|[.]( |$)'
	$$,
	'each begins with a capital, and ends without a full stop, as it has only one sentence');

SELECT * FROM finish();
ROLLBACK;
