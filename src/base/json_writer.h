/*
 * base/json_writer.h
 *		JSON text into a StringInfo, fast and from untrusted bytes.
 *
 * All text is checked to be valid in the server's encoding on its way, so a
 * document is never broken by what a remote sends.
 */
#ifndef METAHOG_JSON_WRITER_H
#define METAHOG_JSON_WRITER_H

#include "lib/stringinfo.h"

/* Raises 22021 if the bytes are not valid in the server's encoding. */
extern void check_encoding(const char *text, int length);

/* The text as a JSON string, quotes included.  Raises as check_encoding does. */
extern void json_write_string(StringInfo out, const char *text, int length);

/* The same for trusted, NUL-terminated text; NULL is written as null. */
extern void json_write_cstring(StringInfo out, const char *text);

/* In JSON text that has been checked: each \u0000 becomes \ufffd, which takes the same room. */
extern void json_replace_nul(char *text, int length);

/* Is this a number by the grammar of JSON? */
extern bool json_is_number(const char *text, int length);

/*
 * JSON text from a remote, as it is.  Raises 22P02 if it is not valid JSON.
 * With one_line, line breaks between its tokens become blanks.
 */
extern void json_write_verbatim(StringInfo out, const char *text, int length, bool one_line);

#endif /* METAHOG_JSON_WRITER_H */
