/*
 * test/fuzz/hogql.c
 *		libFuzzer on HogQL's lexer and parser, inside of a real server of one user.
 *
 * - fuzz_hogql('{-runs=1000,/corpus}') is libFuzzer's command line; it does not come back.
 * - A text is parsed, counted, copied and printed. What may be wrong with it is known by its SQLSTATE;
 *   any other one, and a node that lies outside of the text, is a finding.
 */
#include "postgres.h"

#include <unistd.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "hogql/ast_json.h"
#include "hogql/parse_query.h"

PG_MODULE_MAGIC;
PG_FUNCTION_INFO_V1(fuzz_hogql);

extern int LLVMFuzzerRunDriver(int *argc, char ***argv,
							   int (*one)(const uint8_t *data, size_t size));

static int fuzz_one(const uint8_t *data, size_t size);
static void try_text(char *text, int length);
static bool check_place(AstNode *node, void *context);
static bool is_expected(int sqlstate);

Datum
fuzz_hogql(PG_FUNCTION_ARGS)
{
	Datum *arguments;
	int count;
	char **argv;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false, TYPALIGN_INT, &arguments, NULL,
					  &count);
	argv = MemoryContextAllocZero(TopMemoryContext, (count + 2) * sizeof(char *));
	argv[0] = MemoryContextStrdup(TopMemoryContext, "fuzz_hogql");
	for (int i = 0; i < count; i++)
		argv[i + 1] = MemoryContextStrdup(TopMemoryContext, TextDatumGetCString(arguments[i]));
	count++;
	_exit(LLVMFuzzerRunDriver(&count, &argv, fuzz_one));
}

static int
fuzz_one(const uint8_t *data, size_t size)
{
	static MemoryContext context;
	MemoryContext caller = CurrentMemoryContext;
	char *text;

	if (memchr(data, 0, size) != NULL || !pg_verifymbstr((const char *) data, (int) size, true))
		return -1;
	if (context == NULL)
		context = AllocSetContextCreate(TopMemoryContext, "fuzz", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(context);
	text = malloc(size + 1);
	memcpy(text, data, size);
	text[size] = '\0';
	PG_TRY();
	{
		try_text(text, (int) size);
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		if (!is_expected(error->sqlerrcode))
		{
			fprintf(stderr, "unexpected: %s %s\n", unpack_sql_state(error->sqlerrcode), error->message);
			abort();
		}
		if (error->cursorpos > (int) size + 1 || error->cursorpos < 0)
		{
			fprintf(stderr, "position %d of %s\n", error->cursorpos, error->message);
			abort();
		}
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	MemoryContextReset(context);
	free(text);
	return 0;
}

static void
try_text(char *text, int length)
{
	AstTree *tree = hogql_parse(text, length);
	AstNode *copy = ast_copy(tree->root);
	StringInfoData first;
	StringInfoData second;

	check_place(tree->root, tree);
	if (ast_count(copy) != ast_count(tree->root))
		abort();
	initStringInfo(&first);
	initStringInfo(&second);
	ast_write_json(&first, tree);
	tree->root = copy;
	ast_write_json(&second, tree);
	if (strcmp(first.data, second.data) != 0)
		abort();
	ast_source_text(tree, copy->span);
}

static bool
check_place(AstNode *node, void *context)
{
	const AstTree *tree = context;

	check_stack_depth();
	if (node->span.start < 0 || node->span.start > node->span.end ||
		node->span.end > tree->characters)
	{
		fprintf(stderr, "%s lies at %d to %d of %d\n", ast_kind_name(node->kind), node->span.start,
				node->span.end, tree->characters);
		abort();
	}
	return ast_visit_children(node, check_place, context);
}

static bool
is_expected(int sqlstate)
{
	return sqlstate == ERRCODE_SYNTAX_ERROR || sqlstate == ERRCODE_FEATURE_NOT_SUPPORTED ||
		   sqlstate == ERRCODE_INVALID_ESCAPE_SEQUENCE || sqlstate == ERRCODE_STATEMENT_TOO_COMPLEX ||
		   sqlstate == ERRCODE_PROGRAM_LIMIT_EXCEEDED;
}
