SELECT c.first_name || ' ' || c.last_name AS customer, co.country, sum(p.amount) AS total
FROM payment p
JOIN customer c USING (customer_id)
JOIN address a USING (address_id)
JOIN city ci USING (city_id)
JOIN country co USING (country_id)
GROUP BY c.customer_id, c.first_name, c.last_name, co.country
ORDER BY total DESC, customer
LIMIT 10
