-- test/regress/saved.sql: what a person at psql sees who saves queries, puts them on a dashboard, and is told what is wrong.
\set VERBOSITY default
SELECT metahog.create_source('pagila', current_setting('test.remote_url')) \g /dev/null
SET metahog.actor = 'user:42';
SELECT metahog.create_saved_query('long films', 'pagila', 'SELECT count(*) FROM film WHERE film_id <= $1',
	'{"variables": [{"name": "most", "type": "number", "default": 10}], "folder": "films"}') IS NOT NULL AS saved;
SELECT name, folder, kind, source, created_by, version, may_change, source_gone FROM metahog.saved_queries;
SELECT metahog.run_saved('long films')->>'row_count' AS rows;
SELECT metahog.run_saved('long films', '{"most": "ten"}');
SELECT metahog.run_saved('long films', '{"mots": 10}');
SELECT metahog.run_saved('long film');
SELECT metahog.alter_saved_query('long films', '{"text": "SELECT nothing FROM film"}', 1);
SELECT metahog.alter_saved_query('long films', '{"folder": "x"}');
SELECT metahog.run_saved('long films', NULL);
SELECT metahog.alter_saved_query('long films', '{"kind": "hogql", "text": "SELECT film_id FROM film WHERE film_id = {variables.mots}"}', 2);
SELECT metahog.run_saved('long films');
SELECT metahog.create_dashboard('films', '{"tiles": [{"saved": "long films"}, {"markdown": "# Films"}]}') IS NOT NULL AS made;
SELECT name, tiles, version, may_change FROM metahog.dashboards;
SELECT metahog.place_text('films', 'x', '{"x": 9, "y": 0, "w": 6, "h": 1}');
\d metahog.saved_queries
\d metahog.dashboards
\d metahog.history
SELECT metahog.drop_source('pagila');
