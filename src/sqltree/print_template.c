/*
 * sqltree/print_template.c
 *		Texts of the dialect with operands in them.
 *
 * - An operand that is named more than once is bound, so that it is computed once
 *   and nested templates do not grow with a power of their depth:
 *   (SELECT f(bound.a1) FROM (SELECT x AS a1 OFFSET 0) AS bound).  OFFSET keeps the
 *   planner from putting x back in.  What is small is printed again instead: a
 *   sublink costs more.
 * - The alias is one for the whole statement, that of the operand is its number: the
 *   same expression must print alike wherever it stands, or it would not be found in
 *   GROUP BY.  Bindings within bindings hide each other, which is right: only the
 *   text of a template itself names what it has bound.
 * - No operand of a bound template has an aggregate or a window function in it: in a
 *   sublink either would see one row.  Nor has one a key of GROUP BY in it that is
 *   more than a column: PostgreSQL would not find it.
 */
#include "postgres.h"

#include "sqltree/printer.h"
#include "sqltree/walk.h"

/* An operand with more nodes than this, templates in it counted as they print, is bound. */
#define SMALL_OPERAND 8

typedef struct Expansion
{
	SqlPrinter *printer;
	const char *text;
	const List *args;
	const bool *bound;		  /* which operands are; null: none */
	const SqlAggregate *call; /* of which it is the template; or null */
} Expansion;

static const char *expand(Expansion *expansion, const char *at, bool nested);

/* ---- Which operands are named how often ---- */

/* Reads {n} or {n*} or {*}; null if something else stands there.  rest: all from the first on. */
static const char *
read_mark(const char *at, int *first, bool *rest)
{
	const char *digits = at + 1;
	const char *end = digits;

	*first = 0;
	for (; *end >= '0' && *end <= '9'; end++)
		*first = *first * 10 + (*end - '0');
	*rest = *end == '*';
	if (*rest)
		end++;
	if (*end != '}' || end == digits)
		return NULL;
	if (*digits == '*')
		*first = 1;
	return end + 1;
}

/* How often each operand is named; returns the largest number. */
static int
count_mentions(const char *text, int *mentions, int count)
{
	const char *at = text;
	int most = 0;
	int first;
	bool rest;
	int i;

	while ((at = strchr(at, '{')) != NULL)
	{
		const char *end = at[1] == '{' ? NULL : read_mark(at, &first, &rest);

		for (i = first; end != NULL && i >= 1 && i <= (rest ? count : Min(first, count)); i++)
		{
			mentions[i - 1]++;
			most = Max(most, mentions[i - 1]);
		}
		at = end != NULL ? end : at + (at[1] == '{' ? 2 : 1);
	}
	return most;
}

typedef struct Weight
{
	int64 counted;
	int64 most;
	int64 factor; /* how often what is looked at will be printed */
} Weight;

static bool weigh(const SqlNode *node, void *context);

static bool
weigh_template(const SqlTemplate *node, Weight *weight)
{
	int count = list_length(node->args);
	int *mentions = palloc0(sizeof(int) * (count + 1));
	int64 factor = weight->factor;
	bool enough = false;
	int i;

	count_mentions(node->text, mentions, count);
	for (i = 0; i < count && !enough; i++)
	{
		weight->factor = factor * Max(mentions[i], 1);
		enough = weigh(list_nth(node->args, i), weight);
	}
	weight->factor = factor;
	pfree(mentions);
	return enough;
}

static bool
weigh(const SqlNode *node, void *context)
{
	Weight *weight = context;

	weight->counted += weight->factor;
	if (weight->counted > weight->most)
		return true;
	if (node->kind == SQL_TEMPLATE)
		return weigh_template((const SqlTemplate *) node, weight);
	return sql_walk_children(node, weigh, weight);
}

static bool
is_small(const SqlNode *node)
{
	Weight weight = {.most = SMALL_OPERAND, .factor = 1};

	return !weigh(node, &weight);
}

static bool
is_worth_binding(const SqlNode *node)
{
	return !is_small(node) || sql_is_volatile(node);
}

/* What would mean something else in a sublink, or nothing. */
static bool
must_stay(const SqlPrinter *printer, const SqlTemplate *node)
{
	bool is_key = sql_is_key(printer, &node->node);
	const ListCell *cell;

	foreach (cell, node->args)
	{
		const SqlNode *arg = lfirst(cell);

		if (sql_contains_aggregate(arg) || sql_contains_window(arg) ||
			(!is_key && sql_contains_key(printer, arg)))
			return true;
	}
	return false;
}

/* Which operands are bound; null: none. */
static bool *
choose_bound(const SqlPrinter *printer, const SqlTemplate *node)
{
	int count = list_length(node->args);
	int *mentions;
	bool *bound = NULL;
	int i;

	if (count == 0 || strchr(node->text, '{') == NULL)
		return NULL;
	mentions = palloc0(sizeof(int) * count);
	if (count_mentions(node->text, mentions, count) < 2)
		return NULL;
	for (i = 0; i < count; i++)
	{
		if (mentions[i] < 2 || !is_worth_binding(list_nth(node->args, i)))
			continue;
		if (bound == NULL)
			bound = palloc0(sizeof(bool) * count);
		bound[i] = true;
	}
	return bound != NULL && must_stay(printer, node) ? NULL : bound;
}

/* ---- The alias of bound operands ---- */

static bool
text_has(const char *text, const char *name)
{
	return text != NULL && strstr(text, name) != NULL;
}

/* Whether a node names, or its text may name, a table of this name. */
static bool
has_name(const SqlNode *node, void *context)
{
	const char *name = context;
	bool has = false;

	switch (node->kind)
	{
		case SQL_COLUMN:
			has = text_has(((const SqlColumn *) node)->table, name);
			break;
		case SQL_STAR:
			has = text_has(((const SqlStar *) node)->table, name);
			break;
		case SQL_PIECE:
			has = text_has(((const SqlPiece *) node)->text, name);
			break;
		case SQL_TEMPLATE:
			has = text_has(((const SqlTemplate *) node)->text, name);
			break;
		default:
			break;
	}
	return has || sql_walk_children(node, has_name, context);
}

static const char *
bound_alias(SqlPrinter *printer)
{
	char *name = "bound";
	int i;

	for (i = 1; printer->bound == NULL; i++)
	{
		if (!has_name(printer->root, name))
			printer->bound = name;
		name = psprintf("bound_%d", i);
	}
	return printer->bound;
}

static void
put_bound_name(SqlPrinter *printer, int number)
{
	char name[32];

	snprintf(name, sizeof(name), "a%d", number);
	sql_put_name(printer, name);
}

/* ---- Marks ---- */

/* In the place of an argument no operand needs parentheses. */
static bool
is_argument(const Expansion *expansion, const char *mark, const char *end)
{
	char before = mark > expansion->text ? mark[-1] : '\0';

	if (before == ' ' && mark - expansion->text >= 2 && mark[-2] == ',')
		before = ',';
	return (before == '(' || before == '[' || before == ',') &&
		   (*end == ')' || *end == ']' || *end == ',');
}

/* Whether ANY (, ALL ( or IN ( stands before it. */
static bool
is_set_operand(const Expansion *expansion, const char *mark)
{
	static const char *const words[] = {"ANY (", "ALL (", "IN (", "ANY(", "ALL(", "IN("};
	Size before = mark - expansion->text;
	Size i;

	for (i = 0; i < lengthof(words); i++)
	{
		Size length = strlen(words[i]);

		if (before >= length && strncmp(mark - length, words[i], length) == 0)
			return true;
	}
	return false;
}

static void
put_operand(const Expansion *expansion, int number, const char *mark, const char *end)
{
	SqlPrinter *printer = expansion->printer;
	const SqlNode *operand = list_nth(expansion->args, number - 1);
	bool argument = is_argument(expansion, mark, end);

	if (expansion->bound != NULL && expansion->bound[number - 1])
	{
		sql_put_name(printer, bound_alias(printer));
		sql_put(printer, ".");
		put_bound_name(printer, number);
	}
	else if (argument && *end == ')' && is_set_operand(expansion, mark))
		sql_print_set_operand(printer, operand);
	else if (argument)
		sql_print_node(printer, operand);
	else if (*end == '[' || *end == '.')
	{
		sql_put(printer, "(");
		sql_print_node(printer, operand);
		sql_put(printer, ")");
	}
	else
		sql_print_operand(printer, operand);
}

/* {n}, or all from the first on. */
static const char *
expand_operands(const Expansion *expansion, const char *mark, const char *end, int first, bool rest)
{
	int count = list_length(expansion->args);
	int last = rest ? count : first;
	int i;

	if (!rest && (first < 1 || first > count))
		elog(ERROR, "template \"%s\" has %d operands", expansion->text, count);
	if (rest && count - first + 1 > expansion->printer->dialect->most_arguments)
		ereport(ERROR, (errcode(ERRCODE_TOO_MANY_ARGUMENTS),
						errmsg("%d arguments are more than the %d that %s takes", count,
							   expansion->printer->dialect->most_arguments,
							   expansion->printer->dialect->name)));
	for (i = first; i <= last; i++)
	{
		if (i > first)
			sql_put(expansion->printer, ", ");
		put_operand(expansion, i, mark, end);
	}
	return end;
}

static bool
is_word(const char *at, const char *word)
{
	return strncmp(at, word, strlen(word)) == 0;
}

/* {filter: c}: the template's own condition, and that of the call. */
static const char *
expand_own_filter(Expansion *expansion, const char *at)
{
	SqlPrinter *printer = expansion->printer;
	const SqlNode *filter = expansion->call->filter;

	sql_put(printer, filter != NULL ? " FILTER (WHERE (" : " FILTER (WHERE ");
	at = expand(expansion, at, true);
	if (filter != NULL)
	{
		sql_put(printer, ") AND ");
		sql_print_operand(printer, filter);
	}
	sql_put(printer, ")");
	return at;
}

static void
put_condition(SqlPrinter *printer, const SqlNode *filter)
{
	if (filter == NULL)
		sql_put(printer, "true");
	else
		sql_print_operand(printer, filter);
}

/* The marks that only a template of an aggregate has. */
static const char *
expand_call_mark(Expansion *expansion, const char *mark)
{
	SqlPrinter *printer = expansion->printer;
	const SqlAggregate *call = expansion->call;

	if (is_word(mark, "{filter: "))
		return expand_own_filter(expansion, mark + strlen("{filter: "));
	if (is_word(mark, "{filter}"))
		sql_print_filter(printer, call->filter);
	else if (is_word(mark, "{if}"))
		put_condition(printer, call->filter);
	else if (is_word(mark, "{distinct}"))
		sql_put(printer, call->distinct ? "DISTINCT " : "");
	else if (is_word(mark, "{over}"))
		sql_print_over(printer, call->over);
	else if (is_word(mark, "{order}"))
	{
		sql_put(printer, call->order_by != NIL ? " " : "");
		sql_print_order_by(printer, call->order_by);
	}
	else
		elog(ERROR, "template \"%s\" has an unknown mark", expansion->text);
	return strchr(mark, '}') + 1;
}

static const char *
expand_mark(Expansion *expansion, const char *mark)
{
	int first;
	bool rest;
	const char *end = read_mark(mark, &first, &rest);

	if (end != NULL)
		return expand_operands(expansion, mark, end, first, rest);
	if (expansion->call == NULL)
		elog(ERROR, "template \"%s\" has an unknown mark", expansion->text);
	return expand_call_mark(expansion, mark);
}

/* Prints the text from here on; if nested, up to the brace that closes. */
static const char *
expand(Expansion *expansion, const char *at, bool nested)
{
	while (*at != '\0')
	{
		Size plain = strcspn(at, "{}");

		sql_put_bytes(expansion->printer, at, (int) plain);
		at += plain;
		if (*at == '\0')
			break;
		if (*at == '}' && nested)
			return at + 1;
		if (at[1] == *at)
		{
			sql_put_bytes(expansion->printer, at, 1);
			at += 2;
		}
		else if (*at == '{')
			at = expand_mark(expansion, at);
		else
			elog(ERROR, "template \"%s\" has a brace too many", expansion->text);
	}
	return at;
}

/* ---- Templates ---- */

/* name({*}), of which a dialect may have more arguments than a call takes. */
static char *
name_of_plain_call(const char *text)
{
	static const char prefix[] = "pg_catalog.";
	const char *name = text + strlen(prefix);
	Size length;

	if (!is_word(text, prefix))
		return NULL;
	length = strcspn(name, "({");
	return strcmp(name + length, "({*})") == 0 ? pnstrdup(name, length) : NULL;
}

void
sql_print_template_bare(SqlPrinter *printer, const SqlTemplate *node)
{
	Expansion expansion = {.printer = printer, .text = node->text, .args = node->args};

	expand(&expansion, node->text, false);
}

static void
print_bound(SqlPrinter *printer, const SqlTemplate *node, const bool *bound)
{
	Expansion expansion = {.printer = printer,
						   .text = node->text,
						   .args = node->args,
						   .bound = bound};
	const char *separator = "";
	int i;

	sql_put(printer, "(SELECT ");
	expand(&expansion, node->text, false);
	sql_put(printer, " FROM (SELECT ");
	for (i = 0; i < list_length(node->args); i++)
	{
		if (!bound[i])
			continue;
		sql_put(printer, separator);
		sql_print_node(printer, list_nth(node->args, i));
		sql_put(printer, " AS ");
		put_bound_name(printer, i + 1);
		separator = ", ";
	}
	sql_put(printer, " OFFSET 0) AS ");
	sql_put_name(printer, bound_alias(printer));
	sql_put(printer, ")");
}

void
sql_print_template(SqlPrinter *printer, const void *of)
{
	const SqlTemplate *node = of;
	bool many = list_length(node->args) > printer->dialect->most_arguments;
	char *name = many ? name_of_plain_call(node->text) : NULL;
	bool *bound = choose_bound(printer, node);

	if (name != NULL)
		sql_print_call_of(printer, name, node->args);
	else if (bound != NULL)
		print_bound(printer, node, bound);
	else
		sql_print_template_bare(printer, node);
}

/* What a call has and its template no place for would be lost. */
static void
require_mark(const SqlAggregate *call, bool has, const char *mark, const char *what)
{
	if (has && strstr(call->template, mark) == NULL)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("this aggregate cannot be computed with %s", what)));
}

void
sql_print_aggregate_template(SqlPrinter *printer, const SqlAggregate *call)
{
	Expansion expansion = {.printer = printer,
						   .text = call->template,
						   .args = call->args,
						   .call = call};

	if (strstr(call->template, "{if}") == NULL)
		require_mark(call, call->filter != NULL, "{filter", "FILTER");
	require_mark(call, call->distinct, "{distinct}", "DISTINCT");
	require_mark(call, call->order_by != NIL, "{order}", "ORDER BY");
	require_mark(call, call->over != NULL, "{over}", "OVER");
	require_mark(call, call->within_group != NIL, "{within}", "WITHIN GROUP");
	expand(&expansion, call->template, false);
}

/* ---- Whether a text needs parentheses ---- */

/* Behind the bracket that closes the one at this place; null if none does. */
static const char *
behind_bracket(const char *at)
{
	int depth = 0;

	for (; *at != '\0'; at++)
	{
		if (*at == '\'')
		{
			at = strchr(at + 1, '\'');
			if (at == NULL)
				return NULL;
		}
		else if (*at == '(')
			depth++;
		else if (*at == ')' && --depth == 0)
			return at + 1;
	}
	return NULL;
}

/* Nothing but a name before a parenthesis that closes at the end, as in pg_catalog.lower({1}). */
bool
sql_is_text_atomic(const char *text)
{
	static const char *const marks[] = {"{filter}", "{over}"};
	const char *at = text + strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.COALESGRT");
	Size i;

	if (*at != '(')
		return false;
	at = behind_bracket(at);
	for (i = 0; at != NULL && i < lengthof(marks); i++)
	{
		if (is_word(at, marks[i]))
			at += strlen(marks[i]);
	}
	return at != NULL && *at == '\0';
}

bool
sql_is_template_atomic(const SqlPrinter *printer, const SqlTemplate *node)
{
	return sql_is_text_atomic(node->text) || choose_bound(printer, node) != NULL;
}
