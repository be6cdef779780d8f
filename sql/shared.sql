-- sql/shared.sql: what all backends share, and how it stands with it.

CREATE FUNCTION metahog.status() RETURNS TABLE (item text, state text, hint text)
	AS 'MODULE_PATHNAME', 'metahog_status'
	LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.status() IS
	'At which level MetaHog works on this server, how far its limits reach, and which setting would bring more';
