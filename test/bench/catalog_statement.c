/*
 * catalog_statement.c: prints the statement by which metahog.schema() asks a remote for everything.
 *
 * usage: catalog_statement
 *
 * The bare client runs the very same one: what is compared is what becomes of its rows.
 */
#include "schema/catalog_statements.c"

int
main(void)
{
	return puts(DOCUMENT_STATEMENT) < 0;
}
