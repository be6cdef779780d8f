SELECT f.title, count(*) AS rental_count
FROM film f
JOIN inventory i USING (film_id)
JOIN rental r USING (inventory_id)
GROUP BY f.film_id, f.title
ORDER BY rental_count DESC, f.title
LIMIT 10
