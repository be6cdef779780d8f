/*
 * query/statement_text.h
 *		What can be told from the caller's text before it is sent.
 */
#ifndef METAHOG_STATEMENT_TEXT_H
#define METAHOG_STATEMENT_TEXT_H

#include "nodes/pg_list.h"
#include "parser/scanner.h"

typedef struct TextFacts
{
	bool controls_transaction; /* BEGIN, COMMIT, PREPARE TRANSACTION, ... */
	bool copies;			   /* COPY from or to the client */
	bool is_empty;			   /* no statement at all, perhaps comments */
	bool unread;			   /* the server's grammar does not read it as one statement */
	bool begins_unread;		   /* not even its first words can be read */
	bool returns_rows;		   /* false only if that is certain */
	bool takes_limit;		   /* a LIMIT clause can be put behind it */
	int length;				   /* bytes up to the statement's end, without semicolon */
} TextFacts;

/*
 * Parsed with the server's own grammar.  Of a text that this grammar does not
 * know only the first words are looked at; that, and what holds several
 * statements, is the remote's to judge before it is run.  Raises nothing about
 * the text.
 */
extern TextFacts statement_text_facts(const char *text);

/*
 * The text with LIMIT and OFFSET clauses put behind it, palloc'd; negative
 * max_rows means no limit.  Positions in the caller's text stay what they are.
 */
extern char *statement_text_with_limit(const char *text, const TextFacts *facts, int64 max_rows,
									   int64 skip_rows);

/*
 * No larger text is parsed: the parser, which nothing can interrupt, takes
 * about a tenth of a second for each MB.
 */
#define MAX_PARSED_BYTES (4 * 1024 * 1024)

/*
 * The raw parse trees of the text, in the current memory context; false if the
 * server's grammar does not know it, or a part of it, or if it is too large.
 * Strings are read as the remote will read them, whatever the caller has set.
 */
extern bool statement_text_parse(const char *text, List **statements);

/* The server's scanner over the text, which reads strings likewise.  To be ended by scanner_finish(). */
extern core_yyscan_t statement_text_scanner(const char *text, core_yy_extra_type *extra);

/*
 * In PG_CATCH: back to this context, with the error forgotten.  What is wrong
 * with a text is no error where it is only looked at; an interrupt is thrown on.
 */
extern void statement_text_forget_error(MemoryContext context);

#endif /* METAHOG_STATEMENT_TEXT_H */
