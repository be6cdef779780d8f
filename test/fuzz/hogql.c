/*
 * test/fuzz/hogql.c
 *		libFuzzer on HogQL's lexer, parser, resolver and printer, inside of a real server of one user.
 *
 * - fuzz_hogql('{-runs=1000,/corpus}') is libFuzzer's command line; it does not come back.
 * - A text is parsed, counted, copied and shown as JSON; then it is resolved against the tables of
 *   catalog.c, lowered, and printed. What comes out has to be SQL to the grammar of this server.
 * - What may be wrong with a text is known by its SQLSTATE; any other one, and a node that lies outside
 *   of the text, is a finding.
 */
#include "postgres.h"

#include <unistd.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

#include "chunks.h"
#include "hogql/ast_json.h"
#include "hogql/compile.h"
#include "hogql/params.h"
#include "hogql/parse_query.h"
#include "sqltree/print.h"
#include "sqltree/spans.h"

PG_MODULE_MAGIC;
PG_FUNCTION_INFO_V1(fuzz_hogql);

extern int LLVMFuzzerRunDriver(int *argc, char ***argv,
							   int (*one)(const uint8_t *data, size_t size));

/* Values for the names that the tests and the generator have. */
#define VALUES                                                                            \
	"{\"a\": 1, \"b\": \"text\", \"c\": [1, 2], \"x\": null, \"y\": 1.5, \"event\": true, " \
	"\"events\": [\"a\", null], \"person\": {\"a\": {\"b\": [1, \"2\"]}, \"id\": \"é\"}, "  \
	"\"properties\": {\"a\": \"2020-01-02\"}, \"n\": 9223372036854775807, \"d\": 1e300, "   \
	"\"s\": \"2020-01-02 03:04:05\", \"empty\": [], \"ids\": [1, 2, 3], \"name\": \"x\"}"

static int fuzz_one(const uint8_t *data, size_t size);
static bool try_text(char *text, int length);
static AstTree *try_parser(const char *text, int length);
static void try_printer(const AstTree *tree);
static void read_back(const char *sql);
static bool check_place(AstNode *node, void *context);
static void check_failure(const ErrorData *error, int length);
static bool is_expected(int sqlstate);
static void finding() pg_attribute_noreturn();

static Jsonb *values;
static MemoryContext work;
static const char *printed; /* what the server's own grammar is reading; NULL: nothing */

Datum
fuzz_hogql(PG_FUNCTION_ARGS)
{
	Datum *arguments;
	int count;
	char **argv;
	MemoryContext caller = MemoryContextSwitchTo(TopMemoryContext);

	values = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(VALUES)));
	work = chunks_context();
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false, TYPALIGN_INT, &arguments, NULL,
					  &count);
	argv = palloc0((count + 2) * sizeof(char *));
	argv[0] = pstrdup("fuzz_hogql");
	for (int i = 0; i < count; i++)
		argv[i + 1] = TextDatumGetCString(arguments[i]);
	count++;
	MemoryContextSwitchTo(caller);
	_exit(LLVMFuzzerRunDriver(&count, &argv, fuzz_one));
}

/* -1: nothing was learnt of it, and it is not for the corpus. */
static int
fuzz_one(const uint8_t *data, size_t size)
{
	MemoryContext caller = CurrentMemoryContext;
	char *text;
	bool is_text;

	if (memchr(data, 0, size) != NULL || !pg_verifymbstr((const char *) data, (int) size, true))
		return -1;
	MemoryContextSwitchTo(work);
	text = malloc(size + 1);
	memcpy(text, data, size);
	text[size] = '\0';
	is_text = try_text(text, (int) size);
	MemoryContextSwitchTo(caller);
	MemoryContextReset(work);
	free(text);
	return is_text ? 0 : -1;
}

/* Each text is compiled in one of several settings, which its length chooses. */
static bool
try_text(char *text, int length)
{
	printed = NULL;
	PG_TRY();
	{
		try_printer(try_parser(text, length));
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(work);
		check_failure(CopyErrorData(), length);
		FlushErrorState();
	}
	PG_END_TRY();
	return true;
}

static AstTree *
try_parser(const char *text, int length)
{
	AstTree *tree = hogql_parse(text, length);
	AstNode *root = tree->root;
	AstNode *copy = ast_copy(root);
	StringInfoData first;
	StringInfoData second;

	check_place(root, tree);
	if (ast_count(copy) != ast_count(root))
		finding();
	initStringInfo(&first);
	initStringInfo(&second);
	ast_write_json(&first, tree);
	tree->root = copy;
	ast_write_json(&second, tree);
	tree->root = root;
	if (strcmp(first.data, second.data) != 0)
		finding();
	ast_source_text(tree, copy->span);
	return tree;
}

static void
try_printer(const AstTree *tree)
{
	bool second = tree->length % 2 == 1;
	CompileContext context = {.catalog = catalog_begin(NULL),
							  .params = params_new(values),
							  .zone = second ? "America/New_York" : "UTC",
							  .week_starts_monday = second,
							  .server_version = tree->length % 4 < 2 ? 120000 : 160000};
	SqlPrintOptions options = {.constants = second, .pretty = tree->length % 3 == 0};
	CompiledQuery *query = compile_query(tree, &context);
	SqlText *sql = sql_print(query->query, &sql_postgres, options);
	int characters = pg_mbstrlen(sql->text);
	SqlSpan span;

	for (int position = 1; position <= characters; position += 1 + characters / 16)
		if (sql_span_at(sql->spans, sql->text, position, &span) && span.end > tree->characters)
			finding();
	read_back(sql->text);
}

/* What was printed never is a syntax error to a remote. */
static void
read_back(const char *sql)
{
	printed = sql;
	raw_parser(sql, RAW_PARSE_DEFAULT);
	printed = NULL;
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
		finding();
	}
	return ast_visit_children(node, check_place, context);
}

static void
check_failure(const ErrorData *error, int length)
{
	if (printed != NULL && error->sqlerrcode != ERRCODE_STATEMENT_TOO_COMPLEX)
	{
		fprintf(stderr, "unexpected: %s, at %d of %s\n", error->message, error->cursorpos, printed);
		finding();
	}
	if (!is_expected(error->sqlerrcode))
	{
		fprintf(stderr, "unexpected: %s %s\n", unpack_sql_state(error->sqlerrcode), error->message);
		finding();
	}
	if (printed == NULL && (error->cursorpos > length + 1 || error->cursorpos < 0))
	{
		fprintf(stderr, "position %d of %s\n", error->cursorpos, error->message);
		finding();
	}
}

/* What a text says wrongly, what is not supported, and what is too much: never what is our own fault. */
static bool
is_expected(int sqlstate)
{
	switch (ERRCODE_TO_CATEGORY(sqlstate))
	{
		case MAKE_SQLSTATE('0', 'A', '0', '0', '0'):
		case MAKE_SQLSTATE('2', '2', '0', '0', '0'):
		case MAKE_SQLSTATE('4', '2', '0', '0', '0'):
		case MAKE_SQLSTATE('5', '4', '0', '0', '0'):
			return true;
		default:
			return false;
	}
}

static void
finding()
{
	abort();
}
