-- sql/saved.sql: what people keep: saved queries, dashboards, and the history of what was run.
--
-- Ordinary roles have no right on the tables: the functions, which check for themselves, and the views are the way in.
-- Ids are uuids, so that a dump that is restored elsewhere keeps what refers to them.

CREATE TABLE metahog.saved_query (
	id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
	team_id bigint,
	name text NOT NULL,
	description text,
	folder text NOT NULL DEFAULT '',
	source_id uuid NOT NULL,
	model_id uuid,
	kind text NOT NULL,
	text text,
	document jsonb,
	variables jsonb NOT NULL DEFAULT '[]',
	chart jsonb,
	owner regrole NOT NULL,
	created_by text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	updated_by text NOT NULL,
	updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	version integer NOT NULL DEFAULT 1,
	deleted_at timestamptz,
	CONSTRAINT saved_query_pkey PRIMARY KEY (id),
	CONSTRAINT saved_query_source_id_fkey FOREIGN KEY (source_id) REFERENCES metahog.source (id),
	CONSTRAINT saved_query_name_check CHECK (name <> '' AND pg_catalog.octet_length(name) <= 200),
	CONSTRAINT saved_query_variables_check CHECK (pg_catalog.jsonb_typeof(variables) = 'array'),
	CONSTRAINT saved_query_document_check CHECK (pg_catalog.jsonb_typeof(document) = 'object'),
	CONSTRAINT saved_query_chart_check CHECK (pg_catalog.jsonb_typeof(chart) = 'object'),
	CONSTRAINT saved_query_version_check CHECK (version > 0)
);

-- Queries are looked up by name as well, whatever their team. In the C collation, which no change of a locale library
-- can put into another order.
CREATE UNIQUE INDEX saved_query_name_key ON metahog.saved_query (name COLLATE "C", coalesce(team_id::text, 'shared'))
	WHERE deleted_at IS NULL;
CREATE INDEX saved_query_source_id_idx ON metahog.saved_query (source_id);

COMMENT ON TABLE metahog.saved_query IS 'Queries that were saved; live ones have no deleted_at';
COMMENT ON COLUMN metahog.saved_query.id IS 'Identifies the saved query for ever';
COMMENT ON COLUMN metahog.saved_query.team_id IS 'Team of its source when it was last saved, within which its name is unique; null: shared by all teams';
COMMENT ON COLUMN metahog.saved_query.name IS 'Unique among the live saved queries of its team';
COMMENT ON COLUMN metahog.saved_query.description IS 'For people';
COMMENT ON COLUMN metahog.saved_query.folder IS 'Where it is listed: names with / between them; empty: at the top';
COMMENT ON COLUMN metahog.saved_query.source_id IS 'Source that it runs on, which may have been dropped since';
COMMENT ON COLUMN metahog.saved_query.model_id IS 'Model that it asks; null: it asks the source itself';
COMMENT ON COLUMN metahog.saved_query.kind IS 'What it is: sql or hogql';
COMMENT ON COLUMN metahog.saved_query.text IS 'Its text';
COMMENT ON COLUMN metahog.saved_query.document IS 'What else its kind keeps; null: nothing';
COMMENT ON COLUMN metahog.saved_query.variables IS 'Its variables: objects with name, type, and maybe default and label; the n-th is $n of SQL';
COMMENT ON COLUMN metahog.saved_query.chart IS 'How its answer is drawn; null: as a table';
COMMENT ON COLUMN metahog.saved_query.owner IS 'Role that owns it: may change and drop it';
COMMENT ON COLUMN metahog.saved_query.created_by IS 'Who made it: metahog.actor, or the role if that said nothing';
COMMENT ON COLUMN metahog.saved_query.created_at IS 'When it was made';
COMMENT ON COLUMN metahog.saved_query.updated_by IS 'Who changed it last, as created_by has it';
COMMENT ON COLUMN metahog.saved_query.updated_at IS 'When it was last changed';
COMMENT ON COLUMN metahog.saved_query.version IS 'Counts its changes, from 1';
COMMENT ON COLUMN metahog.saved_query.deleted_at IS 'When it was dropped; null: it is live';
COMMENT ON INDEX metahog.saved_query_pkey IS 'Finds a saved query by id';
COMMENT ON INDEX metahog.saved_query_name_key IS 'Finds live saved queries by name, and keeps names unique in a team';
COMMENT ON INDEX metahog.saved_query_source_id_idx IS 'Finds the saved queries of a source';

CREATE TABLE metahog.dashboard (
	id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
	team_id bigint,
	name text NOT NULL,
	description text,
	folder text NOT NULL DEFAULT '',
	filters jsonb NOT NULL DEFAULT '[]',
	layout jsonb NOT NULL DEFAULT '{}',
	owner regrole NOT NULL,
	created_by text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	updated_by text NOT NULL,
	updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	version integer NOT NULL DEFAULT 1,
	deleted_at timestamptz,
	CONSTRAINT dashboard_pkey PRIMARY KEY (id),
	CONSTRAINT dashboard_name_check CHECK (name <> '' AND pg_catalog.octet_length(name) <= 200),
	CONSTRAINT dashboard_filters_check CHECK (pg_catalog.jsonb_typeof(filters) = 'array'),
	CONSTRAINT dashboard_layout_check CHECK (pg_catalog.jsonb_typeof(layout) = 'object'),
	CONSTRAINT dashboard_version_check CHECK (version > 0)
);

CREATE UNIQUE INDEX dashboard_name_key ON metahog.dashboard (name COLLATE "C", coalesce(team_id::text, 'shared'))
	WHERE deleted_at IS NULL;

COMMENT ON TABLE metahog.dashboard IS 'Dashboards; live ones have no deleted_at';
COMMENT ON COLUMN metahog.dashboard.id IS 'Identifies the dashboard for ever';
COMMENT ON COLUMN metahog.dashboard.team_id IS 'Team that it belongs to; null: shared by all teams';
COMMENT ON COLUMN metahog.dashboard.name IS 'Unique among the live dashboards of its team';
COMMENT ON COLUMN metahog.dashboard.description IS 'For people';
COMMENT ON COLUMN metahog.dashboard.folder IS 'Where it is listed: names with / between them; empty: at the top';
COMMENT ON COLUMN metahog.dashboard.filters IS 'Its filters: objects with name and type, and which variables of which tiles each sets';
COMMENT ON COLUMN metahog.dashboard.layout IS 'What else there is to say of how it looks, beside the places of its tiles';
COMMENT ON COLUMN metahog.dashboard.owner IS 'Role that owns it: may change and drop it';
COMMENT ON COLUMN metahog.dashboard.created_by IS 'Who made it: metahog.actor, or the role if that said nothing';
COMMENT ON COLUMN metahog.dashboard.created_at IS 'When it was made';
COMMENT ON COLUMN metahog.dashboard.updated_by IS 'Who changed it last, as created_by has it';
COMMENT ON COLUMN metahog.dashboard.updated_at IS 'When it or one of its tiles was last changed';
COMMENT ON COLUMN metahog.dashboard.version IS 'Counts its changes, those of its tiles too, from 1';
COMMENT ON COLUMN metahog.dashboard.deleted_at IS 'When it was dropped; null: it is live';
COMMENT ON INDEX metahog.dashboard_pkey IS 'Finds a dashboard by id';
COMMENT ON INDEX metahog.dashboard_name_key IS 'Finds live dashboards by name, and keeps names unique in a team';

CREATE TABLE metahog.dashboard_tile (
	id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
	dashboard_id uuid NOT NULL,
	saved_query_id uuid,
	place jsonb NOT NULL,
	overrides jsonb NOT NULL DEFAULT '{}',
	markdown text,
	CONSTRAINT dashboard_tile_pkey PRIMARY KEY (id),
	CONSTRAINT dashboard_tile_dashboard_id_fkey FOREIGN KEY (dashboard_id) REFERENCES metahog.dashboard (id)
		ON DELETE CASCADE,
	CONSTRAINT dashboard_tile_saved_query_id_fkey FOREIGN KEY (saved_query_id) REFERENCES metahog.saved_query (id),
	CONSTRAINT dashboard_tile_one_check CHECK ((saved_query_id IS NULL) <> (markdown IS NULL)),
	CONSTRAINT dashboard_tile_place_check CHECK (pg_catalog.jsonb_typeof(place) = 'object'),
	CONSTRAINT dashboard_tile_overrides_check CHECK (pg_catalog.jsonb_typeof(overrides) = 'object')
);

CREATE INDEX dashboard_tile_dashboard_id_idx ON metahog.dashboard_tile (dashboard_id);
CREATE INDEX dashboard_tile_saved_query_id_idx ON metahog.dashboard_tile (saved_query_id);

COMMENT ON TABLE metahog.dashboard_tile IS 'What dashboards show: answers of saved queries, and texts';
COMMENT ON COLUMN metahog.dashboard_tile.id IS 'Identifies the tile for ever';
COMMENT ON COLUMN metahog.dashboard_tile.dashboard_id IS 'Dashboard that it is on';
COMMENT ON COLUMN metahog.dashboard_tile.saved_query_id IS 'Saved query whose answer it shows; null: it shows a text';
COMMENT ON COLUMN metahog.dashboard_tile.place IS 'Where it is: x and w count 12 columns, y and h rows';
COMMENT ON COLUMN metahog.dashboard_tile.overrides IS 'What is otherwise than in the saved query: title, chart, values of variables';
COMMENT ON COLUMN metahog.dashboard_tile.markdown IS 'Text that it shows; null: it shows the answer of a saved query';
COMMENT ON INDEX metahog.dashboard_tile_pkey IS 'Finds a tile by id';
COMMENT ON INDEX metahog.dashboard_tile_dashboard_id_idx IS 'Finds the tiles of a dashboard';
COMMENT ON INDEX metahog.dashboard_tile_saved_query_id_idx IS 'Finds the tiles of a saved query';

SELECT pg_catalog.pg_extension_config_dump('metahog.saved_query', '');
SELECT pg_catalog.pg_extension_config_dump('metahog.dashboard', '');
SELECT pg_catalog.pg_extension_config_dump('metahog.dashboard_tile', '');

-- Who sees what

CREATE FUNCTION metahog.saved_query_is_visible(
	source_id uuid, source_team bigint, source_owner regrole, saved_owner regrole) RETURNS boolean
	AS 'MODULE_PATHNAME', 'metahog_saved_query_is_visible'
	LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.saved_query_is_visible(uuid, bigint, regrole, regrole) IS
	'Whether the session''s team sees the source of a saved query, and the current role may use the source or owns the query';

CREATE FUNCTION metahog.team_is_visible(team_id bigint) RETURNS boolean
	AS 'MODULE_PATHNAME', 'metahog_team_is_visible'
	LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.team_is_visible(bigint) IS
	'Whether the session sees what belongs to a team, or to none';

CREATE FUNCTION metahog.is_owner(owner regrole) RETURNS boolean
	AS 'MODULE_PATHNAME', 'metahog_is_owner'
	LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION metahog.is_owner(regrole) IS
	'Whether the current role may do what the owner of a source, a saved query or a dashboard may';

CREATE VIEW metahog.saved_queries WITH (security_barrier) AS
	SELECT q.id, q.name, q.folder, q.description, q.kind, q.source_id, s.name AS source, s.team_id, q.owner, q.created_by,
		q.created_at, q.updated_by, q.updated_at, q.version,
		(metahog.is_owner(q.owner) OR metahog.is_owner(s.created_by))
			AND (s.deleted_at IS NOT NULL OR metahog.source_is_usable(s.id, s.team_id, s.created_by)) AS may_change,
		s.deleted_at IS NOT NULL AS source_gone
	FROM metahog.saved_query AS q JOIN metahog.source AS s ON s.id OPERATOR(pg_catalog.=) q.source_id
	WHERE q.deleted_at IS NULL AND metahog.saved_query_is_visible(s.id, s.team_id, s.created_by, q.owner);
GRANT SELECT ON metahog.saved_queries TO PUBLIC;

COMMENT ON VIEW metahog.saved_queries IS 'Live saved queries of sources that the session''s team sees and the current role may use';
COMMENT ON COLUMN metahog.saved_queries.id IS 'Id, which stands for the saved query wherever its name does';
COMMENT ON COLUMN metahog.saved_queries.name IS 'Unique among the live saved queries of its team';
COMMENT ON COLUMN metahog.saved_queries.folder IS 'Where it is listed: names with / between them; empty: at the top';
COMMENT ON COLUMN metahog.saved_queries.description IS 'For people';
COMMENT ON COLUMN metahog.saved_queries.kind IS 'What it is: sql or hogql';
COMMENT ON COLUMN metahog.saved_queries.source_id IS 'Source that it runs on';
COMMENT ON COLUMN metahog.saved_queries.source IS 'Name of the source';
COMMENT ON COLUMN metahog.saved_queries.team_id IS 'Team of the source; null: shared by all teams';
COMMENT ON COLUMN metahog.saved_queries.owner IS 'Role that owns it: may change and drop it';
COMMENT ON COLUMN metahog.saved_queries.created_by IS 'Who made it: metahog.actor, or the role if that said nothing';
COMMENT ON COLUMN metahog.saved_queries.created_at IS 'When it was made';
COMMENT ON COLUMN metahog.saved_queries.updated_by IS 'Who changed it last, as created_by has it';
COMMENT ON COLUMN metahog.saved_queries.updated_at IS 'When it was last changed';
COMMENT ON COLUMN metahog.saved_queries.version IS 'Counts its changes, from 1';
COMMENT ON COLUMN metahog.saved_queries.may_change IS 'Whether the current role may change it';
COMMENT ON COLUMN metahog.saved_queries.source_gone IS 'Whether its source was dropped';

CREATE VIEW metahog.dashboards WITH (security_barrier) AS
	SELECT d.id, d.name, d.folder, d.description, d.team_id, d.owner, d.created_by, d.created_at, d.updated_by, d.updated_at,
		d.version, metahog.is_owner(d.owner) AS may_change,
		(SELECT pg_catalog.count(*) FROM metahog.dashboard_tile AS t WHERE t.dashboard_id OPERATOR(pg_catalog.=) d.id) AS tiles
	FROM metahog.dashboard AS d
	WHERE d.deleted_at IS NULL AND metahog.team_is_visible(d.team_id);
GRANT SELECT ON metahog.dashboards TO PUBLIC;

COMMENT ON VIEW metahog.dashboards IS 'Live dashboards that the session''s team sees';
COMMENT ON COLUMN metahog.dashboards.id IS 'Id, which stands for the dashboard wherever its name does';
COMMENT ON COLUMN metahog.dashboards.name IS 'Unique among the live dashboards of its team';
COMMENT ON COLUMN metahog.dashboards.folder IS 'Where it is listed: names with / between them; empty: at the top';
COMMENT ON COLUMN metahog.dashboards.description IS 'For people';
COMMENT ON COLUMN metahog.dashboards.team_id IS 'Team that it belongs to; null: shared by all teams';
COMMENT ON COLUMN metahog.dashboards.owner IS 'Role that owns it: may change and drop it';
COMMENT ON COLUMN metahog.dashboards.created_by IS 'Who made it: metahog.actor, or the role if that said nothing';
COMMENT ON COLUMN metahog.dashboards.created_at IS 'When it was made';
COMMENT ON COLUMN metahog.dashboards.updated_by IS 'Who changed it last, as created_by has it';
COMMENT ON COLUMN metahog.dashboards.updated_at IS 'When it or one of its tiles was last changed';
COMMENT ON COLUMN metahog.dashboards.version IS 'Counts its changes, those of its tiles too, from 1';
COMMENT ON COLUMN metahog.dashboards.may_change IS 'Whether the current role may change it';
COMMENT ON COLUMN metahog.dashboards.tiles IS 'How many tiles it has';

-- The order lets whoever asks for the last ones read no more than these: the server does not sort what a view behind a
-- barrier gives out unless the view says so.
CREATE VIEW metahog.history WITH (security_barrier) AS
	SELECT a.id, a.time, a.actor, a.role, a.source, a.source_id, a.action,
		CASE WHEN a.details IS NOT NULL THEN a.details OPERATOR(pg_catalog.->>) 'language'
			WHEN a.action OPERATOR(pg_catalog.~) '^(try_)?hogql' THEN 'hogql' ELSE 'sql' END AS language,
		a.query, a.query_cut, a.parameters, a.outcome, a.sqlstate, a.rows, a.bytes, a.truncated, a.total_seconds,
		a.application_name, (a.details OPERATOR(pg_catalog.->>) 'saved_query')::pg_catalog.uuid AS saved_query_id
	FROM metahog.audit_log AS a
	WHERE a.query IS NOT NULL
		AND a.database OPERATOR(pg_catalog.=) pg_catalog.current_database()::pg_catalog.text
		AND (a.role OPERATOR(pg_catalog.=) current_user::pg_catalog.text
			OR pg_catalog.pg_has_role('pg_read_all_stats'::pg_catalog.name, 'USAGE'))
		AND metahog.team_is_visible(a.team_id)
	ORDER BY a.id DESC;
GRANT SELECT ON metahog.history TO PUBLIC;

COMMENT ON VIEW metahog.history IS
	'Queries that were run in this database, the last first: the current role''s own, all for pg_read_all_stats, narrowed to the session''s team; from metahog.audit_log';
COMMENT ON COLUMN metahog.history.id IS 'Number of the record; later records have higher ones';
COMMENT ON COLUMN metahog.history.time IS 'When it began';
COMMENT ON COLUMN metahog.history.actor IS 'Who in the application asked, as metahog.actor had it; null: it said nothing';
COMMENT ON COLUMN metahog.history.role IS 'Role that did it, as SET ROLE had it';
COMMENT ON COLUMN metahog.history.source IS 'Name of the source at that time';
COMMENT ON COLUMN metahog.history.source_id IS 'Its id';
COMMENT ON COLUMN metahog.history.action IS 'Function that was called, such as query or run_saved';
COMMENT ON COLUMN metahog.history.language IS 'Language of the text: sql or hogql';
COMMENT ON COLUMN metahog.history.query IS 'Text of the caller, its first 64 kB';
COMMENT ON COLUMN metahog.history.query_cut IS 'Whether the text was longer';
COMMENT ON COLUMN metahog.history.parameters IS
	'Its parameters as JSON, their first 64 kB; null: there were none, or metahog.audit_parameters was off';
COMMENT ON COLUMN metahog.history.outcome IS 'How it ended: ok, error, cancelled, timeout, refused or abandoned';
COMMENT ON COLUMN metahog.history.sqlstate IS 'SQLSTATE of its error; null: it had none';
COMMENT ON COLUMN metahog.history.rows IS 'Rows that it gave out';
COMMENT ON COLUMN metahog.history.bytes IS 'Bytes of their values';
COMMENT ON COLUMN metahog.history.truncated IS 'Cap that cut the result: max_rows or max_bytes; null: none';
COMMENT ON COLUMN metahog.history.total_seconds IS 'Time of the whole call';
COMMENT ON COLUMN metahog.history.application_name IS 'What the client called itself';
COMMENT ON COLUMN metahog.history.saved_query_id IS 'Saved query that was run; null: it was a text of the caller''s own';

-- Saved queries

CREATE FUNCTION metahog.create_saved_query(name text, source text, text text, options jsonb DEFAULT '{}') RETURNS uuid
	AS 'MODULE_PATHNAME', 'metahog_create_saved_query_from_text'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.create_saved_query(text, text, text, jsonb) IS
	'Saves a query on a source; options: kind, description, folder, variables, chart, document; returns its id';

CREATE FUNCTION metahog.create_saved_query(name text, definition jsonb) RETURNS uuid
	AS 'MODULE_PATHNAME', 'metahog_create_saved_query'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.create_saved_query(text, jsonb) IS
	'Saves a query by a definition in which its source and text stand beside the options; returns its id';

CREATE FUNCTION metahog.alter_saved_query(saved text, changes jsonb, version integer) RETURNS integer
	AS 'MODULE_PATHNAME', 'metahog_alter_saved_query'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.alter_saved_query(text, jsonb, integer) IS
	'Changes what is named and keeps the rest, if this version is still there; returns the new version';

CREATE FUNCTION metahog.alter_saved_query(saved text, changes jsonb) RETURNS integer
	AS 'MODULE_PATHNAME', 'metahog_alter_saved_query'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.alter_saved_query(text, jsonb) IS
	'Changes what is named and keeps the rest, if the version among the changes is still there; returns the new version';

CREATE FUNCTION metahog.drop_saved_query(saved text, version integer DEFAULT NULL) RETURNS void
	AS 'MODULE_PATHNAME', 'metahog_drop_saved_query'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.drop_saved_query(text, integer) IS
	'Drops a saved query: its name is free again, tiles that show it stay and say that it is gone';

CREATE FUNCTION metahog.saved_query_document(saved text) RETURNS json
	AS 'MODULE_PATHNAME', 'metahog_saved_query_document'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.saved_query_document(text) IS
	'A saved query as one document';

CREATE FUNCTION metahog.run_saved(saved text, variables jsonb DEFAULT NULL, max_rows bigint DEFAULT NULL,
	skip_rows bigint DEFAULT NULL, timeout interval DEFAULT NULL) RETURNS json
	AS 'MODULE_PATHNAME', 'metahog_run_saved'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.run_saved(text, jsonb, bigint, bigint, interval) IS
	'Runs a saved query and returns the answer as one document, as execute does; a failure is an error';

CREATE FUNCTION metahog.try_run_saved(saved text, variables jsonb DEFAULT NULL, max_rows bigint DEFAULT NULL,
	skip_rows bigint DEFAULT NULL, timeout interval DEFAULT NULL) RETURNS json
	AS 'MODULE_PATHNAME', 'metahog_try_run_saved'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.try_run_saved(text, jsonb, bigint, bigint, interval) IS
	'Runs a saved query and returns the answer as one document, in which a failure is told too';

CREATE FUNCTION metahog.saved_sql(saved text, variables jsonb DEFAULT NULL) RETURNS text
	AS 'MODULE_PATHNAME', 'metahog_saved_sql'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.saved_sql(text, jsonb) IS
	'The SQL that a saved query becomes; nothing is sent';

CREATE FUNCTION metahog.create_saved_view(view_name text, saved text, variables jsonb DEFAULT NULL) RETURNS regclass
	AS 'MODULE_PATHNAME', 'metahog_create_saved_view'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.create_saved_view(text, text, jsonb) IS
	'Makes a view of what a saved query is now, with typed columns, as create_view does; variables of HogQL become constants';

-- Dashboards

CREATE FUNCTION metahog.create_dashboard(name text, definition jsonb DEFAULT '{}') RETURNS uuid
	AS 'MODULE_PATHNAME', 'metahog_create_dashboard'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.create_dashboard(text, jsonb) IS
	'Makes a dashboard of the session''s team; definition: description, folder, filters, layout, tiles; returns its id';

CREATE FUNCTION metahog.alter_dashboard(dashboard text, changes jsonb, version integer) RETURNS integer
	AS 'MODULE_PATHNAME', 'metahog_alter_dashboard'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.alter_dashboard(text, jsonb, integer) IS
	'Changes what is named and keeps the rest, if this version is still there; tiles are the whole list; returns the new version';

CREATE FUNCTION metahog.alter_dashboard(dashboard text, changes jsonb) RETURNS integer
	AS 'MODULE_PATHNAME', 'metahog_alter_dashboard'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.alter_dashboard(text, jsonb) IS
	'Changes what is named and keeps the rest, if the version among the changes is still there; returns the new version';

CREATE FUNCTION metahog.drop_dashboard(dashboard text, version integer DEFAULT NULL) RETURNS void
	AS 'MODULE_PATHNAME', 'metahog_drop_dashboard'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.drop_dashboard(text, integer) IS
	'Drops a dashboard: its name is free again';

CREATE FUNCTION metahog.dashboard_document(dashboard text) RETURNS json
	AS 'MODULE_PATHNAME', 'metahog_dashboard_document'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.dashboard_document(text) IS
	'A dashboard with its tiles as one document; of a tile that the current role may not use it tells nothing';

CREATE FUNCTION metahog.place_tile(dashboard text, saved text, place jsonb DEFAULT NULL, overrides jsonb DEFAULT '{}')
	RETURNS uuid
	AS 'MODULE_PATHNAME', 'metahog_place_tile'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.place_tile(text, text, jsonb, jsonb) IS
	'Puts a saved query on a dashboard, below what is there unless a place is given; returns the tile''s id';

CREATE FUNCTION metahog.place_text(dashboard text, markdown text, place jsonb DEFAULT NULL) RETURNS uuid
	AS 'MODULE_PATHNAME', 'metahog_place_text'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.place_text(text, text, jsonb) IS
	'Puts a text on a dashboard, below what is there unless a place is given; returns the tile''s id';

CREATE FUNCTION metahog.remove_tile(dashboard text, tile uuid) RETURNS void
	AS 'MODULE_PATHNAME', 'metahog_remove_tile'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.remove_tile(text, uuid) IS
	'Takes a tile off a dashboard';

CREATE FUNCTION metahog.run_tile(tile uuid, filters jsonb DEFAULT '{}', max_rows bigint DEFAULT NULL,
	skip_rows bigint DEFAULT NULL, timeout interval DEFAULT NULL) RETURNS json
	AS 'MODULE_PATHNAME', 'metahog_run_tile'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.run_tile(uuid, jsonb, bigint, bigint, interval) IS
	'Runs the saved query of a tile with the values of its dashboard''s filters; a failure is an error';

CREATE FUNCTION metahog.try_run_tile(tile uuid, filters jsonb DEFAULT '{}', max_rows bigint DEFAULT NULL,
	skip_rows bigint DEFAULT NULL, timeout interval DEFAULT NULL) RETURNS json
	AS 'MODULE_PATHNAME', 'metahog_try_run_tile'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION metahog.try_run_tile(uuid, jsonb, bigint, bigint, interval) IS
	'Runs the saved query of a tile with the values of its dashboard''s filters; a failure is told in the document';
