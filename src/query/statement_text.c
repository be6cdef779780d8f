/*
 * query/statement_text.c
 *		What can be told from the caller's text before it is sent.
 *
 * It makes refusals early and precise, and lets the remote plan for the rows
 * that will be read.  What changes data is the remote's read-only transaction
 * to refuse; but that lets pass PREPARE TRANSACTION, which no ROLLBACK undoes,
 * and COPY TO PROGRAM.  These are known here, or else (see TextFacts.unread) by
 * what the remote says of a statement before it is run.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/parsenodes.h"
#include "parser/parser.h"
#include "parser/scansup.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "query/statement_text.h"

/* A statement that begins with one of these begins or ends a transaction. */
static const char *const transaction_words[] = {
	"abort", "begin", "commit", "end", "release", "rollback", "savepoint", "start",
};

/* How strings are read: the parser's settings. */
typedef struct StringSettings
{
	bool standard;
	bool warning;
	int quote;
	int told; /* what the client is told: of names that are too long, the remote does it */
} StringSettings;

/* As guard.c has the remote read them. */
static const StringSettings remote_strings = {true, false, BACKSLASH_QUOTE_ON, ERROR};

static void read_statement(const RawStmt *raw, TextFacts *facts);
static void read_first_words(const char *text, TextFacts *facts);
static const char *next_word(const char *text, core_yyscan_t scanner);
static bool controls_transaction(const char *word);
static char *word_at(const char *text);
static StringSettings set_string_settings(StringSettings settings);
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

	facts.unread = !statement_text_parse(text, &statements) || list_length(statements) > 1;
	facts.is_empty = !facts.unread && statements == NIL;
	if (list_length(statements) == 1)
		read_statement(linitial_node(RawStmt, statements), &facts);
	else if (statements == NIL && facts.unread)
		read_first_words(text, &facts);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return facts;
}

static void
read_statement(const RawStmt *raw, TextFacts *facts)
{
	facts->returns_rows = node_returns_rows(raw->stmt);
	facts->takes_limit = node_takes_limit(raw->stmt);
	facts->controls_transaction = IsA(raw->stmt, TransactionStmt);
	facts->copies = IsA(raw->stmt, CopyStmt) && castNode(CopyStmt, raw->stmt)->filename == NULL;
	if (raw->stmt_len > 0)
		facts->length = raw->stmt_location + raw->stmt_len;
}

/*
 * A text may be read by the remote and not here: its grammar may be newer, its
 * encoding may have characters that ours lacks, its stack may be deeper, the
 * text may be large.  None of that hides a statement's first words, unless
 * there is too much before them.  PREPARE may be another statement, by the next
 * word.
 */
static void
read_first_words(const char *text, TextFacts *facts)
{
	MemoryContext context = CurrentMemoryContext;

	PG_TRY();
	{
		core_yy_extra_type extra;
		core_yyscan_t scanner = statement_text_scanner(pnstrdup(text, MAX_PARSED_BYTES), &extra);
		const char *word = next_word(text, scanner);
		bool prepares = word != NULL && strcmp(word, "prepare") == 0;

		if (prepares)
			word = next_word(text, scanner);
		facts->begins_unread = word == NULL;
		if (word != NULL)
			facts->controls_transaction =
				prepares ? strcmp(word, "transaction") == 0 : controls_transaction(word);
	}
	PG_CATCH();
	{
		statement_text_forget_error(context);
		facts->begins_unread = true;
	}
	PG_END_TRY();
	facts->returns_rows = !facts->controls_transaction;
}

/*
 * The next word that is no semicolon, empty if it is none; NULL if what the
 * scanner was given ends first, and the text goes on.  A word that is cut there
 * is read to its end.
 */
static const char *
next_word(const char *text, core_yyscan_t scanner)
{
	core_YYSTYPE value;
	YYLTYPE location;
	int token;

	while ((token = core_yylex(&value, &location, scanner)) == ';')
		CHECK_FOR_INTERRUPTS();
	return token == 0 && strlen(text) > MAX_PARSED_BYTES ? NULL : word_at(text + location);
}

static bool
controls_transaction(const char *word)
{
	for (int i = 0; i < (int) lengthof(transaction_words); i++)
	{
		if (strcmp(word, transaction_words[i]) == 0)
			return true;
	}
	return false;
}

/* In lower case, palloc'd; empty where something else is. */
static char *
word_at(const char *text)
{
	int length = 0;

	while (length < NAMEDATALEN && isalpha((unsigned char) text[length]))
		length++;
	return downcase_identifier(text, length, false, false);
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
 *
 * Strings are read as the remote will read them, whatever the caller has set:
 * else a text would be taken for another one, or for none.
 */
bool
statement_text_parse(const char *text, List **statements)
{
	MemoryContext context = CurrentMemoryContext;
	StringSettings callers;
	volatile bool parsed = true;

	if (strlen(text) > MAX_PARSED_BYTES)
		return false;
	callers = set_string_settings(remote_strings);
	PG_TRY();
	{
		*statements = raw_parser(text, RAW_PARSE_DEFAULT);
	}
	PG_CATCH();
	{
		set_string_settings(callers);
		statement_text_forget_error(context);
		parsed = false;
	}
	PG_END_TRY();
	set_string_settings(callers);
	return parsed;
}

/* Returns what was in force before. */
static StringSettings
set_string_settings(StringSettings settings)
{
	StringSettings before = {standard_conforming_strings, escape_string_warning, backslash_quote,
							 client_min_messages};

	standard_conforming_strings = settings.standard;
	escape_string_warning = settings.warning;
	backslash_quote = settings.quote;
	client_min_messages = settings.told;
	return before;
}

void
statement_text_forget_error(MemoryContext context)
{
	if (geterrcode() == ERRCODE_QUERY_CANCELED)
		PG_RE_THROW();
	MemoryContextSwitchTo(context);
	FlushErrorState();
}

core_yyscan_t
statement_text_scanner(const char *text, core_yy_extra_type *extra)
{
	core_yyscan_t scanner = scanner_init(text, extra, &ScanKeywords, ScanKeywordTokens);

	extra->standard_conforming_strings = remote_strings.standard;
	extra->escape_string_warning = remote_strings.warning;
	extra->backslash_quote = remote_strings.quote;
	return scanner;
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
