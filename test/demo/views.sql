-- views.sql: the views of the demo's DVD-rental database, with the column names of Pagila's.
--
-- What it keeps: it stores no row.  The materialized view is created empty, and data.sql fills it at its end.

SET client_encoding = 'UTF8';
SET client_min_messages = warning;

BEGIN;

CREATE VIEW film_list AS
	SELECT f.film_id AS fid, f.title, f.description, c.name AS category, f.rental_rate AS price, f.length, f.rating,
		   (SELECT string_agg(a.first_name || ' ' || a.last_name, ', ' ORDER BY a.last_name, a.first_name)
			FROM film_actor fa
			JOIN actor a USING (actor_id)
			WHERE fa.film_id = f.film_id) AS actors
	FROM film f
	JOIN film_category fc USING (film_id)
	JOIN category c USING (category_id);
COMMENT ON VIEW film_list IS 'Films with their category and their cast';
COMMENT ON COLUMN film_list.actors IS 'The cast in one line; null where none is known';

CREATE VIEW customer_list AS
	SELECT cu.customer_id AS id, cu.first_name || ' ' || cu.last_name AS name, a.address, a.postal_code AS "zip code",
		   a.phone, ci.city, co.country, CASE WHEN cu.activebool THEN 'active' ELSE '' END AS notes,
		   cu.store_id AS sid
	FROM customer cu
	JOIN address a USING (address_id)
	JOIN city ci USING (city_id)
	JOIN country co USING (country_id);
COMMENT ON VIEW customer_list IS 'Customers with their full address';

CREATE VIEW staff_list AS
	SELECT s.staff_id AS id, s.first_name || ' ' || s.last_name AS name, a.address, a.postal_code AS "zip code",
		   a.phone, ci.city, co.country, s.store_id AS sid
	FROM staff s
	JOIN address a USING (address_id)
	JOIN city ci USING (city_id)
	JOIN country co USING (country_id);
COMMENT ON VIEW staff_list IS 'Staff with their full address';

CREATE VIEW sales_by_store AS
	SELECT ci.city || ',' || co.country AS store, m.first_name || ' ' || m.last_name AS manager,
		   sum(p.amount) AS total_sales
	FROM payment p
	JOIN rental r USING (rental_id)
	JOIN inventory i USING (inventory_id)
	JOIN store s ON s.store_id = i.store_id
	JOIN staff m ON m.staff_id = s.manager_staff_id
	JOIN address a ON a.address_id = s.address_id
	JOIN city ci ON ci.city_id = a.city_id
	JOIN country co ON co.country_id = ci.country_id
	GROUP BY s.store_id, ci.city, co.country, m.first_name, m.last_name
	ORDER BY co.country, ci.city;
COMMENT ON VIEW sales_by_store IS 'Takings of each store';

CREATE VIEW sales_by_film_category AS
	SELECT c.name AS category, sum(p.amount) AS total_sales
	FROM payment p
	JOIN rental r USING (rental_id)
	JOIN inventory i USING (inventory_id)
	JOIN film_category fc USING (film_id)
	JOIN category c USING (category_id)
	GROUP BY c.category_id, c.name
	ORDER BY total_sales DESC;
COMMENT ON VIEW sales_by_film_category IS 'Takings of each kind of film';

CREATE VIEW actor_info AS
	SELECT a.actor_id, a.first_name, a.last_name,
		   (SELECT string_agg(kind.name || ': ' || kind.titles, '; ' ORDER BY kind.name)
			FROM (SELECT c.name, string_agg(f.title, ', ' ORDER BY f.title) AS titles
				  FROM film_actor fa
				  JOIN film f USING (film_id)
				  JOIN film_category fc USING (film_id)
				  JOIN category c USING (category_id)
				  WHERE fa.actor_id = a.actor_id
				  GROUP BY c.name) AS kind) AS film_info
	FROM actor a;
COMMENT ON VIEW actor_info IS 'Actors with the titles that they play in, by category';

CREATE MATERIALIZED VIEW rental_by_category AS
	SELECT category, total_sales
	FROM sales_by_film_category
	WITH NO DATA;
COMMENT ON MATERIALIZED VIEW rental_by_category IS 'Takings of each kind of film, as of the last refresh';
CREATE UNIQUE INDEX rental_category ON rental_by_category (category);

COMMIT;
