/*
 * sqltree/printer.h
 *		What the files that print a tree share: the printer's state, what a dialect
 *		is, and who prints what.
 *
 * - All text goes out through sql_put() and its relatives, which watch the length.
 * - Every node goes through sql_print_node(), which counts it, watches the stack and
 *   records its span.
 * - What is not atomic stands in parentheses wherever something stands beside it.
 */
#ifndef METAHOG_SQLTREE_PRINTER_H
#define METAHOG_SQLTREE_PRINTER_H

#include "postgres.h"

#include "lib/stringinfo.h"

#include "sqltree/spans.h"
#include "sqltree/sqltree.h"

/* A text is at most this long, and a tree this large, its nodes counted as often as they are printed. */
#define MAX_SQL_TEXT (4 * 1024 * 1024)
#define MAX_SQL_NODES 1000000

typedef struct SqlPrinter SqlPrinter;

/*
 * A dialect: words in tables that the enums of the tree index, and what is no word.
 * A word that is not there is something that the dialect cannot say: 0A000.
 */
typedef struct SqlDialect
{
	const char *name;	/* as messages have it */
	int most_arguments; /* of a call */
	int most_columns;	/* of a row */
	const char *types[SQL_TYPE_COUNT];
	const char *operators[SQL_OP_COUNT];
	const char *variadics[SQL_VARIADIC_COUNT]; /* names of functions; of AND and OR the operator */
	const char *frames[SQL_FRAME_COUNT];
	const char *joins[SQL_JOIN_COUNT];
	const char *sets[SQL_SET_COUNT];

	void (*print_name)(SqlPrinter *printer, const char *name);
	void (*print_type)(SqlPrinter *printer, SqlType type);
	void (*print_constant)(SqlPrinter *printer, const SqlConstant *constant);
	/* A constant in ORDER BY and the like, where a bare one would be a position or an error. */
	void (*print_constant_key)(SqlPrinter *printer, const SqlConstant *constant);
	void (*print_parameter)(SqlPrinter *printer, const SqlParameter *parameter);
	/* The name of a function of the dialect's catalog. */
	void (*print_function)(SqlPrinter *printer, const char *name);
	/* What stands behind a text that is compared by its bytes, with a blank before it. */
	void (*print_collation)(SqlPrinter *printer);
	/* A call of more than most_arguments, in parentheses where it needs them; false: there is no way. */
	bool (*print_long_call)(SqlPrinter *printer, const char *name, const List *args);
} SqlDialect;

struct SqlPrinter
{
	const SqlDialect *dialect;
	StringInfo out;
	SqlSpans *spans;
	const SqlNode *root; /* what is printed, as a whole */
	const List *keys;	 /* what is grouped by in the query around: group_keys.c */
	const char
		*bound;	 /* the name for bound operands, which nothing else has; null: not chosen yet */
	SqlSpan at;	 /* of the innermost node with a span that is being printed */
	int64 nodes; /* printed until now */
	int indent;	 /* of lines, if pretty */
	bool pretty;
	bool constants; /* the values of parameters in their place */
};

/* ---- printer.c: text goes out ---- */

extern void sql_put(SqlPrinter *printer, const char *text);
extern void sql_put_bytes(SqlPrinter *printer, const char *text, int length);
extern void sql_put_number(SqlPrinter *printer, int64 number);
extern void sql_put_name(SqlPrinter *printer, const char *name);
/* "a", "b", in parentheses with a blank before them; nothing for an empty list. */
extern void sql_put_column_names(SqlPrinter *printer, const List *names);
/* A blank, or where the text is pretty the next line. */
extern void sql_break(SqlPrinter *printer);
extern void sql_open(SqlPrinter *printer);
extern void sql_close(SqlPrinter *printer);
/* Raises 0A000 if the dialect has no word for something; else returns it. */
extern const char *sql_word(const SqlPrinter *printer, const char *word, const char *what);

/* ---- print.c: nodes ---- */

extern void sql_print_node(SqlPrinter *printer, const void *node);
/* In parentheses unless it is atomic. */
extern void sql_print_operand(SqlPrinter *printer, const SqlNode *node);
/* With commas between. */
extern void sql_print_list(SqlPrinter *printer, const List *nodes);
extern void sql_print_operands(SqlPrinter *printer, const List *nodes, const char *separator);
/* What can stand beside anything without parentheses. */
extern bool sql_is_atomic(const SqlPrinter *printer, const SqlNode *node);
extern void sql_check_columns(const SqlPrinter *printer, int columns);
/* name(args), or what there is for too many of them. */
extern void sql_print_call_of(SqlPrinter *printer, const char *name, const List *args);

/* ---- group_keys.c ---- */

/*
 * The keys of a query that are more than a column.  PostgreSQL finds them again in a select list, but not
 * in a sublink in it.
 */
extern List *sql_group_keys(const SqlSelect *select);
extern bool sql_is_key(const SqlPrinter *printer, const SqlNode *node);
extern bool sql_contains_key(const SqlPrinter *printer, const SqlNode *node);

/* ---- print_template.c ---- */

extern void sql_print_template(SqlPrinter *printer, const void *node);
/* Without a sublink, whatever it names twice: what stands in FROM must be a call. */
extern void sql_print_template_bare(SqlPrinter *printer, const SqlTemplate *node);
extern void sql_print_aggregate_template(SqlPrinter *printer, const SqlAggregate *call);
extern bool sql_is_template_atomic(const SqlPrinter *printer, const SqlTemplate *node);
extern bool sql_is_text_atomic(const char *text);

/* ---- print_aggregate.c ---- */

extern void sql_print_aggregate(SqlPrinter *printer, const void *node);
extern void sql_print_over(SqlPrinter *printer, const SqlWindow *window);
extern void sql_print_window(SqlPrinter *printer, const void *node);
extern void sql_print_order(SqlPrinter *printer, const void *node);
extern void sql_print_order_by(SqlPrinter *printer, const List *order_by);
/* FILTER (WHERE …) with a blank before it; either condition may be missing. */
extern void sql_print_filter(SqlPrinter *printer, const SqlNode *condition);

/* ---- print_query.c ---- */

extern void sql_print_select(SqlPrinter *printer, const void *node);
/* A query in parentheses; a fragment has them already. */
extern void sql_print_query(SqlPrinter *printer, const SqlNode *query);
extern void sql_print_item(SqlPrinter *printer, const void *node);
extern void sql_print_cte(SqlPrinter *printer, const void *node);
extern void sql_print_grouping(SqlPrinter *printer, const void *node);
/* An expression where a bare constant would mean something else. */
extern void sql_print_key(SqlPrinter *printer, const SqlNode *node);

/* ---- print_from.c ---- */

extern void sql_print_table(SqlPrinter *printer, const void *node);
extern void sql_print_derived(SqlPrinter *printer, const void *node);
extern void sql_print_function_table(SqlPrinter *printer, const void *node);
extern void sql_print_join(SqlPrinter *printer, const void *node);

/* ---- print_expression.c ---- */

extern void sql_print_column(SqlPrinter *printer, const void *node);
extern void sql_print_star(SqlPrinter *printer, const void *node);
extern void sql_print_output(SqlPrinter *printer, const void *node);
extern void sql_print_position(SqlPrinter *printer, const void *node);
extern void sql_print_call(SqlPrinter *printer, const void *node);
extern void sql_print_operation(SqlPrinter *printer, const void *node);
extern void sql_print_collate(SqlPrinter *printer, const void *node);
extern void sql_print_variadic(SqlPrinter *printer, const void *node);
extern void sql_print_not(SqlPrinter *printer, const void *node);
extern void sql_print_is_null(SqlPrinter *printer, const void *node);
extern void sql_print_in(SqlPrinter *printer, const void *node);
extern void sql_print_quantified(SqlPrinter *printer, const void *node);
extern void sql_print_case(SqlPrinter *printer, const void *node);
extern void sql_print_when(SqlPrinter *printer, const void *node);
extern void sql_print_cast(SqlPrinter *printer, const void *node);
extern void sql_print_row(SqlPrinter *printer, const void *node);
extern void sql_print_array(SqlPrinter *printer, const void *node);
extern void sql_print_subquery(SqlPrinter *printer, const void *node);
extern void sql_print_fragment(SqlPrinter *printer, const void *node);
extern void sql_print_piece(SqlPrinter *printer, const void *node);
/* Behind ANY ( and IN (, where a query in parentheses would be read as one, and not as its value. */
extern void sql_print_set_operand(SqlPrinter *printer, const SqlNode *node);

#endif /* METAHOG_SQLTREE_PRINTER_H */
