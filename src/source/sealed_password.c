/*
 * source/sealed_password.c
 *		A password that a client has sealed, and for which source it has.
 *
 * Whoever gets hold of a sealed box could otherwise give it to a source at a
 * host of theirs, where the password would arrive in clear.
 *
 * - What is in the box has been through none of the checks of a text in SQL.
 * - It is read where it stands, which is memory that is wiped: a parser of
 *   PostgreSQL's would leave copies of the password behind.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "source/option_rules.h"
#include "source/sealed_password.h"
#include "source/secret.h"

#define WHITE_SPACE " \t\r\n"

/* What stands in a box: NULL where it does not. */
typedef struct Content
{
	char *password;
	char *host;
	char *user;
	bool has_team; /* the key is there */
	char *team_id; /* NULL: null */
} Content;

static bool read_object(char *text, Content *content);
static bool read_member(char **cursor, Content *content);
static char **text_member(Content *content, const char *key);
static bool skip(char **cursor, char wanted);
static char *read_string(char **cursor);
static bool read_escape(char **in, char **out);
static bool read_unicode(char **in, char **out);
static bool read_hex(const char *digits, pg_wchar *code);
static bool read_team(char **cursor, Content *content);
static void check_password(const char *password);
static bool same_text(const char *one, const char *other);
static void raise_bad_content(void) pg_attribute_noreturn();
static void raise_other(const char *what) pg_attribute_noreturn();

char *
sealed_password_open(const char *base64, const SealedFor *source)
{
	Content content = {0};
	Size length;
	char *text = secret_open_sealed_box(base64, &length);

	if (memchr(text, '\0', length) != NULL ||
		pg_encoding_verifymbstr(PG_UTF8, text, (int) length) != (int) length ||
		!read_object(text, &content))
		raise_bad_content();
	check_password(content.password);
	if (pg_strcasecmp(content.host, source->host) != 0)
		raise_other("host");
	if (strcmp(content.user, source->user) != 0)
		raise_other("user");
	if (!same_text(content.team_id, source->team_id))
		raise_other("team_id");
	return content.password;
}

/* An object with these keys and no others. */
static bool
read_object(char *text, Content *content)
{
	char *cursor = text;

	if (!skip(&cursor, '{'))
		return false;
	do
	{
		if (!read_member(&cursor, content))
			return false;
	} while (skip(&cursor, ','));
	if (!skip(&cursor, '}') || cursor[strspn(cursor, WHITE_SPACE)] != '\0')
		return false;
	return content->password != NULL && content->host != NULL && content->user != NULL &&
		   content->has_team;
}

static bool
read_member(char **cursor, Content *content)
{
	char *key;
	char **text;

	*cursor += strspn(*cursor, WHITE_SPACE);
	key = read_string(cursor);
	if (key == NULL || !skip(cursor, ':'))
		return false;
	*cursor += strspn(*cursor, WHITE_SPACE);
	if (strcmp(key, "team_id") == 0)
		return !content->has_team && read_team(cursor, content);
	text = text_member(content, key);
	if (text == NULL || *text != NULL)
		return false;
	*text = read_string(cursor);
	return *text != NULL;
}

static char **
text_member(Content *content, const char *key)
{
	if (strcmp(key, "password") == 0)
		return &content->password;
	if (strcmp(key, "host") == 0)
		return &content->host;
	return strcmp(key, "user") == 0 ? &content->user : NULL;
}

static bool
skip(char **cursor, char wanted)
{
	*cursor += strspn(*cursor, WHITE_SPACE);
	if (**cursor != wanted)
		return false;
	(*cursor)++;
	return true;
}

/* Unescaped where it stands, for that makes it no longer; NULL if there is none. */
static char *
read_string(char **cursor)
{
	char *start = *cursor + 1;
	char *in = start;
	char *out = start;

	if (**cursor != '"')
		return NULL;
	while (*in != '"')
	{
		if ((unsigned char) *in < ' ')
			return NULL;
		if (*in != '\\')
			*out++ = *in++;
		else if (!read_escape(&in, &out))
			return NULL;
	}
	*out = '\0';
	*cursor = in + 1;
	return start;
}

static bool
read_escape(char **in, char **out)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	char letter = (*in)[1];
	const char *found = letter != '\0' ? strchr(letters, letter) : NULL;

	if (letter == 'u')
		return read_unicode(in, out);
	if (found == NULL)
		return false;
	*(*out)++ = meanings[found - letters];
	*in += 2;
	return true;
}

/* \uXXXX, or two of them that stand for one character. */
static bool
read_unicode(char **in, char **out)
{
	pg_wchar code;
	pg_wchar second;

	if (!read_hex(*in + 2, &code))
		return false;
	*in += 6;
	if (is_utf16_surrogate_first(code))
	{
		if ((*in)[0] != '\\' || (*in)[1] != 'u' || !read_hex(*in + 2, &second) ||
			!is_utf16_surrogate_second(second))
			return false;
		*in += 6;
		code = surrogate_pair_to_codepoint(code, second);
	}
	if (!is_valid_unicode_codepoint(code) || is_utf16_surrogate_second(code))
		return false;
	unicode_to_utf8(code, (unsigned char *) *out);
	*out += pg_encoding_mblen(PG_UTF8, *out);
	return true;
}

/* Four digits; the text ends with NUL, which is none. */
static bool
read_hex(const char *digits, pg_wchar *code)
{
	static const char values[] = "0123456789abcdef";

	*code = 0;
	for (int i = 0; i < 4; i++)
	{
		const char *value =
			digits[i] != '\0' ? strchr(values, pg_tolower((unsigned char) digits[i])) : NULL;

		if (value == NULL)
			return false;
		*code = *code * 16 + (value - values);
	}
	return true;
}

/* A whole number of 64 bits, or null. */
static bool
read_team(char **cursor, Content *content)
{
	char *end;
	long long team_id;

	content->has_team = true;
	if (strncmp(*cursor, "null", 4) == 0)
	{
		*cursor += 4;
		return true;
	}
	errno = 0;
	team_id = strtoll(*cursor, &end, 10);
	if (end == *cursor || errno != 0)
		return false;
	content->team_id = psprintf("%lld", team_id);
	*cursor = end;
	return true;
}

static void
check_password(const char *password)
{
	size_t length = strlen(password);

	if (length == 0 || length > MAX_PASSWORD_BYTES)
		option_error("password_sealed",
					 "must hold a password of 1 to " MAX_PASSWORD_BYTES_TEXT " bytes");
}

static bool
same_text(const char *one, const char *other)
{
	if (one == NULL || other == NULL)
		return one == other;
	return strcmp(one, other) == 0;
}

static void
raise_bad_content(void)
{
	secret_raise_bad_box("It does not hold a JSON object with \"password\", \"host\", \"user\" and "
						 "\"team_id\", and nothing else.");
}

static void
raise_other(const char *what)
{
	secret_raise_bad_box(psprintf("It was sealed for another %s than the source's.", what));
}
