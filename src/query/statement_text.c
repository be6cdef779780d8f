/*
 * query/statement_text.c
 *		What can be told from the caller's text before it is sent.
 *
 * None of this protects anything: the remote's read-only transaction does
 * that.  It makes refusals early and precise, and lets the remote plan for the
 * rows that will be read.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/parsenodes.h"
#include "parser/parser.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "query/statement_text.h"

static bool node_returns_rows(const Node *node);
static bool select_returns_rows(const SelectStmt *select);
static bool node_takes_limit(const Node *node);

TextFacts
statement_text_facts(const char *text)
{
	TextFacts facts = {.returns_rows = true, .takes_limit = false, .length = strlen(text)};
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "metahog parse", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	List *statements = NIL;

	facts.is_empty = statement_text_parse(text, &statements) && statements == NIL;
	if (list_length(statements) == 1)
	{
		const RawStmt *raw = linitial_node(RawStmt, statements);

		facts.returns_rows = node_returns_rows(raw->stmt);
		facts.takes_limit = node_takes_limit(raw->stmt);
		facts.controls_transaction = IsA(raw->stmt, TransactionStmt);
		if (raw->stmt_len > 0)
			facts.length = raw->stmt_location + raw->stmt_len;
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return facts;
}

char *
statement_text_with_limit(const char *text, const TextFacts *facts, int64 max_rows, int64 skip_rows)
{
	StringInfoData limited;

	initStringInfo(&limited);
	appendBinaryStringInfo(&limited, text, facts->length);
	/* On a line of its own, since the text may end with a comment. */
	if (max_rows >= 0)
		appendStringInfo(&limited, "\nLIMIT " INT64_FORMAT, max_rows);
	if (skip_rows > 0)
		appendStringInfo(&limited, "\nOFFSET " INT64_FORMAT, skip_rows);
	return limited.data;
}

/*
 * The parser takes no locks and holds nothing but memory of the current
 * context, so its errors may be caught without a subtransaction.
 */
bool
statement_text_parse(const char *text, List **statements)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool parsed = true;
	bool standard = standard_conforming_strings;
	bool warning = escape_string_warning;
	int quote = backslash_quote;

	/*
	 * Read strings as the remote will, whatever the caller has set: else
	 * PREPARE TRANSACTION, which no read-only transaction forbids and no
	 * ROLLBACK undoes, could be sent unread.
	 */
	standard_conforming_strings = true;
	escape_string_warning = false;
	backslash_quote = BACKSLASH_QUOTE_ON;
	PG_TRY();
	{
		*statements = raw_parser(text, RAW_PARSE_DEFAULT);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		FlushErrorState();
		parsed = false;
	}
	PG_END_TRY();
	standard_conforming_strings = standard;
	escape_string_warning = warning;
	backslash_quote = quote;
	return parsed;
}

static bool
node_returns_rows(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_SelectStmt:
			return select_returns_rows((const SelectStmt *) node);
		case T_InsertStmt:
			return has_returning((const InsertStmt *) node);
		case T_UpdateStmt:
			return has_returning((const UpdateStmt *) node);
		case T_DeleteStmt:
			return has_returning((const DeleteStmt *) node);
#ifdef HAVE_MERGE_RETURNING
		case T_MergeStmt:
			return has_returning((const MergeStmt *) node);
#endif
		case T_ExplainStmt:
		case T_VariableShowStmt:
		case T_CallStmt:
		case T_ExecuteStmt:
		case T_FetchStmt:
			return true;
		default:
			return false;
	}
}

/* SELECT INTO makes a table; in a set operation INTO belongs to the first SELECT. */
static bool
select_returns_rows(const SelectStmt *select)
{
	while (select->op != SETOP_NONE)
		select = select->larg;
	return select->intoClause == NULL;
}

static bool
node_takes_limit(const Node *node)
{
	const SelectStmt *select = (const SelectStmt *) node;

	return IsA(node, SelectStmt) && select_returns_rows(select) && select->limitCount == NULL &&
		   select->limitOffset == NULL && select->lockingClause == NIL;
}
