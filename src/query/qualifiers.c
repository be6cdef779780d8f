/*
 * query/qualifiers.c
 *		The words that stand first in a text's qualified names.
 *
 * The server's own grammar and tree walker find them, so that nothing is taken
 * for a name that is in a string, in a comment or an alias.
 *
 * A qualified name cannot be shortened wherever it stands: "pagila.film" is a
 * table in any case, but "film" is the CTE of that name where there is one, and
 * "film.title" belongs to whatever has film as its alias.  So the walk keeps
 * what is in scope.  A qualifier that such a name needs is indispensable: an
 * error of the remote is better than the rows of something else.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "query/qualifiers.h"
#include "query/statement_text.h"

/* What columns can be qualified with: a table, a function, an alias. */
typedef struct Range
{
	const struct Range *outer; /* of the same name, which this one hides; NULL if none */
	const char *name;
	bool is_table;	  /* of that very name, and not a CTE */
	const char *word; /* the table's qualifier if it can be done without; else NULL */
} Range;

/* A name of the text, found in one step however many there are. */
typedef struct ScopedName
{
	const char *name;
	uint32 hash;
	char status;		/* simplehash's own */
	const Range *range; /* the innermost one in scope; NULL if none */
	int ctes;			/* how many in scope are called so */
	bool seen[2];		/* as a qualifier, without and with quotes */
} ScopedName;

#define SH_PREFIX names
#define SH_ELEMENT_TYPE ScopedName
#define SH_KEY_TYPE const char *
#define SH_KEY name
#define SH_HASH_KEY(table, key) hash_bytes((const unsigned char *) (key), strlen(key))
#define SH_EQUAL(table, one, other) (strcmp(one, other) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) ((entry)->hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* How many names are expected; the table grows. */
#define NAMES_AT_FIRST 32

typedef struct Survey
{
	const char *text;
	TextWork *work;
	MemoryContext result;
	List *qualifiers;  /* in that context */
	names_hash *names; /* that the text has, and what they stand for where the walk is */
	List *ctes;		   /* names (strings) that are in scope there */
	List *ranges;	   /* of Range, in scope; those of the innermost query last */
} Survey;

static bool try_walk(Node *node, Survey *survey);
static bool survey_node(Node *node, void *context);
static bool survey_query(Survey *survey, Node *node, WithClause **with, RangeVar *target,
						 List *from);
static void leave_query(Survey *survey, int outer_ctes, int outer_ranges);
static void survey_ctes(Survey *survey, const WithClause *with);
static void survey_table(Survey *survey, const RangeVar *table);
static void survey_column(Survey *survey, const ColumnRef *column);
static void survey_parts(Survey *survey, List *parts, int location);
static bool is_whole_row(const Survey *survey, const char *word, const char *relation);
static void add_qualifier(Survey *survey, const char *word, bool indispensable, int location);
static bool is_quoted(const char *identifier);
static bool gather_ranges(Node *node, void *context);
static void add_table_range(Survey *survey, const RangeVar *table);
static Range *add_range(Survey *survey, const char *name);
static void add_cte(Survey *survey, const CommonTableExpr *cte);
static const Range *find_range(const Survey *survey, const char *name);
static bool is_cte(const Survey *survey, const char *name);
static ScopedName *intern(Survey *survey, const char *name);

List *
find_qualifiers(const char *text, TextWork *work)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "metahog names", ALLOCSET_DEFAULT_SIZES);
	Survey survey = {.text = text, .work = work, .result = MemoryContextSwitchTo(context)};
	List *statements = NIL;
	bool surveyed;

	survey.names = names_create(context, NAMES_AT_FIRST, NULL);
	surveyed = statement_text_parse(text, &statements) && list_length(statements) == 1 &&
			   text_work_in_time(work) &&
			   try_walk(linitial_node(RawStmt, statements)->stmt, &survey);

	MemoryContextSwitchTo(survey.result);
	MemoryContextDelete(context);
	return surveyed ? survey.qualifiers : NIL;
}

/* False if the statement has been seen in part only: the walker does not know a node, or time is up. */
static bool
try_walk(Node *node, Survey *survey)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool walked = true;

	PG_TRY();
	{
		walked = !survey_node(node, survey);
	}
	PG_CATCH();
	{
		statement_text_forget_error(context);
		walked = false;
	}
	PG_END_TRY();
	return walked;
}

/* Of the walker's kind: true ends the walk. */
static bool
survey_node(Node *node, void *context)
{
	Survey *survey = context;

	if (node == NULL)
		return false;
	if (!text_work_goes_on(survey->work))
		return true;
	switch (nodeTag(node))
	{
		case T_ExplainStmt:
			return survey_node(((ExplainStmt *) node)->query, survey);
		case T_CallStmt:
			return survey_node((Node *) ((CallStmt *) node)->funccall, survey);
		case T_SelectStmt:
			return survey_query(survey, node, &((SelectStmt *) node)->withClause, NULL,
								((SelectStmt *) node)->fromClause);
		case T_InsertStmt:
			return survey_query(survey, node, &((InsertStmt *) node)->withClause,
								((InsertStmt *) node)->relation, NIL);
		case T_UpdateStmt:
			return survey_query(survey, node, &((UpdateStmt *) node)->withClause,
								((UpdateStmt *) node)->relation, ((UpdateStmt *) node)->fromClause);
		case T_DeleteStmt:
			return survey_query(survey, node, &((DeleteStmt *) node)->withClause,
								((DeleteStmt *) node)->relation,
								((DeleteStmt *) node)->usingClause);
#ifdef HAVE_MERGE
		case T_MergeStmt:
			return survey_query(survey, node, &((MergeStmt *) node)->withClause,
								((MergeStmt *) node)->relation,
								list_make1(((MergeStmt *) node)->sourceRelation));
#endif
		case T_RangeVar:
			survey_table(survey, (const RangeVar *) node);
			return false;
		case T_ColumnRef:
			survey_column(survey, (const ColumnRef *) node);
			return false;
		case T_FuncCall:
			survey_parts(survey, ((FuncCall *) node)->funcname, ((FuncCall *) node)->location);
			break;
		case T_TypeName:
			survey_parts(survey, ((TypeName *) node)->names, ((TypeName *) node)->location);
			break;
		default:
			break;
	}
	return raw_expression_tree_walker(node, survey_node, survey);
}

/* What a query's WITH and FROM bring into scope is there in all of it, but not outside. */
static bool
survey_query(Survey *survey, Node *node, WithClause **with, RangeVar *target, List *from)
{
	WithClause *clause = *with;
	int outer_ctes = list_length(survey->ctes);
	int outer_ranges = list_length(survey->ranges);
	bool ended;

	if (clause != NULL)
		survey_ctes(survey, clause);
	gather_ranges((Node *) target, survey);
	gather_ranges((Node *) from, survey);
	/* Been there; put back, since the grammar may have a node in two places. */
	*with = NULL;
	ended = raw_expression_tree_walker(node, survey_node, survey);
	*with = clause;
	leave_query(survey, outer_ctes, outer_ranges);
	return ended;
}

/* What was hidden is seen again. */
static void
leave_query(Survey *survey, int outer_ctes, int outer_ranges)
{
	while (list_length(survey->ctes) > outer_ctes)
	{
		intern(survey, llast(survey->ctes))->ctes--;
		survey->ctes = list_delete_last(survey->ctes);
	}
	while (list_length(survey->ranges) > outer_ranges)
	{
		const Range *range = llast(survey->ranges);

		intern(survey, range->name)->range = range->outer;
		survey->ranges = list_delete_last(survey->ranges);
	}
}

/* Each sees those before it; a recursive clause's see one another. */
static void
survey_ctes(Survey *survey, const WithClause *with)
{
	ListCell *cell;

	foreach (cell, with->recursive ? with->ctes : NIL)
		add_cte(survey, lfirst_node(CommonTableExpr, cell));
	foreach (cell, with->ctes)
	{
		CommonTableExpr *cte = lfirst_node(CommonTableExpr, cell);

		survey_node((Node *) cte, survey);
		if (!with->recursive)
			add_cte(survey, cte);
	}
}

static void
survey_table(Survey *survey, const RangeVar *table)
{
	if (table->catalogname != NULL)
		add_qualifier(survey, table->catalogname, false, table->location);
	else if (table->schemaname != NULL)
		add_qualifier(survey, table->schemaname, is_cte(survey, table->relname), table->location);
}

/* The last part may be a star.  With two parts, the first one is hardly ever more than an alias. */
static void
survey_column(Survey *survey, const ColumnRef *column)
{
	List *fields = column->fields;
	const Range *range;

	if (list_length(fields) > 3)
		survey_parts(survey, fields, column->location);
	else if (list_length(fields) == 3)
	{
		range = find_range(survey, strVal(lsecond(fields)));
		add_qualifier(survey, strVal(linitial(fields)), range != NULL && !range->is_table,
					  column->location);
	}
	else if (list_length(fields) == 2 && IsA(lsecond(fields), String) &&
			 is_whole_row(survey, strVal(linitial(fields)), strVal(lsecond(fields))))
		add_qualifier(survey, strVal(linitial(fields)), false, column->location);
}

static void
survey_parts(Survey *survey, List *parts, int location)
{
	if (list_length(parts) > 1)
		add_qualifier(survey, strVal(linitial(parts)), false, location);
}

/* Is "word.relation" the row of a table that FROM has by this very name? */
static bool
is_whole_row(const Survey *survey, const char *word, const char *relation)
{
	const Range *range = find_range(survey, relation);

	return range != NULL && range->word != NULL && strcmp(range->word, word) == 0 &&
		   find_range(survey, word) == NULL;
}

/* Names that the grammar has made up have no place in the text. */
static void
add_qualifier(Survey *survey, const char *word, bool indispensable, int location)
{
	MemoryContext caller;
	Qualifier *qualifier;
	bool *seen;

	if (location < 0)
		return;
	caller = MemoryContextSwitchTo(survey->result);
	qualifier = palloc(sizeof(Qualifier));
	qualifier->word = pstrdup(word);
	qualifier->quoted = is_quoted(survey->text + location);
	qualifier->indispensable = indispensable;
	qualifier->location = location;
	seen = &intern(survey, word)->seen[qualifier->quoted ? 1 : 0];
	qualifier->repeated = *seen;
	*seen = true;
	survey->qualifiers = lappend(survey->qualifiers, qualifier);
	MemoryContextSwitchTo(caller);
}

static bool
is_quoted(const char *identifier)
{
	return identifier[0] == '"' || pg_strncasecmp(identifier, "u&\"", 3) == 0;
}

/* Those of a FROM clause, without what is inside of its subqueries. */
static bool
gather_ranges(Node *node, void *context)
{
	Survey *survey = context;

	if (node == NULL || IsA(node, SelectStmt))
		return false;
	if (!text_work_goes_on(survey->work))
		return true;
	if (IsA(node, RangeVar))
	{
		add_table_range(survey, (const RangeVar *) node);
		return false;
	}
	if (IsA(node, Alias))
		add_range(survey, ((const Alias *) node)->aliasname);
	/* Without an alias it goes by its own name. */
	if (IsA(node, FuncCall))
		add_range(survey, strVal(llast(((const FuncCall *) node)->funcname)));
	return raw_expression_tree_walker(node, gather_ranges, survey);
}

static void
add_table_range(Survey *survey, const RangeVar *table)
{
	Range *range =
		add_range(survey, table->alias != NULL ? table->alias->aliasname : table->relname);
	bool may_be_cte = table->catalogname == NULL && is_cte(survey, table->relname);

	range->is_table = strcmp(range->name, table->relname) == 0 && !may_be_cte;
	if (range->is_table)
		range->word = table->catalogname != NULL ? table->catalogname : table->schemaname;
}

static Range *
add_range(Survey *survey, const char *name)
{
	Range *range = palloc0(sizeof(Range));
	ScopedName *entry = intern(survey, name);

	range->name = name;
	range->outer = entry->range;
	entry->range = range;
	survey->ranges = lappend(survey->ranges, range);
	return range;
}

static void
add_cte(Survey *survey, const CommonTableExpr *cte)
{
	survey->ctes = lappend(survey->ctes, cte->ctename);
	intern(survey, cte->ctename)->ctes++;
}

/* The innermost one. */
static const Range *
find_range(const Survey *survey, const char *name)
{
	const ScopedName *entry = names_lookup(survey->names, name);

	return entry != NULL ? entry->range : NULL;
}

static bool
is_cte(const Survey *survey, const char *name)
{
	const ScopedName *entry = names_lookup(survey->names, name);

	return entry != NULL && entry->ctes > 0;
}

/* The name's entry, valid until the next one is made. */
static ScopedName *
intern(Survey *survey, const char *name)
{
	bool found;
	ScopedName *entry = names_insert(survey->names, name, &found);

	if (!found)
	{
		entry->range = NULL;
		entry->ctes = 0;
		entry->seen[0] = entry->seen[1] = false;
	}
	return entry;
}
