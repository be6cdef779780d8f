/*
 * base/qualified.h
 *		How SQL of ours names things, so that no search_path decides what it means.
 *
 * In whatever schema of the search_path somebody may create a function, an
 * operator or a type, he could take part in a statement that does not say whose
 * it means: PostgreSQL takes what fits best, from any of them.
 *
 * - What is sent to a remote says of each function, operator, type and relation
 *   that it is pg_catalog's.  The search_path is left as the login has it: the
 *   caller's statement needs it, and so does format_type().  The same goes for
 *   what runs here with the caller's search_path, the definitions of views.
 * - What looks for operators without naming them is not used there: IN, BETWEEN,
 *   LIKE, NULLIF, CASE x WHEN, USING, NATURAL, IS DISTINCT FROM, comparisons of
 *   rows.  ORDER BY, GROUP BY, DISTINCT and UNION ask the type, not the
 *   search_path.
 * - A column that not every version has is named without its table's alias:
 *   with one, a server that lacks the column looks for a function of its name.
 * - What else runs here does so with PINNED_SEARCH_PATH, from the first
 *   statement on: SPI through own_tables.c, the audit writer, and the scripts of
 *   the extension, by metahog.control.  Our own objects are qualified there, too.
 *
 * test/sql_texts.pl reads every such text, and test/hygiene fails by it.
 */
#ifndef METAHOG_QUALIFIED_H
#define METAHOG_QUALIFIED_H

/* OP("=") between its operands.  All of them bind alike: put parentheses around what is not a name. */
#define OP(symbol) "OPERATOR(pg_catalog." symbol ")"

/* Whatever is named without its schema is pg_catalog's, or there is no such thing. */
#define PINNED_SEARCH_PATH "pg_catalog, pg_temp"

#endif /* METAHOG_QUALIFIED_H */
