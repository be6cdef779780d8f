SELECT date_trunc('month', payment_date)::date AS month, sum(amount) AS revenue, count(*) AS payments
FROM payment
GROUP BY 1
ORDER BY 1
