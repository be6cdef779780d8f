-- schema.sql: the tables of the demo's DVD-rental database, named and shaped as those of Pagila.
--
-- What it keeps:
--   * It needs an empty database and no extension, and runs on PostgreSQL 14 and newer.
--   * It contains one of each shape that a schema reader has to cope with: enum, domain, array, tsvector, bytea,
--     fixed-width text, a composite foreign key, a circular one, partitions, triggers.
--   * Every constraint stands before the first row arrives, so data that loads is data that fits.
--
-- Load order: schema.sql, views.sql, data.sql.

SET client_encoding = 'UTF8';
SET client_min_messages = warning;

BEGIN;

CREATE TYPE mpaa_rating AS ENUM ('G', 'PG', 'PG-13', 'R', 'NC-17');
COMMENT ON TYPE mpaa_rating IS 'Audience rating of a film, from the youngest audience to the oldest';

CREATE DOMAIN year AS integer
	CONSTRAINT year_check CHECK (VALUE BETWEEN 1901 AND 2155);
COMMENT ON DOMAIN year IS 'A calendar year in which a film can have been released';

CREATE FUNCTION last_updated() RETURNS trigger
	LANGUAGE plpgsql
	AS $$
BEGIN
	NEW.last_update := CURRENT_TIMESTAMP;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION last_updated() IS 'Stamps a changed row with the time of its change';

-- Places

CREATE TABLE country (
	country_id serial PRIMARY KEY,
	country text NOT NULL,
	last_update timestamp with time zone NOT NULL DEFAULT now()
);
COMMENT ON TABLE country IS 'Countries in which customers and stores are';
COMMENT ON COLUMN country.country IS 'English name';

CREATE TABLE city (
	city_id serial PRIMARY KEY,
	city text NOT NULL,
	country_id integer NOT NULL REFERENCES country ON UPDATE CASCADE ON DELETE RESTRICT,
	last_update timestamp with time zone NOT NULL DEFAULT now()
);
COMMENT ON TABLE city IS 'Towns, all of them invented';
COMMENT ON COLUMN city.country_id IS 'Country in which the town is';
CREATE INDEX idx_fk_country_id ON city (country_id);

CREATE TABLE address (
	address_id serial PRIMARY KEY,
	address text NOT NULL,
	address2 text,
	district text NOT NULL,
	city_id integer NOT NULL REFERENCES city ON UPDATE CASCADE ON DELETE RESTRICT,
	postal_code text,
	phone text NOT NULL,
	last_update timestamp with time zone NOT NULL DEFAULT now()
);
COMMENT ON TABLE address IS 'Postal addresses of customers, staff and stores';
COMMENT ON COLUMN address.address IS 'House number and street';
COMMENT ON COLUMN address.address2 IS 'Flat or floor; null where there is none';
COMMENT ON COLUMN address.postal_code IS 'Text, because leading zeros count';
COMMENT ON COLUMN address.phone IS 'Digits only';
CREATE INDEX idx_fk_city_id ON address (city_id);

-- Films

CREATE TABLE language (
	language_id serial PRIMARY KEY,
	name character(20) NOT NULL,
	last_update timestamp with time zone NOT NULL DEFAULT now()
);
COMMENT ON TABLE language IS 'Languages in which films are spoken';
COMMENT ON COLUMN language.name IS 'English name, padded with blanks to 20 characters';

CREATE TABLE category (
	category_id serial PRIMARY KEY,
	name text NOT NULL,
	last_update timestamp with time zone NOT NULL DEFAULT now()
);
COMMENT ON TABLE category IS 'Kinds of film';

CREATE TABLE actor (
	actor_id serial PRIMARY KEY,
	first_name text NOT NULL,
	last_name text NOT NULL,
	last_update timestamp with time zone NOT NULL DEFAULT now()
);
COMMENT ON TABLE actor IS 'Actors, all of them invented';
CREATE INDEX idx_actor_last_name ON actor (last_name);

CREATE TABLE film (
	film_id serial PRIMARY KEY,
	title text NOT NULL,
	description text,
	release_year year,
	language_id integer NOT NULL REFERENCES language ON UPDATE CASCADE ON DELETE RESTRICT,
	original_language_id integer REFERENCES language ON UPDATE CASCADE ON DELETE RESTRICT,
	rental_duration smallint NOT NULL DEFAULT 3,
	rental_rate numeric(4,2) NOT NULL DEFAULT 4.99,
	length smallint,
	replacement_cost numeric(5,2) NOT NULL DEFAULT 19.99,
	rating mpaa_rating DEFAULT 'G',
	last_update timestamp with time zone NOT NULL DEFAULT now(),
	special_features text[],
	fulltext tsvector NOT NULL
);
COMMENT ON TABLE film IS 'The catalogue: one row per film, whether or not a copy is in stock';
COMMENT ON COLUMN film.title IS 'Title in capitals';
COMMENT ON COLUMN film.original_language_id IS 'Language of the original where the film is dubbed, else null';
COMMENT ON COLUMN film.rental_duration IS 'Days that a rental lasts before a late fee is due';
COMMENT ON COLUMN film.rental_rate IS 'Price of one rental';
COMMENT ON COLUMN film.length IS 'Running time in minutes';
COMMENT ON COLUMN film.replacement_cost IS 'What a customer pays for a lost copy';
COMMENT ON COLUMN film.special_features IS 'Extras on the disc; null where there are none';
COMMENT ON COLUMN film.fulltext IS 'Searchable words of title and description, kept by a trigger';
CREATE INDEX idx_title ON film (title);
CREATE INDEX film_fulltext_idx ON film USING gist (fulltext);
CREATE INDEX idx_fk_language_id ON film (language_id);
CREATE INDEX idx_fk_original_language_id ON film (original_language_id);

CREATE TRIGGER film_fulltext_trigger
	BEFORE INSERT OR UPDATE ON film
	FOR EACH ROW EXECUTE FUNCTION
	tsvector_update_trigger('fulltext', 'pg_catalog.english', 'title', 'description');

CREATE TABLE film_actor (
	actor_id integer NOT NULL REFERENCES actor ON UPDATE CASCADE ON DELETE RESTRICT,
	film_id integer NOT NULL REFERENCES film ON UPDATE CASCADE ON DELETE RESTRICT,
	last_update timestamp with time zone NOT NULL DEFAULT now(),
	PRIMARY KEY (actor_id, film_id)
);
COMMENT ON TABLE film_actor IS 'Who plays in which film';
CREATE INDEX idx_fk_film_id ON film_actor (film_id);

CREATE TABLE film_category (
	film_id integer NOT NULL REFERENCES film ON UPDATE CASCADE ON DELETE RESTRICT,
	category_id integer NOT NULL REFERENCES category ON UPDATE CASCADE ON DELETE RESTRICT,
	last_update timestamp with time zone NOT NULL DEFAULT now(),
	PRIMARY KEY (film_id, category_id)
);
COMMENT ON TABLE film_category IS 'Which kinds a film is of';

-- Stores and people.  A store has a manager and a member of staff has a store, so one of the two foreign keys has to
-- wait for the end of the transaction that inserts both.

CREATE TABLE store (
	store_id serial PRIMARY KEY,
	manager_staff_id integer NOT NULL,
	address_id integer NOT NULL REFERENCES address ON UPDATE CASCADE ON DELETE RESTRICT,
	last_update timestamp with time zone NOT NULL DEFAULT now()
);
COMMENT ON TABLE store IS 'Places where films are rented out';
COMMENT ON COLUMN store.manager_staff_id IS 'Who runs the store; nobody runs two';
CREATE UNIQUE INDEX idx_unq_manager_staff_id ON store (manager_staff_id);

CREATE TABLE staff (
	staff_id serial PRIMARY KEY,
	first_name text NOT NULL,
	last_name text NOT NULL,
	address_id integer NOT NULL REFERENCES address ON UPDATE CASCADE ON DELETE RESTRICT,
	email text,
	store_id integer NOT NULL REFERENCES store ON UPDATE CASCADE ON DELETE RESTRICT,
	active boolean NOT NULL DEFAULT true,
	username text NOT NULL,
	password text,
	last_update timestamp with time zone NOT NULL DEFAULT now(),
	picture bytea
);
COMMENT ON TABLE staff IS 'People who work in the stores';
COMMENT ON COLUMN staff.password IS 'Not used: always null';
COMMENT ON COLUMN staff.picture IS 'Portrait, or null';

ALTER TABLE store
	ADD CONSTRAINT store_manager_staff_id_fkey FOREIGN KEY (manager_staff_id)
	REFERENCES staff (staff_id) ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE;

CREATE TABLE customer (
	customer_id serial PRIMARY KEY,
	store_id integer NOT NULL REFERENCES store ON UPDATE CASCADE ON DELETE RESTRICT,
	first_name text NOT NULL,
	last_name text NOT NULL,
	email text,
	address_id integer NOT NULL REFERENCES address ON UPDATE CASCADE ON DELETE RESTRICT,
	activebool boolean NOT NULL DEFAULT true,
	create_date date NOT NULL DEFAULT CURRENT_DATE,
	last_update timestamp with time zone DEFAULT now(),
	active integer
);
COMMENT ON TABLE customer IS 'People who rent films, all of them invented';
COMMENT ON COLUMN customer.store_id IS 'Store where the customer signed up';
COMMENT ON COLUMN customer.activebool IS 'False once the membership has ended';
COMMENT ON COLUMN customer.active IS 'The same as a number, for older programs: 1 or 0';
CREATE INDEX idx_fk_address_id ON customer (address_id);
CREATE INDEX idx_fk_store_id ON customer (store_id);
CREATE INDEX idx_last_name ON customer (last_name);

-- Business

CREATE TABLE inventory (
	inventory_id serial PRIMARY KEY,
	film_id integer NOT NULL REFERENCES film ON UPDATE CASCADE ON DELETE RESTRICT,
	store_id integer NOT NULL REFERENCES store ON UPDATE CASCADE ON DELETE RESTRICT,
	last_update timestamp with time zone NOT NULL DEFAULT now()
);
COMMENT ON TABLE inventory IS 'Copies: one row per disc on a shelf';
CREATE INDEX idx_store_id_film_id ON inventory (store_id, film_id);

CREATE TABLE rental (
	rental_id serial PRIMARY KEY,
	rental_date timestamp with time zone NOT NULL,
	inventory_id integer NOT NULL REFERENCES inventory ON UPDATE CASCADE ON DELETE RESTRICT,
	customer_id integer NOT NULL REFERENCES customer ON UPDATE CASCADE ON DELETE RESTRICT,
	return_date timestamp with time zone,
	staff_id integer NOT NULL REFERENCES staff ON UPDATE CASCADE ON DELETE RESTRICT,
	last_update timestamp with time zone NOT NULL DEFAULT now(),
	CONSTRAINT rental_returned_after CHECK (return_date > rental_date),
	CONSTRAINT rental_id_customer_id_key UNIQUE (rental_id, customer_id)
);
COMMENT ON TABLE rental IS 'One row each time that a copy left the store';
COMMENT ON COLUMN rental.return_date IS 'Null while the copy is out';
COMMENT ON CONSTRAINT rental_id_customer_id_key ON rental IS 'What the foreign key of payment points at';
CREATE UNIQUE INDEX idx_unq_rental_rental_date_inventory_id_customer_id
	ON rental (rental_date, inventory_id, customer_id);
CREATE INDEX idx_fk_inventory_id ON rental (inventory_id);

-- The composite foreign key says that a rental is paid for by the customer who has it.
CREATE TABLE payment (
	payment_id serial NOT NULL,
	customer_id integer NOT NULL REFERENCES customer ON UPDATE CASCADE ON DELETE RESTRICT,
	staff_id integer NOT NULL REFERENCES staff ON UPDATE CASCADE ON DELETE RESTRICT,
	rental_id integer NOT NULL,
	amount numeric(5,2) NOT NULL,
	payment_date timestamp with time zone NOT NULL,
	PRIMARY KEY (payment_date, payment_id),
	CONSTRAINT payment_rental_id_customer_id_fkey FOREIGN KEY (rental_id, customer_id)
		REFERENCES rental (rental_id, customer_id) ON UPDATE CASCADE ON DELETE RESTRICT
) PARTITION BY RANGE (payment_date);
COMMENT ON TABLE payment IS 'Payments, one partition per month';
COMMENT ON COLUMN payment.amount IS 'Rental rate plus late fee';
COMMENT ON COLUMN payment.payment_date IS 'When the copy came back, for it is then that customers pay';
CREATE INDEX idx_fk_customer_id ON payment (customer_id);
CREATE INDEX idx_fk_staff_id ON payment (staff_id);
CREATE INDEX idx_fk_rental_id ON payment (rental_id);

CREATE TABLE payment_p2022_01 PARTITION OF payment
	FOR VALUES FROM ('2022-01-01 00:00:00+00') TO ('2022-02-01 00:00:00+00');
CREATE TABLE payment_p2022_02 PARTITION OF payment
	FOR VALUES FROM ('2022-02-01 00:00:00+00') TO ('2022-03-01 00:00:00+00');
CREATE TABLE payment_p2022_03 PARTITION OF payment
	FOR VALUES FROM ('2022-03-01 00:00:00+00') TO ('2022-04-01 00:00:00+00');
CREATE TABLE payment_p2022_04 PARTITION OF payment
	FOR VALUES FROM ('2022-04-01 00:00:00+00') TO ('2022-05-01 00:00:00+00');
CREATE TABLE payment_p2022_05 PARTITION OF payment
	FOR VALUES FROM ('2022-05-01 00:00:00+00') TO ('2022-06-01 00:00:00+00');
CREATE TABLE payment_p2022_06 PARTITION OF payment
	FOR VALUES FROM ('2022-06-01 00:00:00+00') TO ('2022-07-01 00:00:00+00');
CREATE TABLE payment_p2022_07 PARTITION OF payment
	FOR VALUES FROM ('2022-07-01 00:00:00+00') TO ('2022-08-01 00:00:00+00');

-- Every table that has a last_update keeps it by the same trigger.
DO $$
DECLARE
	stamped regclass;
BEGIN
	FOR stamped IN
		SELECT c.oid
		FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'last_update'
		ORDER BY c.oid
	LOOP
		EXECUTE format('CREATE TRIGGER last_updated BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION last_updated()',
					   stamped);
	END LOOP;
END
$$;

COMMIT;
