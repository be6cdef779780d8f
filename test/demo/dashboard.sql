-- dashboard.sql: what the demo has saved: six queries on the source pagila, and the dashboard "DVD rental" that shows them.
--
-- Both filters may say nothing: a rating, one of all; a day, since the beginning.

SELECT metahog.create_saved_query(name, jsonb_build_object('source', 'pagila', 'folder', 'DVD rental') || definition)
FROM (VALUES
	('Revenue', $${
		"text": "SELECT sum(p.amount) AS revenue\nFROM payment p\nJOIN rental r USING (rental_id)\nJOIN inventory i USING (inventory_id)\nJOIN film f USING (film_id)\nWHERE p.payment_date >= $1::date AND ($2::text IS NULL OR f.rating::text = $2)",
		"chart": {"type": "number", "x": null, "y": ["revenue"], "series": null, "stack": false, "format": {}, "options": {}}}$$),
	('Revenue by month', $${
		"text": "SELECT date_trunc('month', p.payment_date)::date AS month, sum(p.amount) AS revenue\nFROM payment p\nJOIN rental r USING (rental_id)\nJOIN inventory i USING (inventory_id)\nJOIN film f USING (film_id)\nWHERE p.payment_date >= $1::date AND ($2::text IS NULL OR f.rating::text = $2)\nGROUP BY 1\nORDER BY 1",
		"chart": {"type": "line", "x": "month", "y": ["revenue"], "series": null, "stack": false, "format": {}, "options": {"zero": true}}}$$),
	('Revenue by category', $${
		"text": "SELECT c.name AS category, sum(p.amount) AS revenue\nFROM payment p\nJOIN rental r USING (rental_id)\nJOIN inventory i USING (inventory_id)\nJOIN film f USING (film_id)\nJOIN film_category fc USING (film_id)\nJOIN category c USING (category_id)\nWHERE p.payment_date >= $1::date AND ($2::text IS NULL OR f.rating::text = $2)\nGROUP BY 1\nORDER BY 2 DESC, 1",
		"chart": {"type": "bar", "x": "category", "y": ["revenue"], "series": null, "stack": false, "format": {}, "options": {"zero": true}}}$$),
	('Rentals by weekday', $${
		"kind": "hogql",
		"text": "SELECT toDayOfWeek(r.rental_date) AS weekday, count() AS rentals\nFROM rental r\nJOIN inventory i ON i.inventory_id = r.inventory_id\nJOIN film f ON f.film_id = i.film_id\nWHERE r.rental_date >= toDate({variables.since})\n  AND ({variables.rating} IS NULL OR toString(f.rating) = {variables.rating})\nGROUP BY weekday\nORDER BY weekday",
		"chart": {"type": "bar", "x": "weekday", "y": ["rentals"], "series": null, "stack": false, "format": {}, "options": {"zero": true}}}$$),
	('Most rented films', $${
		"text": "SELECT f.title, count(*) AS rentals\nFROM film f\nJOIN inventory i USING (film_id)\nJOIN rental r USING (inventory_id)\nWHERE r.rental_date >= $1::date AND ($2::text IS NULL OR f.rating::text = $2)\nGROUP BY f.film_id, f.title\nORDER BY rentals DESC, f.title\nLIMIT 10"}$$),
	('Customers who spent most', $${
		"text": "SELECT c.first_name || ' ' || c.last_name AS customer, sum(p.amount) AS total\nFROM payment p\nJOIN customer c USING (customer_id)\nJOIN rental r USING (rental_id)\nJOIN inventory i USING (inventory_id)\nJOIN film f USING (film_id)\nWHERE p.payment_date >= $1::date AND ($2::text IS NULL OR f.rating::text = $2)\nGROUP BY c.customer_id\nORDER BY total DESC, customer\nLIMIT 10"}$$)
) AS saved(name, said),
	LATERAL (SELECT $${"variables": [{"name": "since", "type": "date", "default": "2022-01-01"},
		{"name": "rating", "type": "string", "default": null}]}$$::jsonb || said::jsonb) AS made(definition) \g /dev/null

SELECT metahog.create_dashboard('DVD rental', $${
	"description": "A shop of the year 2022: what it earns, by what, and with whom.",
	"filters": [
		{"name": "since", "label": "Since", "type": "date", "default": "2022-01-01"},
		{"name": "rating", "label": "Rating", "type": "string", "default": null, "values": ["G", "PG", "PG-13", "R", "NC-17"]}],
	"tiles": [
		{"saved": "Revenue", "place": {"x": 0, "y": 0, "w": 3, "h": 4}},
		{"saved": "Revenue by month", "place": {"x": 3, "y": 0, "w": 9, "h": 4}},
		{"saved": "Revenue by category", "place": {"x": 0, "y": 4, "w": 7, "h": 5}},
		{"saved": "Rentals by weekday", "place": {"x": 7, "y": 4, "w": 5, "h": 5}},
		{"saved": "Most rented films", "place": {"x": 0, "y": 9, "w": 6, "h": 6}},
		{"saved": "Customers who spent most", "place": {"x": 6, "y": 9, "w": 6, "h": 6}}]}$$) \g /dev/null
