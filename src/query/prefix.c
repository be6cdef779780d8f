/*
 * query/prefix.c
 *		Names of sources before names of tables: cut off before sending.
 *
 * - Where the names are, the grammar tells (qualifiers.c); how long a prefix is,
 *   the scanner: what is cut reaches to the next part of the name, blanks and
 *   comments included.
 * - What is left means what it would mean behind a prefix: a keyword is quoted,
 *   and a blank goes where two tokens would become one.
 * - A text without prefix costs a search for the words, and no parsing.
 */
#include "postgres.h"

#include "common/keywords.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "parser/parser.h"
#include "parser/scanner.h"
#include "parser/scansup.h"

#include "query/prefix.h"
#include "query/qualifiers.h"
#include "query/statement_text.h"
#include "source/remote_schema.h"

/* Bytes of the text that are cut. */
typedef struct Cut
{
	int from;
	int to; /* where the next part of the name begins */
} Cut;

/* A word that is a prefix, as the grammar reads it. */
typedef struct Prefix
{
	const char *word;
	bool only_unquoted; /* it differs from the source's name in case */
	enum
	{
		NOT_ASKED,
		PREFIX,
		SCHEMA, /* on the remote, so it is no prefix */
	} is;
} Prefix;

#define PREFIXES 3

/* A text being copied with changes. */
typedef struct Copy
{
	const char *text;
	int read; /* bytes of it */
	StringInfoData out;
	int chars_read;
	int chars_written;
	int nshifts;
	TextShift *shifts;
} Copy;

static bool may_have_prefix(const char *text, const char *name, TextWork *work);
static bool contains(const char *text, const char *word, TextWork *work);
static int choose_cuts(List *qualifiers, const Source *source, Cut *cuts, TextWork *work);
static bool is_prefix(const Qualifier *qualifier, const Source *source, Prefix *prefixes);
static int compare_cuts(const void *left, const void *right);
static int next_token(core_yyscan_t scanner, YYLTYPE *location, TextWork *work);
static void find_ends(const char *text, int ncuts, Cut *cuts, TextWork *work);
static const char *copy_without(const char *text, int skip, int ncuts, const Cut *cuts,
								Statement *statement);
static void copy_to(Copy *copy, int to);
static void copy_keyword(Copy *copy);
static void skip_to(Copy *copy, int to);
static void insert(Copy *copy, char character);
static void note_shift(Copy *copy);
static bool would_join(const char *text, const Cut *cut);
static bool is_identifier_char(char character);

const char *
prefix_strip(const char *text, const Source *source, Statement *statement, TextWork *work)
{
	if (!may_have_prefix(text, source->name, work))
		return text;
	return prefix_strip_known(text, 0, find_qualifiers(text, work), source, statement, work);
}

const char *
prefix_strip_known(const char *text, int skip, List *qualifiers, const Source *source,
				   Statement *statement, TextWork *work)
{
	Cut *cuts = palloc((list_length(qualifiers) + 1) * sizeof(Cut));
	int ncuts = choose_cuts(qualifiers, source, cuts, work);

	if (ncuts == 0 && skip == 0)
		return text;
	if (ncuts > 0)
		find_ends(text, ncuts, cuts, work);
	if (!text_work_in_time(work))
		return text;
	return copy_without(text, skip, ncuts, cuts, statement);
}

bool
prefix_is_schema(const Source *source, const char *word)
{
	/* Every database has these, whether or not a snapshot was taken. */
	if (strncmp(word, "pg_", 3) == 0 || strcmp(word, "information_schema") == 0 ||
		strcmp(word, "public") == 0)
		return true;
	return source != NULL && source_has_schema(&source->id, word);
}

/* Usually not: then the text need not be parsed. */
static bool
may_have_prefix(const char *text, const char *name, TextWork *work)
{
	if (strchr(text, '.') == NULL)
		return false;
	/* Quotes may be doubled, and anything may be written in hexadecimal digits. */
	return contains(text, GENERAL_PREFIX, work) || contains(text, name, work) ||
		   contains(text, "u&\"", work) || strchr(name, '"') != NULL;
}

static bool
contains(const char *text, const char *word, TextWork *work)
{
	size_t length = strlen(word);

	for (; *text != '\0' && text_work_goes_on(work); text++)
	{
		if (pg_strncasecmp(text, word, length) == 0)
			return true;
	}
	return false;
}

/* Where prefixes begin, in order, each place once. */
static int
choose_cuts(List *qualifiers, const Source *source, Cut *cuts, TextWork *work)
{
	const char *folded = downcase_identifier(source->name, strlen(source->name), false, false);
	Prefix prefixes[PREFIXES] = {
		{.word = GENERAL_PREFIX},
		{.word = source->name},
		{.word = folded, .only_unquoted = true},
	};
	ListCell *cell;
	int found = 0;
	int kept = 0;

	foreach (cell, qualifiers)
	{
		const Qualifier *qualifier = lfirst(cell);

		if (!text_work_goes_on(work))
			return 0;
		if (!qualifier->indispensable && is_prefix(qualifier, source, prefixes))
			cuts[found++].from = qualifier->location;
	}
	qsort(cuts, found, sizeof(Cut), compare_cuts);
	for (int i = 0; i < found; i++)
	{
		if (kept == 0 || cuts[i].from != cuts[kept - 1].from)
			cuts[kept++] = cuts[i];
	}
	return kept;
}

static bool
is_prefix(const Qualifier *qualifier, const Source *source, Prefix *prefixes)
{
	for (int i = 0; i < PREFIXES; i++)
	{
		Prefix *prefix = &prefixes[i];

		if (strcmp(qualifier->word, prefix->word) != 0 ||
			(prefix->only_unquoted && qualifier->quoted))
			continue;
		if (prefix->is == NOT_ASKED)
			prefix->is = prefix_is_schema(source, prefix->word) ? SCHEMA : PREFIX;
		if (prefix->is == PREFIX)
			return true;
	}
	return false;
}

static int
compare_cuts(const void *left, const void *right)
{
	return ((const Cut *) left)->from - ((const Cut *) right)->from;
}

/*
 * Each prefix ends where the token behind its dot begins.  The parser has read
 * the text already, so that nothing in it is news to the scanner.
 */
static void
find_ends(const char *text, int ncuts, Cut *cuts, TextWork *work)
{
	core_yy_extra_type extra;
	core_yyscan_t scanner = statement_text_scanner(text, &extra);
	YYLTYPE location;
	int token = next_token(scanner, &location, work);

	for (int i = 0; i < ncuts; i++)
	{
		while (token != 0 && location < cuts[i].from)
			token = next_token(scanner, &location, work);
		while (token != 0 && token != '.')
			token = next_token(scanner, &location, work);
		if (token != 0)
			token = next_token(scanner, &location, work);
		cuts[i].to = location;
	}
	scanner_finish(scanner);
}

/* 0 at the end of the text, or if the time is up. */
static int
next_token(core_yyscan_t scanner, YYLTYPE *location, TextWork *work)
{
	core_YYSTYPE value;

	return text_work_goes_on(work) ? core_yylex(&value, location, scanner) : 0;
}

static const char *
copy_without(const char *text, int skip, int ncuts, const Cut *cuts, Statement *statement)
{
	Copy copy = {.text = text};

	initStringInfo(&copy.out);
	/* At most: after the head, and after each prefix and both quotes of a keyword. */
	copy.shifts = palloc((1 + 3 * ncuts) * sizeof(TextShift));
	if (skip > 0)
		skip_to(&copy, skip);
	for (int i = 0; i < ncuts; i++)
	{
		copy_to(&copy, cuts[i].from);
		if (would_join(text, &cuts[i]))
			insert(&copy, ' ');
		skip_to(&copy, cuts[i].to);
		copy_keyword(&copy);
	}
	copy_to(&copy, strlen(text));
	statement->nshifts = copy.nshifts;
	statement->shifts = copy.shifts;
	return copy.out.data;
}

static void
copy_to(Copy *copy, int to)
{
	int chars = pg_mbstrlen_with_len(copy->text + copy->read, to - copy->read);

	appendBinaryStringInfo(&copy->out, copy->text + copy->read, to - copy->read);
	copy->read = to;
	copy->chars_read += chars;
	copy->chars_written += chars;
}

/*
 * What comes next, in quotes and as quotes would have it, if it is a keyword
 * that may be a name only behind a dot: pagila.user is a table, user is who asks.
 */
static void
copy_keyword(Copy *copy)
{
	const char *next = copy->text + copy->read;
	int length = 0;
	int keyword;

	while (is_identifier_char(next[length]))
		length++;
	keyword = ScanKeywordLookup(pnstrdup(next, length), &ScanKeywords);
	if (keyword < 0 || ScanKeywordCategories[keyword] == UNRESERVED_KEYWORD)
		return;
	insert(copy, '"');
	note_shift(copy);
	copy_to(copy, copy->read + length);
	memcpy(copy->out.data + copy->out.len - length, GetScanKeyword(keyword, &ScanKeywords), length);
	insert(copy, '"');
	note_shift(copy);
}

static void
skip_to(Copy *copy, int to)
{
	copy->chars_read += pg_mbstrlen_with_len(copy->text + copy->read, to - copy->read);
	copy->read = to;
	note_shift(copy);
}

static void
insert(Copy *copy, char character)
{
	appendStringInfoChar(&copy->out, character);
	copy->chars_written++;
}

static void
note_shift(Copy *copy)
{
	TextShift *shift = &copy->shifts[copy->nshifts++];

	shift->at = copy->chars_written;
	shift->ahead = copy->chars_read - copy->chars_written;
}

/* FROM"pagila".film would become FROMfilm, and u&pagila."film" a quoted word. */
static bool
would_join(const char *text, const Cut *cut)
{
	int from = cut->from;

	if (from > 1 && text[from - 1] == '&')
		return text[from - 2] == 'u' || text[from - 2] == 'U';
	return from > 0 && is_identifier_char(text[from - 1]) && is_identifier_char(text[cut->to]);
}

static bool
is_identifier_char(char character)
{
	return IS_HIGHBIT_SET(character) || isalnum((unsigned char) character) || character == '_' ||
		   character == '$';
}
