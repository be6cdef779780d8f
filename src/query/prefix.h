/*
 * query/prefix.h
 *		Names of sources before names of tables: cut off before sending.
 */
#ifndef METAHOG_PREFIX_H
#define METAHOG_PREFIX_H

#include "nodes/pg_list.h"

#include "query/text_work.h"
#include "remote/statement.h"
#include "source/source.h"

/* The word that is a prefix for every source, and names none. */
#define GENERAL_PREFIX "postgres"

/*
 * The text without the prefixes of a source: its name, or "postgres", before a
 * name that the remote knows without.  The statement learns how positions in
 * it lead back.  What has no prefix is returned as it is, anything else in new
 * memory of the current context, the statement's part too.  So it is if the
 * time is up.
 */
extern const char *prefix_strip(const char *text, const Source *source, Statement *statement,
								TextWork *work);

/*
 * The same where the text's qualifiers are known already (see qualifiers.h)
 * and its first bytes are to be left out as well.
 */
extern const char *prefix_strip_known(const char *text, int skip, List *qualifiers,
									  const Source *source, Statement *statement, TextWork *work);

/* Is the word a schema of that source, as far as is known here, or of any?  NULL: of any. */
extern bool prefix_is_schema(const Source *source, const char *word);

#endif /* METAHOG_PREFIX_H */
