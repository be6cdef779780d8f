-- data.sql: the rows of the demo's DVD-rental database, made by arithmetic from small word lists.
--
-- What it keeps:
--   * Two loads give the same database: no clock, no random(), and an explicit order (text by byte value) wherever an
--     order decides something.
--   * The numbers of rows are those of Pagila: 1000 films, 200 actors, 599 customers, 16044 rentals, 14596 payments.
--   * The story holds together: a copy is with one customer at a time, a payment is made when the copy comes back, and
--     is the film's rate plus one for each day that it is late.
--   * Everything happens in 2022, between 1 January and 31 July, in UTC.
--   * Nothing is left behind but rows: the helpers are temporary.

SET client_encoding = 'UTF8';
SET client_min_messages = warning;

BEGIN;

SET LOCAL TimeZone = 'UTC';
SET CONSTRAINTS store_manager_staff_id_fkey DEFERRED;

-- A whole number from 0 to size - 1 that looks random and depends on nothing but its arguments.  Each use has a stream
-- of its own, so that what is drawn for one purpose says nothing about another.
CREATE FUNCTION pg_temp.draw(stream integer, n bigint, size integer) RETURNS integer
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	AS $$
DECLARE
	mask CONSTANT bigint := 2147483647;
	x bigint := (n * 1000003 + stream * 7919) & mask;
BEGIN
	x := ((x # (x >> 15)) * 1103515245) & mask;
	x := ((x # (x >> 13)) * 1540483477) & mask;
	RETURN (x # (x >> 16)) % size;
END
$$;

-- One of the choices, drawn as above.
CREATE FUNCTION pg_temp.pick(choices text[], stream integer, n bigint) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	AS $$ SELECT choices[1 + pg_temp.draw(stream, n, cardinality(choices))] $$;

-- The n-th pair of words, n from 0.  An odd step walks through all the pairs of two lists whose lengths multiply to a
-- power of two before it meets one again.
CREATE FUNCTION pg_temp.pair(firsts text[], seconds text[], n integer, step integer) RETURNS text[]
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	AS $$
	SELECT ARRAY[firsts[1 + place / cardinality(seconds)], seconds[1 + place % cardinality(seconds)]]
	FROM (SELECT (n * step) % (cardinality(firsts) * cardinality(seconds)) AS place) AS walk
	$$;

CREATE TEMPORARY TABLE word ON COMMIT DROP AS
SELECT string_to_array(
		'AMBER,ANCIENT,ASHEN,BITTER,BLUE,BORROWED,BRASS,BRIGHT,BROKEN,BURNING,CARELESS,CLOCKWORK,COPPER,CRIMSON,'
		'CROOKED,DISTANT,DOUBLE,DROWSY,DUSTY,ELECTRIC,EMPTY,ENDLESS,FADED,FEARLESS,FINAL,FORGOTTEN,FROZEN,GENTLE,'
		'GILDED,GLASS,GOLDEN,HIDDEN,HOLLOW,HONEST,HUNGRY,INNOCENT,IRON,IVORY,LAUGHING,LONELY,LUCKY,MARBLE,MIDNIGHT,'
		'MISSING,NERVOUS,NORTHERN,PAPER,PATIENT,POLITE,QUIET,RECKLESS,RESTLESS,SCARLET,SECOND,SILVER,SLEEPLESS,'
		'STUBBORN,TENDER,THIRTEENTH,UNEVEN,VELVET,WANDERING,WINTER,WOODEN', ',') AS qualities,
	   string_to_array(
		'ACCORD,ALIBI,ALMANAC,ANCHOR,APPRENTICE,ARCHIVE,ATLAS,AVENUE,BALCONY,BAROMETER,BEEHIVE,BICYCLE,BRIDGE,'
		'CALENDAR,CANDLE,CARAVAN,CATHEDRAL,CELLAR,CHESSBOARD,COMPASS,CORRIDOR,COUSIN,CURTAIN,DEPARTURE,DICTIONARY,'
		'ECHO,ELEVATOR,EMBASSY,FERRY,FOUNTAIN,FURNACE,GARDEN,GLACIER,HARVEST,HERON,HOTEL,INHERITANCE,ISLAND,JOURNEY,'
		'KITCHEN,LANTERN,LETTER,LIBRARY,LIGHTHOUSE,MELODY,MERIDIAN,MIRAGE,NEIGHBOR,OBSERVATORY,ORCHARD,PASSPORT,'
		'PENDULUM,QUARRY,RAILWAY,RECIPE,REHEARSAL,SATELLITE,SPARROW,STAIRCASE,SUITCASE,TELEGRAM,UMBRELLA,VALLEY,'
		'WINDMILL', ',') AS things,
	   string_to_array(
		'retired sailor,young beekeeper,piano tuner,night porter,lost tourist,careful forger,village doctor,'
		'stranded astronaut,failed magician,town archivist,train driver,gardener,chess prodigy,weather forecaster,'
		'widowed baker,restless clerk', ',') AS people,
	   string_to_array(
		'inherits a house from,shares a compartment with,is mistaken for,falls in love with,keeps a secret from,'
		'writes letters to,goes into business with,looks for', ',') AS deeds,
	   string_to_array(
		'on the last ferry of the year,in a town without clocks,during a very long strike,while the river rises,'
		'on the eve of an election,in a closed hotel,at the edge of the desert,between two trains', ',') AS settings,
	   string_to_array(
		'ADA,AMIR,ANITA,ANTON,BEATRIZ,BENNO,CARLA,CHIDI,CLARA,DARIO,DINA,EDITH,EMEKA,ESTHER,FARAH,FELIX,GRETA,HASAN,'
		'HELGA,HUGO,IDRIS,INES,IVO,JONAS,JUNKO,KAMAL,KATYA,KOFI,LEILA,LENA,LUCA,MAREK,MARTA,MEI,MILAN,NADIA,NILS,'
		'NORA,OLGA,OMAR,OSKAR,PABLO,PAULA,PETRA,PRIYA,QUINN,RAFAEL,RENATA,ROSA,RUBEN,SALMA,SAMIR,SELMA,SVEN,TARA,'
		'THEO,TOMAS,ULLA,VERA,VIKTOR,WANDA,YUSUF,YVONNE,ZORA', ',') AS given_names,
	   string_to_array(
		'ABARA,ALMEIDA,ANDERSEN,BAKKER,BARANOV,BECKETT,BERGMAN,BIANCHI,CASTELLO,CHAUDHRY,COSTA,DELGADO,DIALLO,DUBOIS,'
		'EKLUND,FARKAS,FERRARO,FISCHER,FUENTES,GALLO,GUPTA,HAKIMI,HALVORSEN,HARGREAVES,HOLLAND,IBARRA,ISHIKAWA,IVANOV,'
		'JANSSEN,KAPLAN,KELLER,KOVAC,LAURENT,LINDQVIST,LOMBARDI,MAHMOUD,MARCHETTI,MENDES,MOREAU,NAKAMURA,NOVAK,'
		'OKAFOR,OLIVEIRA,PAPPAS,PETROVIC,QUINTERO,RAHMAN,REYNARD,ROMANO,SALAZAR,SANTORO,SCHROEDER,SILVERIO,SOKOLOV,'
		'TANAKA,TEIXEIRA,TORRES,ULRICH,VARGA,VERMEER,WALLIN,WHITFIELD,YILDIZ,ZIMMER', ',') AS family_names,
	   string_to_array(
		'Alder,Brook,Cedar,Chapel,Clover,Dock,Elm,Fern,Forge,Harbour,Hazel,Juniper,Laurel,Linden,Market,Mill,Mulberry,'
		'Orchard,Poplar,Quarry,Rowan,School,Station,Willow', ',') AS streets,
	   string_to_array('Street,Road,Lane,Avenue,Square,Way', ',') AS street_kinds,
	   string_to_array('North,South,East,West,Upper,Lower,Old,New', ',') AS sides,
	   string_to_array('Bank,Hill,Shore,Vale,Plain,Ridge', ',') AS grounds,
	   string_to_array(
		'Alder,Amar,Bel,Brant,Cal,Cor,Dal,Eld,Fal,Gran,Hart,Isk,Jor,Kal,Lor,Mar,Nor,Ost,Pal,Quel,Ros,Sal,Tor,Ul,Val,'
		'Wen,Xan,Yar,Zel,Bro', ',') AS town_starts,
	   string_to_array(
		'avik,beck,burg,by,combe,dale,field,ford,gate,grad,ham,holm,ina,mouth,nova,ona,stead,ton,vale,ville', ',')
		AS town_ends,
	   string_to_array('Trailers,Commentaries,Deleted Scenes,Behind the Scenes', ',') AS extras;

-- Places.  Countries are real; the towns in them are not.

INSERT INTO country (country_id, country, last_update)
SELECT number, name, '2022-01-01 08:00:00+00'
FROM unnest(string_to_array(
		'Albania,Algeria,Angola,Argentina,Armenia,Australia,Austria,Bangladesh,Barbados,Belgium,Benin,Bhutan,Bolivia,'
		'Botswana,Brazil,Bulgaria,Cambodia,Cameroon,Canada,Chile,China,Colombia,Costa Rica,Croatia,Cuba,Cyprus,'
		'Czech Republic,Côte d''Ivoire,Denmark,Dominican Republic,Ecuador,Egypt,El Salvador,Estonia,Ethiopia,Fiji,'
		'Finland,France,Georgia,Germany,Ghana,Greece,Guatemala,Honduras,Hungary,Iceland,India,Indonesia,Ireland,'
		'Israel,Italy,Jamaica,Japan,Jordan,Kazakhstan,Kenya,Kuwait,Laos,Latvia,Lebanon,Lithuania,Luxembourg,'
		'Madagascar,Malawi,Malaysia,Malta,Mauritius,Mexico,Mongolia,Morocco,Mozambique,Namibia,Nepal,Netherlands,'
		'New Zealand,Nigeria,Norway,Oman,Pakistan,Panama,Paraguay,Peru,Philippines,Poland,Portugal,Romania,Rwanda,'
		'Samoa,Senegal,Serbia,Singapore,Slovakia,Slovenia,South Africa,South Korea,Spain,Sri Lanka,Sweden,Switzerland,'
		'Tanzania,Thailand,Tunisia,Turkey,Uganda,United Kingdom,United States,Uruguay,Vietnam,Zambia', ','))
	WITH ORDINALITY AS listed (name, number);

-- Every country has a town; of the others, some countries have many: the lower of two draws makes low numbers common,
-- and a step that 109 does not divide spreads them over the alphabet.
INSERT INTO city (city_id, city, country_id, last_update)
SELECT number, name,
	   CASE
		   WHEN number <= 109 THEN number
		   ELSE 1 + (37 * least(pg_temp.draw(1, number, 109), pg_temp.draw(2, number, 109))) % 109
	   END,
	   '2022-01-01 08:15:00+00'
FROM (SELECT row_number() OVER (ORDER BY pg_temp.draw(3, s.place * 100 + e.place, 1000000), s.place, e.place) AS number,
			 s.part || e.part AS name
	  FROM word,
		   unnest(town_starts) WITH ORDINALITY AS s (part, place),
		   unnest(town_ends) WITH ORDINALITY AS e (part, place)) AS town;

-- Two stores, two members of staff, and then the customers, one address each.
INSERT INTO address (address_id, address, address2, district, city_id, postal_code, phone, last_update)
SELECT n,
	   1 + pg_temp.draw(4, n, 240) || ' ' || pg_temp.pick(streets, 5, n) || ' ' || pg_temp.pick(street_kinds, 6, n),
	   CASE WHEN n > 4 AND pg_temp.draw(7, n, 4) = 0 THEN 'Flat ' || 1 + pg_temp.draw(8, n, 40) END,
	   pg_temp.pick(sides, 9, n) || ' ' || pg_temp.pick(grounds, 10, n),
	   1 + (n * 7) % 600,
	   lpad(pg_temp.draw(11, n, 100000)::text, 5, '0'),
	   '555' || lpad(pg_temp.draw(12, n, 100000000)::text, 9, '0'),
	   '2022-01-01 08:30:00+00'
FROM word, generate_series(1, 603) AS n;

-- Films

INSERT INTO language (language_id, name, last_update)
SELECT number, name, '2022-01-01 09:00:00+00'
FROM unnest(ARRAY['English', 'Spanish', 'Mandarin', 'French', 'Hindi', 'Arabic'])
	WITH ORDINALITY AS listed (name, number);

INSERT INTO category (category_id, name, last_update)
SELECT number, name, '2022-01-01 09:00:00+00'
FROM unnest(ARRAY['Adventure', 'Animation', 'Biography', 'Comedy', 'Crime', 'Documentary', 'Drama', 'Family', 'Fantasy',
				  'History', 'Horror', 'Music', 'Mystery', 'Romance', 'Science Fiction', 'Western'])
	WITH ORDINALITY AS listed (name, number);

INSERT INTO actor (actor_id, first_name, last_name, last_update)
SELECT n + 1, name[1], name[2], '2022-01-01 09:15:00+00'
FROM word, generate_series(0, 199) AS n, pg_temp.pair(given_names, family_names, n, 2531) AS name;

INSERT INTO film (film_id, title, description, release_year, language_id, original_language_id, rental_duration,
				  rental_rate, length, replacement_cost, rating, last_update, special_features)
SELECT n, title,
	   'A ' || people[1 + hero] || ' ' || pg_temp.pick(deeds, 21, n) || ' a ' || people[1 + other] || ' '
	   || pg_temp.pick(settings, 23, n) || '.',
	   2021 - least(pg_temp.draw(24, n, 40), pg_temp.draw(25, n, 40)),
	   CASE WHEN pg_temp.draw(26, n, 10) = 0 THEN 2 + pg_temp.draw(27, n, 5) ELSE 1 END,
	   CASE WHEN pg_temp.draw(26, n, 10) > 8 THEN 2 + pg_temp.draw(27, n, 5) END,
	   3 + pg_temp.draw(28, n, 5),
	   (ARRAY[0.99, 2.99, 4.99])[1 + pg_temp.draw(29, n, 3)],
	   46 + pg_temp.draw(30, n, 70) + pg_temp.draw(31, n, 71),
	   9.99 + pg_temp.draw(32, n, 21),
	   (enum_range(NULL::mpaa_rating))[1 + pg_temp.draw(33, n, 5)],
	   '2022-01-01 10:00:00+00',
	   (SELECT array_agg(extra ORDER BY place)
		FROM unnest(extras) WITH ORDINALITY AS listed (extra, place)
		WHERE (pg_temp.draw(34, n, 16) >> (place - 1)::integer) & 1 = 1)
FROM word,
	 (SELECT row_number() OVER (ORDER BY title COLLATE "C") AS n, title
	  FROM (SELECT array_to_string(pg_temp.pair(qualities, things, i, 2531), ' ') AS title
			FROM word, generate_series(0, 999) AS i) AS named) AS titled,
	 LATERAL (SELECT pg_temp.draw(20, n, 16) AS hero) AS lead,
	 LATERAL (SELECT (hero + 1 + pg_temp.draw(22, n, 15)) % 16 AS other) AS support;

-- Everyone in a film is somebody else: the step has no divisor in common with 200.  Three films name nobody; the first
-- place of each other film is filled before any second one.
INSERT INTO film_actor (actor_id, film_id, last_update)
SELECT 1 + (pg_temp.draw(40, film_id, 200)
			+ part * (ARRAY[1, 3, 7, 9, 11, 13, 17, 19])[1 + pg_temp.draw(41, film_id, 8)]) % 200,
	   film_id, '2022-01-01 10:30:00+00'
FROM film, generate_series(1, 12) AS part
WHERE film_id % 333 <> 0
ORDER BY part > 1, pg_temp.draw(42, film_id * 100 + part, 1000000), film_id, part
LIMIT 5462;

INSERT INTO film_category (film_id, category_id, last_update)
SELECT film_id, 1 + pg_temp.draw(43, film_id, 16), '2022-01-01 10:30:00+00'
FROM film;

-- Stores and people

INSERT INTO store (store_id, manager_staff_id, address_id, last_update)
SELECT n, n, n, '2022-01-01 11:00:00+00'
FROM generate_series(1, 2) AS n;

INSERT INTO staff (staff_id, first_name, last_name, address_id, email, store_id, username, last_update, picture)
VALUES (1, 'Agnes', 'Thornbury', 3, 'agnes.thornbury@example.com', 1, 'agnes', '2022-01-01 11:00:00+00',
		'\x89504e470d0a1a0a'),
	   (2, 'Bertil', 'Okonkwo', 4, 'bertil.okonkwo@example.com', 2, 'bertil', '2022-01-01 11:00:00+00', NULL);

INSERT INTO customer (customer_id, store_id, first_name, last_name, email, address_id, activebool, create_date,
					  last_update, active)
SELECT n, 1 + pg_temp.draw(50, n, 2), name[2], name[1], lower(name[2] || '.' || name[1]) || '@example.com', n + 4,
	   n % 39 <> 0, date '2020-01-01' + pg_temp.draw(51, n, 700), '2022-01-01 11:30:00+00', (n % 39 <> 0)::integer
FROM word, generate_series(1, 599) AS n, pg_temp.pair(family_names, given_names, n, 1565) AS name;

-- Business.  Films differ in how much they are asked for, so the popular ones have more copies, and each of their
-- copies goes out more often.

CREATE TEMPORARY TABLE stocked ON COMMIT DROP AS
SELECT film_id, 50 + pg_temp.draw(60, film_id, 100) AS demand
FROM film
ORDER BY pg_temp.draw(61, film_id, 1000000), film_id
LIMIT 958;

INSERT INTO inventory (inventory_id, film_id, store_id, last_update)
SELECT row_number() OVER (ORDER BY film_id, copy), film_id, 1 + (film_id + copy) % 2, '2022-01-01 12:00:00+00'
FROM (SELECT film_id, copy
	  FROM stocked, generate_series(1, 8) AS copy
	  ORDER BY copy > 2, copy * (1000 + pg_temp.draw(62, film_id * 10 + copy, 1000)) / demand, film_id, copy
	  LIMIT 4581) AS shelved;

-- When copies go out.  Each copy has some turns, each turn an equal share of 210 days; the shares are then pulled
-- towards the end by a curve, x -> 1.3 x - 0.3 x^2, for business grows.  Even the shortest share (the last of six, 26
-- days) is longer than a rental (at most 9 days), and no turn starts in the last 11 days of its share, so the turns of
-- a copy never overlap.
CREATE TEMPORARY TABLE outing ON COMMIT DROP AS
WITH turn AS (
	SELECT inventory_id, film_id, store_id,
		   row_number() OVER (PARTITION BY inventory_id ORDER BY number)::integer AS number,
		   count(*) OVER (PARTITION BY inventory_id)::integer AS turns
	FROM (SELECT i.inventory_id, i.film_id, i.store_id, number
		  FROM inventory i
		  JOIN stocked s USING (film_id), generate_series(1, 6) AS number
		  ORDER BY number > 1, number * (1000 + pg_temp.draw(70, i.inventory_id * 10 + number, 600)) / s.demand,
				   i.inventory_id, number
		  LIMIT 16044) AS wanted
), share AS (
	SELECT inventory_id, film_id, store_id, number, number = turns AS is_last,
		   (13 * (number - 1) * turns - 3 * (number - 1) * (number - 1)) * 21 / (turns * turns) AS first_day,
		   (13 * number * turns - 3 * number * number) * 21 / (turns * turns) - 11 AS last_day
	FROM turn
)
SELECT s.inventory_id, s.store_id, s.is_last, f.rental_rate, f.rental_duration, f.film_id,
	   s.first_day + pg_temp.draw(71, s.inventory_id * 10 + s.number, s.last_day - s.first_day + 1) AS day,
	   36000 + pg_temp.draw(72, s.inventory_id * 10 + s.number, 43200) AS second,
	   1 + pg_temp.draw(73, s.inventory_id * 10 + s.number, f.rental_duration + 2) AS days_kept,
	   32400 + pg_temp.draw(74, s.inventory_id * 10 + s.number, 46800) AS second_back
FROM share s
JOIN film f USING (film_id);

-- The customer is the keener of two who are drawn, which makes some customers regulars.
INSERT INTO rental (rental_id, rental_date, inventory_id, customer_id, return_date, staff_id, last_update)
SELECT rental_id, rental_date, inventory_id,
	   CASE WHEN pg_temp.draw(82, one, 1000) > pg_temp.draw(82, other, 1000) THEN one ELSE other END,
	   return_date, store_id, '2022-08-01 08:00:00+00'
FROM (SELECT row_number() OVER (ORDER BY went_out, inventory_id) AS rental_id, went_out AS rental_date, inventory_id,
			 1 + pg_temp.draw(80, inventory_id * 1000 + day, 599) AS one,
			 1 + pg_temp.draw(81, inventory_id * 1000 + day, 599) AS other,
			 CASE WHEN NOT is_out THEN came_back END AS return_date, store_id
	  FROM (SELECT o.*, timestamptz '2022-01-01 00:00:00+00' + (day * 86400 + second) * interval '1 second' AS went_out,
				   timestamptz '2022-01-01 00:00:00+00'
				   + ((day + days_kept) * 86400 + second_back) * interval '1 second' AS came_back,
				   -- The 183 that are still out are among the last outings of July.
				   row_number() OVER (ORDER BY is_last AND day >= 181 DESC,
											   pg_temp.draw(83, inventory_id, 1000000), inventory_id, day) <= 183 AS is_out
			FROM outing o) AS dated) AS numbered;

-- Most of those who brought a copy back have paid.
INSERT INTO payment (payment_id, customer_id, staff_id, rental_id, amount, payment_date)
SELECT row_number() OVER (ORDER BY return_date, rental_id), customer_id, staff_id, rental_id, amount, return_date
FROM (SELECT r.rental_id, r.customer_id, r.staff_id, r.return_date,
			 f.rental_rate + greatest(0, r.return_date::date - r.rental_date::date - f.rental_duration) AS amount
	  FROM rental r
	  JOIN inventory i USING (inventory_id)
	  JOIN film f USING (film_id)
	  WHERE r.return_date IS NOT NULL
	  ORDER BY pg_temp.draw(90, r.rental_id, 1000000), r.rental_id
	  LIMIT 14596) AS paid;

-- Sequences go on behind the last number used.
DO $$
DECLARE
	numbered record;
BEGIN
	FOR numbered IN
		SELECT a.attrelid::regclass AS relation, a.attname AS name, pg_get_serial_sequence(c.relname, a.attname) AS sequence
		FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
			AND a.attnum > 0 AND pg_get_serial_sequence(c.relname, a.attname) IS NOT NULL
	LOOP
		EXECUTE format('SELECT setval(%L, (SELECT max(%I) FROM %s))',
					   numbered.sequence, numbered.name, numbered.relation);
	END LOOP;
END
$$;

REFRESH MATERIALIZED VIEW rental_by_category;

COMMIT;

ANALYZE;
