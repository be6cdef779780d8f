/*
 * sqltree/printer.c
 *		Text goes out.
 *
 * - The text never grows beyond MAX_SQL_TEXT by more than one name or constant.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "sqltree/printer.h"

static void
check_length(const SqlPrinter *printer)
{
	if (printer->out->len > MAX_SQL_TEXT)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the SQL of this query is longer than %d bytes", MAX_SQL_TEXT),
						errhint("Ask for less at once: shorter lists, or fewer columns."),
						errposition(printer->at.start + 1)));
}

void
sql_put(SqlPrinter *printer, const char *text)
{
	appendStringInfoString(printer->out, text);
	check_length(printer);
}

void
sql_put_bytes(SqlPrinter *printer, const char *text, int length)
{
	appendBinaryStringInfo(printer->out, text, length);
	check_length(printer);
}

void
sql_put_number(SqlPrinter *printer, int64 number)
{
	appendStringInfo(printer->out, INT64_FORMAT, number);
	check_length(printer);
}

void
sql_put_name(SqlPrinter *printer, const char *name)
{
	printer->dialect->print_name(printer, name);
	check_length(printer);
}

void
sql_put_column_names(SqlPrinter *printer, const List *names)
{
	const ListCell *cell;

	if (names == NIL)
		return;
	sql_put(printer, " (");
	foreach (cell, names)
	{
		if (cell != list_head(names))
			sql_put(printer, ", ");
		sql_put_name(printer, lfirst(cell));
	}
	sql_put(printer, ")");
}

static void
new_line(SqlPrinter *printer)
{
	appendStringInfoChar(printer->out, '\n');
	appendStringInfoSpaces(printer->out, printer->indent * 2);
	check_length(printer);
}

void
sql_break(SqlPrinter *printer)
{
	if (printer->pretty)
		new_line(printer);
	else
		sql_put(printer, " ");
}

/* A parenthesis around a query, which stands on lines of its own if the text is pretty. */
void
sql_open(SqlPrinter *printer)
{
	sql_put(printer, "(");
	printer->indent++;
	if (printer->pretty)
		new_line(printer);
}

void
sql_close(SqlPrinter *printer)
{
	printer->indent--;
	if (printer->pretty)
		new_line(printer);
	sql_put(printer, ")");
}

const char *
sql_word(const SqlPrinter *printer, const char *word, const char *what)
{
	if (word == NULL)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("%s has no %s", printer->dialect->name, what)));
	return word;
}
