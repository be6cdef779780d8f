-- dashboard.sql: what the demo has saved: six queries on the source pagila, and the dashboard "DVD rental" that shows them.
--
-- Both filters may say nothing: a rating, one of all; a day, since the beginning. A click on a rating in "Revenue by
-- category" sets the first.

SELECT metahog.create_saved_query(name, jsonb_build_object('source', 'pagila', 'folder', 'DVD rental') || definition)
FROM (VALUES
	('Revenue', $${
		"text": "SELECT sum(p.amount) AS revenue\nFROM payment p\nJOIN rental r USING (rental_id)\nJOIN inventory i USING (inventory_id)\nJOIN film f USING (film_id)\nWHERE p.payment_date >= $1::date AND ($2::text IS NULL OR f.rating::text = $2)",
		"chart": {"type": "number", "x": null, "y": ["revenue"], "series": null, "stack": false, "format": {}, "options": {}}}$$),
	('Rentals', $${
		"text": "SELECT count(*) AS rentals\nFROM rental r\nJOIN inventory i USING (inventory_id)\nJOIN film f USING (film_id)\nWHERE r.rental_date >= $1::date AND ($2::text IS NULL OR f.rating::text = $2)",
		"chart": {"type": "number", "x": null, "y": ["rentals"], "series": null, "stack": false, "format": {}, "options": {}}}$$),
	('Revenue by week and store', $${
		"text": "SELECT date_trunc('week', p.payment_date)::date AS week, ci.city AS store, sum(p.amount) AS revenue\nFROM payment p\nJOIN rental r USING (rental_id)\nJOIN inventory i USING (inventory_id)\nJOIN film f USING (film_id)\nJOIN store s USING (store_id)\nJOIN address a ON a.address_id = s.address_id\nJOIN city ci USING (city_id)\nWHERE p.payment_date >= $1::date AND ($2::text IS NULL OR f.rating::text = $2)\nGROUP BY 1, 2\nORDER BY 1, 2",
		"chart": {"type": "line", "x": "week", "y": ["revenue"], "series": "store", "stack": false, "format": {}, "options": {"zero": true}}}$$),
	('Revenue by category', $${
		"text": "SELECT c.name AS category, f.rating::text AS rating, sum(p.amount) AS revenue\nFROM payment p\nJOIN rental r USING (rental_id)\nJOIN inventory i USING (inventory_id)\nJOIN film f USING (film_id)\nJOIN film_category fc USING (film_id)\nJOIN category c USING (category_id)\nWHERE p.payment_date >= $1::date AND ($2::text IS NULL OR f.rating::text = $2)\nGROUP BY c.name, f.rating\nORDER BY sum(sum(p.amount)) OVER (PARTITION BY c.name) DESC, c.name, f.rating",
		"chart": {"type": "row", "x": "category", "y": ["revenue"], "series": "rating", "stack": true, "format": {}, "options": {"zero": true}}}$$),
	('When they rent', $${
		"kind": "hogql",
		"text": "SELECT dateName('weekday', r.rental_date) AS weekday, toHour(r.rental_date) AS hour, count() AS rentals\nFROM rental r\nJOIN inventory i ON i.inventory_id = r.inventory_id\nJOIN film f ON f.film_id = i.film_id\nWHERE r.rental_date >= toDate({variables.since})\n  AND ({variables.rating} IS NULL OR toString(f.rating) = {variables.rating})\nGROUP BY toDayOfWeek(r.rental_date), weekday, hour\nORDER BY toDayOfWeek(r.rental_date), hour",
		"chart": {"type": "heatmap", "x": "hour", "y": ["rentals"], "series": "weekday", "stack": false, "format": {}, "options": {}}}$$),
	('Top customers', $${
		"text": "SELECT c.first_name || ' ' || c.last_name AS customer, count(*) AS rentals, sum(p.amount) AS spent\nFROM payment p\nJOIN customer c USING (customer_id)\nJOIN rental r USING (rental_id)\nJOIN inventory i USING (inventory_id)\nJOIN film f USING (film_id)\nWHERE p.payment_date >= $1::date AND ($2::text IS NULL OR f.rating::text = $2)\nGROUP BY c.customer_id\nORDER BY spent DESC, customer\nLIMIT 16",
		"chart": {"type": "table", "x": null, "y": [], "series": null, "stack": false, "format": {}, "options": {}}}$$)
) AS saved(name, said),
	LATERAL (SELECT $${"variables": [{"name": "since", "type": "date", "default": "2022-01-01"},
		{"name": "rating", "type": "string", "default": null}]}$$::jsonb || said::jsonb) AS made(definition) \g /dev/null

SELECT metahog.create_dashboard('DVD rental', $${
	"description": "Two shops in the year 2022: what they earn, by what, when, and with whom.",
	"filters": [
		{"name": "since", "label": "Since", "type": "date", "default": "2022-01-01"},
		{"name": "rating", "label": "Rating", "type": "string", "default": null, "values": ["G", "PG", "PG-13", "R", "NC-17"]}],
	"tiles": [
		{"saved": "Revenue", "place": {"x": 0, "y": 0, "w": 3, "h": 1}},
		{"saved": "Rentals", "place": {"x": 0, "y": 1, "w": 3, "h": 1}},
		{"saved": "Revenue by week and store", "place": {"x": 3, "y": 0, "w": 9, "h": 2}},
		{"saved": "Revenue by category", "place": {"x": 0, "y": 2, "w": 4, "h": 5}},
		{"saved": "When they rent", "place": {"x": 4, "y": 2, "w": 4, "h": 5}},
		{"saved": "Top customers", "place": {"x": 8, "y": 2, "w": 4, "h": 5}}]}$$) \g /dev/null
