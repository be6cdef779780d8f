/*
 * query/qualifiers.c
 *		The words that stand first in a text's qualified names.
 *
 * The server's own grammar and tree walker find them, so that nothing is taken
 * for a name that is in a string, in a comment or an alias.
 *
 * A qualified name cannot be shortened wherever it stands: "pagila.film" is a
 * table in any case, but "film" is the CTE of that name where there is one, and
 * "film.title" belongs to whatever has film as its alias.  Such a qualifier is
 * indispensable: an error of the remote is better than the rows of something
 * else.
 */
#include "postgres.h"

#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "query/qualifiers.h"
#include "query/statement_text.h"

/* What a qualified name is, as far as it matters here. */
typedef enum NameKind
{
	NAME_TABLE,
	NAME_COLUMN,	/* word.next.column */
	NAME_WHOLE_ROW, /* word.next: a table's row, or much likelier an alias's column */
	NAME_OTHER,
} NameKind;

typedef struct QualifiedName
{
	NameKind kind;
	const char *word;
	const char *next;	  /* the part behind it */
	bool hidden;		  /* a table: next alone would be a CTE */
	const char *relation; /* a table without another alias: its own name */
	int location;
} QualifiedName;

/* What the walk has met; all but names are lists of strings. */
typedef struct Survey
{
	List *names;   /* of QualifiedName */
	List *ctes;	   /* in scope where the walk is */
	List *ranges;  /* what columns may be qualified with: tables, functions, aliases, CTEs */
	List *aliases; /* those ranges that do not have a table's own name */
} Survey;

static List *survey_statement(const char *text, MemoryContext result);
static bool try_walk(Node *node, Survey *survey);
static bool survey_node(Node *node, void *context);
static bool survey_with(Survey *survey, Node *node, WithClause **with);
static void survey_ctes(Survey *survey, const WithClause *with);
static void survey_table(Survey *survey, const RangeVar *table);
static void survey_column(Survey *survey, const ColumnRef *column);
static void survey_function(Survey *survey, const FuncCall *call);
static void survey_parts(Survey *survey, List *parts, int location);
static QualifiedName *add_name(Survey *survey, NameKind kind, const char *word, const char *next,
							   int location);
static List *add_string(List *strings, const char *string);
static bool has_string(const List *strings, const char *string);
static bool is_qualified(const Survey *survey, const QualifiedName *name);
static bool has_table(const Survey *survey, const char *word, const char *relation);
static bool is_indispensable(const Survey *survey, const QualifiedName *name);
static bool is_quoted(const char *identifier);

List *
find_qualifiers(const char *text)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "metahog names", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	List *qualifiers = survey_statement(text, caller);

	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return qualifiers;
}

static List *
survey_statement(const char *text, MemoryContext result)
{
	Survey survey = {NIL, NIL, NIL, NIL};
	List *statements = NIL;
	List *qualifiers = NIL;
	ListCell *cell;

	if (!statement_text_parse(text, &statements) || list_length(statements) != 1 ||
		!try_walk(linitial_node(RawStmt, statements)->stmt, &survey))
		return NIL;

	MemoryContextSwitchTo(result);
	foreach (cell, survey.names)
	{
		const QualifiedName *name = lfirst(cell);
		Qualifier *qualifier;

		if (!is_qualified(&survey, name))
			continue;
		qualifier = palloc(sizeof(Qualifier));
		qualifier->word = pstrdup(name->word);
		qualifier->quoted = is_quoted(text + name->location);
		qualifier->indispensable = is_indispensable(&survey, name);
		qualifier->location = name->location;
		qualifiers = lappend(qualifiers, qualifier);
	}
	return qualifiers;
}

/* False if the walker does not know a node: then the statement has been seen in part only. */
static bool
try_walk(Node *node, Survey *survey)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool walked = true;

	PG_TRY();
	{
		survey_node(node, survey);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		FlushErrorState();
		walked = false;
	}
	PG_END_TRY();
	return walked;
}

static bool
survey_node(Node *node, void *context)
{
	Survey *survey = context;

	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_ExplainStmt:
			return survey_node(((ExplainStmt *) node)->query, context);
		case T_CallStmt:
			return survey_node((Node *) ((CallStmt *) node)->funccall, context);
		case T_SelectStmt:
			return survey_with(survey, node, &((SelectStmt *) node)->withClause);
		case T_InsertStmt:
			return survey_with(survey, node, &((InsertStmt *) node)->withClause);
		case T_UpdateStmt:
			return survey_with(survey, node, &((UpdateStmt *) node)->withClause);
		case T_DeleteStmt:
			return survey_with(survey, node, &((DeleteStmt *) node)->withClause);
#ifdef HAVE_MERGE
		case T_MergeStmt:
			return survey_with(survey, node, &((MergeStmt *) node)->withClause);
#endif
		case T_RangeVar:
			survey_table(survey, (const RangeVar *) node);
			return false;
		case T_Alias:
			survey->ranges = add_string(survey->ranges, ((Alias *) node)->aliasname);
			survey->aliases = add_string(survey->aliases, ((Alias *) node)->aliasname);
			return false;
		case T_ColumnRef:
			survey_column(survey, (const ColumnRef *) node);
			return false;
		case T_FuncCall:
			survey_function(survey, (const FuncCall *) node);
			break;
		case T_TypeName:
			survey_parts(survey, ((TypeName *) node)->names, ((TypeName *) node)->location);
			break;
		default:
			break;
	}
	return raw_expression_tree_walker(node, survey_node, context);
}

/* A statement's CTEs are in scope in all of it, but not outside. */
static bool
survey_with(Survey *survey, Node *node, WithClause **with)
{
	WithClause *clause = *with;
	int in_scope = list_length(survey->ctes);

	if (clause != NULL)
		survey_ctes(survey, clause);
	/* Been there; put back, since the grammar may have a node in two places. */
	*with = NULL;
	raw_expression_tree_walker(node, survey_node, survey);
	*with = clause;
	survey->ctes = list_truncate(survey->ctes, in_scope);
	return false;
}

/* Each sees those before it; a recursive clause's see one another. */
static void
survey_ctes(Survey *survey, const WithClause *with)
{
	ListCell *cell;

	if (with->recursive)
		foreach (cell, with->ctes)
			survey->ctes = add_string(survey->ctes, lfirst_node(CommonTableExpr, cell)->ctename);
	foreach (cell, with->ctes)
	{
		CommonTableExpr *cte = lfirst_node(CommonTableExpr, cell);

		survey_node((Node *) cte, survey);
		survey->ranges = add_string(survey->ranges, cte->ctename);
		if (!with->recursive)
			survey->ctes = add_string(survey->ctes, cte->ctename);
	}
}

static void
survey_table(Survey *survey, const RangeVar *table)
{
	const char *range = table->alias != NULL ? table->alias->aliasname : table->relname;
	bool renamed = strcmp(range, table->relname) != 0;
	QualifiedName *name;

	survey->ranges = add_string(survey->ranges, range);
	if (renamed)
		survey->aliases = add_string(survey->aliases, range);
	if (table->schemaname == NULL)
		return;
	if (table->catalogname != NULL)
		name = add_name(survey, NAME_TABLE, table->catalogname, table->schemaname, table->location);
	else
	{
		name = add_name(survey, NAME_TABLE, table->schemaname, table->relname, table->location);
		name->hidden = has_string(survey->ctes, table->relname);
	}
	name->relation = renamed ? NULL : table->relname;
}

static void
survey_column(Survey *survey, const ColumnRef *column)
{
	List *fields = column->fields;

	/* The last one may be a star. */
	if (list_length(fields) == 2 && IsA(lsecond(fields), String))
		add_name(survey, NAME_WHOLE_ROW, strVal(linitial(fields)), strVal(lsecond(fields)),
				 column->location);
	else if (list_length(fields) == 3)
		add_name(survey, NAME_COLUMN, strVal(linitial(fields)), strVal(lsecond(fields)),
				 column->location);
	else if (list_length(fields) > 3)
		survey_parts(survey, fields, column->location);
}

/* In FROM it is a range, too. */
static void
survey_function(Survey *survey, const FuncCall *call)
{
	survey->ranges = add_string(survey->ranges, strVal(llast(call->funcname)));
	survey_parts(survey, call->funcname, call->location);
}

static void
survey_parts(Survey *survey, List *parts, int location)
{
	if (list_length(parts) > 1)
		add_name(survey, NAME_OTHER, strVal(linitial(parts)), strVal(lsecond(parts)), location);
}

static QualifiedName *
add_name(Survey *survey, NameKind kind, const char *word, const char *next, int location)
{
	QualifiedName *name = palloc0(sizeof(QualifiedName));

	name->kind = kind;
	name->word = word;
	name->next = next;
	name->location = location;
	survey->names = lappend(survey->names, name);
	return name;
}

static List *
add_string(List *strings, const char *string)
{
	return has_string(strings, string) ? strings : lappend(strings, (void *) string);
}

static bool
has_string(const List *strings, const char *string)
{
	ListCell *cell;

	foreach (cell, strings)
	{
		if (strcmp(lfirst(cell), string) == 0)
			return true;
	}
	return false;
}

static bool
is_qualified(const Survey *survey, const QualifiedName *name)
{
	if (name->location < 0)
		return false;
	if (name->kind != NAME_WHOLE_ROW)
		return true;
	return !has_string(survey->ranges, name->word) && has_table(survey, name->word, name->next);
}

static bool
has_table(const Survey *survey, const char *word, const char *relation)
{
	ListCell *cell;

	foreach (cell, survey->names)
	{
		const QualifiedName *name = lfirst(cell);

		if (name->kind == NAME_TABLE && name->relation != NULL && !name->hidden &&
			strcmp(name->word, word) == 0 && strcmp(name->relation, relation) == 0)
			return true;
	}
	return false;
}

static bool
is_indispensable(const Survey *survey, const QualifiedName *name)
{
	switch (name->kind)
	{
		case NAME_TABLE:
			return name->hidden;
		case NAME_COLUMN:
		case NAME_WHOLE_ROW:
			return has_string(survey->aliases, name->next);
		default:
			return false;
	}
}

static bool
is_quoted(const char *identifier)
{
	if (identifier[0] == '"')
		return true;
	return (identifier[0] == 'U' || identifier[0] == 'u') && identifier[1] == '&' &&
		   identifier[2] == '"';
}
