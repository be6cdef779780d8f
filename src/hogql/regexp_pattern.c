/*
 * hogql/regexp_pattern.c
 *		Regular expressions as ClickHouse has them (RE2), in PostgreSQL's words.
 *
 * - A constant pattern is read once, from left to right, and written anew; what means the same in both
 *   goes through as it is.  What PostgreSQL makes of it is compiled here, so that a pattern which no
 *   remote would take is an error of ours.
 * - In both, "." matches a line break, and "^" and "$" are the ends of the text.
 * - PostgreSQL takes the longest of all matches or the shortest, for a pattern as a whole; so one that
 *   has both kinds of quantifiers finds other matches than RE2.  Whether there is a match is the same.
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_collation.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "regex/regex.h"

#include "hogql/operands.h"
#include "hogql/regexp_pattern.h"

/* PostgreSQL's largest bound of a quantifier. */
#define MOST_REPETITIONS 255

typedef struct Translation
{
	const Operand *operand;
	const char *at; /* what is still to be read */
	StringInfoData out;
	bool ignores_case;
	bool by_lines; /* (?m) */
	bool in_bracket;
	int groups;
	bool greedy; /* it has quantifiers of this kind */
	bool lazy;
	bool alternates;
} Translation;

static void refuse(const Translation *translation, int sqlstate, const char *what)
	pg_attribute_noreturn();

static void
refuse(const Translation *translation, int sqlstate, const char *what)
{
	hogql_error(operand_node(translation->operand)->span, sqlstate,
				psprintf("regular expression %s %s",
						 hogql_excerpt(operand_constant_string(translation->operand)), what),
				NULL, NULL);
}

#define NOT_SUPPORTED ERRCODE_FEATURE_NOT_SUPPORTED
#define INVALID ERRCODE_INVALID_PARAMETER_VALUE

/* ---- Escapes ---- */

/* What stands for itself behind a backslash, and for a class: outside of brackets, and in them. */
static const struct
{
	char letter;
	const char *outside; /* NULL: there is no such escape there */
	const char *inside;
} escapes[] = {
	{'d', "[0-9]", "0-9"},
	{'D', "[^0-9]", NULL},
	{'w', "[0-9A-Za-z_]", "0-9A-Za-z_"},
	{'W', "[^0-9A-Za-z_]", NULL},
	{'s', "[\\t\\n\\f\\r ]", "\\t\\n\\f\\r "},
	{'S', "[^\\t\\n\\f\\r ]", NULL},
	{'b', "\\y", NULL},
	{'B', "\\Y", NULL},
	{'A', "\\A", NULL},
	{'z', "\\Z", NULL},
	{'a', "\\a", "\\a"},
	{'f', "\\f", "\\f"},
	{'n', "\\n", "\\n"},
	{'r', "\\r", "\\r"},
	{'t', "\\t", "\\t"},
	{'v', "\\v", "\\v"},
};

/* \x41, \x{1F600} */
static void
translate_hex(Translation *translation)
{
	const char *digits = translation->at;
	bool braces = *digits == '{';
	char *end;
	unsigned long code;

	digits += braces;
	code = strtoul(pnstrdup(digits, braces ? 8 : 2), &end, 16);
	translation->at = digits + strspn(digits, "0123456789abcdefABCDEF");
	if (!braces && translation->at > digits + 2)
		translation->at = digits + 2;
	if (code == 0 && translation->in_bracket && translation->at != digits)
		code = 1; /* no text has U+0000, so a range may as well begin behind it */
	if (translation->at == digits || code == 0 || code > 0x10FFFF ||
		(braces && *translation->at++ != '}') || (!braces && translation->at != digits + 2))
		refuse(translation, INVALID, "has a wrong \\x");
	appendStringInfo(&translation->out, code > 0xFFFF ? "\\U%08lx" : "\\u%04lx", code);
}

/* \Q…\E: all between is plain. */
static void
translate_quoted(Translation *translation)
{
	for (; *translation->at; translation->at++)
	{
		if (strncmp(translation->at, "\\E", 2) == 0)
		{
			translation->at += 2;
			return;
		}
		if (ispunct((unsigned char) *translation->at))
			appendStringInfoChar(&translation->out, '\\');
		appendStringInfoChar(&translation->out, *translation->at);
	}
}

static void
translate_escape(Translation *translation)
{
	char letter = *translation->at++;
	const char *written;

	if (letter == '\0')
		refuse(translation, INVALID, "ends with a backslash");
	if (letter == 'p' || letter == 'P' || letter == 'C')
		refuse(translation, NOT_SUPPORTED,
			   psprintf("has a \\%c, which PostgreSQL has not", letter));
	if (letter == 'x')
		translate_hex(translation);
	else if (letter == 'Q' && !translation->in_bracket)
		translate_quoted(translation);
	else if (!isalnum((unsigned char) letter))
		appendStringInfo(&translation->out, "\\%c", letter);
	if (letter == 'x' || letter == 'Q' || !isalnum((unsigned char) letter))
		return;
	for (int i = 0; i < (int) lengthof(escapes); i++)
	{
		if (escapes[i].letter != letter)
			continue;
		written = translation->in_bracket ? escapes[i].inside : escapes[i].outside;
		if (!written)
			refuse(translation, NOT_SUPPORTED,
				   psprintf("has a \\%c in brackets, which PostgreSQL has not", letter));
		appendStringInfoString(&translation->out, written);
		return;
	}
	refuse(translation, INVALID, psprintf("has a \\%c, which is no escape", letter));
}

/* ---- Groups ---- */

/* (?i) and its like, before anything else. */
static void
translate_options(Translation *translation)
{
	while (strncmp(translation->at, "(?", 2) == 0)
	{
		const char *flags = translation->at + 2;
		size_t length = strspn(flags, "ims");

		if (length == 0 || flags[length] != ')')
			return;
		for (size_t i = 0; i < length; i++)
		{
			translation->ignores_case = translation->ignores_case || flags[i] == 'i';
			translation->by_lines = translation->by_lines || flags[i] == 'm';
		}
		translation->at = flags + length + 1;
	}
}

/* What begins a group: (, (?:, (?P<name>, (?<name>. */
static void
translate_group(Translation *translation)
{
	const char *at = translation->at;
	const char *name = NULL;

	if (*at != '?')
	{
		translation->groups++;
		appendStringInfoChar(&translation->out, '(');
		return;
	}
	if (at[1] == ':')
	{
		appendStringInfoString(&translation->out, "(?:");
		translation->at += 2;
		return;
	}
	if (at[1] == 'P' && at[2] == '<')
		name = at + 3;
	else if (at[1] == '<' && at[2] != '=' && at[2] != '!')
		name = at + 2;
	if (name && strchr(name, '>'))
	{
		translation->groups++;
		translation->at = strchr(name, '>') + 1;
		appendStringInfoChar(&translation->out, '(');
		return;
	}
	if (isalpha((unsigned char) at[1]) || at[1] == '-')
		refuse(translation, NOT_SUPPORTED, "has options that are not at its start");
	refuse(translation, INVALID, "looks around, which ClickHouse has not");
}

/* What RE2's named classes are: those of ASCII. */
static const struct
{
	const char *name;
	const char *written;
} named_classes[] = {
	{"alnum", "0-9A-Za-z"},
	{"alpha", "A-Za-z"},
	{"ascii", "\\u0001-\\u007f"},
	{"blank", "\\t "},
	{"cntrl", "\\u0001-\\u001f\\u007f"},
	{"digit", "0-9"},
	{"graph", "!-~"},
	{"lower", "a-z"},
	{"print", " -~"},
	{"punct", "!-/:-@\\[-`{-~"},
	{"space", "\\t\\n\\v\\f\\r "},
	{"upper", "A-Z"},
	{"word", "0-9A-Za-z_"},
	{"xdigit", "0-9A-Fa-f"},
};

/* [[:alpha:]] */
static bool
translate_named_class(Translation *translation)
{
	const char *end;

	if (strncmp(translation->at, "[:", 2) != 0)
		return false;
	end = strstr(translation->at, ":]");
	if (!end)
		return false;
	if (translation->at[2] == '^')
		refuse(translation, NOT_SUPPORTED, "has a class that PostgreSQL has not");
	for (int i = 0; i < (int) lengthof(named_classes); i++)
	{
		size_t length = strlen(named_classes[i].name);

		if (strncmp(translation->at + 2, named_classes[i].name, length) == 0 &&
			translation->at + 2 + length == end)
		{
			appendStringInfoString(&translation->out, named_classes[i].written);
			translation->at = end + 2;
			return true;
		}
	}
	refuse(translation, INVALID, "has a class that there is not");
}

static void
translate_bracket(Translation *translation)
{
	appendStringInfoChar(&translation->out, '[');
	if (*translation->at == '^')
		appendStringInfoChar(&translation->out, *translation->at++);
	if (*translation->at == ']')
	{
		appendStringInfoString(&translation->out, "\\]");
		translation->at++;
	}
	translation->in_bracket = true;
	while (*translation->at != ']')
	{
		char c = *translation->at;

		if (c == '\0')
			refuse(translation, INVALID, "has a bracket that is not closed");
		if (translate_named_class(translation))
			continue;
		translation->at++;
		if (c == '\\')
			translate_escape(translation);
		else if (c == '[')
			appendStringInfoString(&translation->out, "\\[");
		else
			appendStringInfoChar(&translation->out, c);
	}
	translation->at++;
	translation->in_bracket = false;
	appendStringInfoChar(&translation->out, ']');
}

/* ---- Quantifiers ---- */

/* How many characters of {n}, {n,}, {n,m} stand behind the brace; 0: the brace is plain. */
static int
bound_length(const Translation *translation)
{
	const char *at = translation->at;
	size_t first = strspn(at, "0123456789");
	size_t length = first;

	if (first == 0)
		return 0;
	if (at[length] == ',')
		length += 1 + strspn(at + length + 1, "0123456789");
	if (at[length] != '}')
		return 0;
	if (strtol(at, NULL, 10) > MOST_REPETITIONS ||
		(at[first] == ',' && strtol(at + first + 1, NULL, 10) > MOST_REPETITIONS))
		refuse(translation, NOT_SUPPORTED, "repeats more than 255 times");
	return (int) length + 1;
}

static void
translate_quantifier(Translation *translation, char mark)
{
	int length = mark == '{' ? bound_length(translation) : 0;

	if (mark == '{' && length == 0)
	{
		appendStringInfoString(&translation->out, "\\{");
		return;
	}
	appendStringInfoChar(&translation->out, mark);
	appendBinaryStringInfo(&translation->out, translation->at, length);
	translation->at += length;
	if (*translation->at == '?')
	{
		translation->lazy = true;
		appendStringInfoChar(&translation->out, *translation->at++);
	}
	else
		translation->greedy = true;
}

/* ---- The whole ---- */

static void
translate(Translation *translation)
{
	translate_options(translation);
	/* Would be a director of PostgreSQL's: *** says what follows. */
	if (strchr("*+?", *translation->at) && *translation->at)
		refuse(translation, INVALID, "has nothing that it repeats at its start");
	while (*translation->at)
	{
		char c = *translation->at++;

		if (c == '\\')
			translate_escape(translation);
		else if (c == '(')
			translate_group(translation);
		else if (c == '[')
			translate_bracket(translation);
		else if (c == '*' || c == '+' || c == '?' || c == '{')
			translate_quantifier(translation, c);
		else if (c == '}')
			appendStringInfoString(&translation->out, "\\}");
		else
			appendStringInfoChar(&translation->out, c);
		translation->alternates = translation->alternates || c == '|';
	}
}

/* 22023 if PostgreSQL does not take it. */
static void
check_pattern(const Translation *translation, const char *pattern)
{
	int length = (int) strlen(pattern);
	pg_wchar *wide = palloc((length + 1) * sizeof(pg_wchar));
	regex_t regexp;
	char message[200];
	int result;

	length = pg_mb2wchar_with_len(pattern, wide, length);
	result = pg_regcomp(&regexp, wide, length, REG_ADVANCED, C_COLLATION_OID);
	if (result == REG_OKAY)
	{
		pg_regfree(&regexp);
		return;
	}
	pg_regerror(result, &regexp, message, sizeof(message));
	refuse(translation, INVALID, psprintf("is none: %s", message));
}

static const char *
options_text(const Translation *translation)
{
	if (translation->ignores_case)
		return translation->by_lines ? "(?iw)" : "(?i)";
	return translation->by_lines ? "(?w)" : "";
}

static RegexpPattern
pattern_of_operand(const Operand *operand)
{
	SqlNode *whole = operand->sql ? sql_template1("'(' || {1} || ')'", operand->sql) : NULL;

	return (RegexpPattern){.sql = operand->sql, .whole = whole, .groups = -1};
}

RegexpPattern
regexp_pattern(const Operand *operand, bool length_matters)
{
	Translation translation = {.operand = operand, .at = operand_constant_string(operand)};
	const char *options;

	if (!translation.at)
		return pattern_of_operand(operand);
	initStringInfo(&translation.out);
	translate(&translation);
	if (length_matters && translation.lazy && (translation.greedy || translation.alternates))
		refuse(&translation, NOT_SUPPORTED,
			   "has lazy quantifiers beside others, of which PostgreSQL finds another match");
	options = options_text(&translation);
	check_pattern(&translation, psprintf("%s%s", options, translation.out.data));
	return (RegexpPattern){
		.sql = sql_string(psprintf("%s%s", options, translation.out.data)),
		.whole = sql_string(psprintf("%s(%s)", options, translation.out.data)),
		.groups = translation.groups,
		.has_options = *options != '\0',
	};
}
