/*
 * saved/run.h
 *		Running what is kept: which text a call is for, and what it is run with.
 */
#ifndef METAHOG_SAVED_RUN_H
#define METAHOG_SAVED_RUN_H

#include "query/call.h"
#include "saved/saved_query.h"

/*
 * The text of a saved query, with values for its variables: those that are given, those beneath them, and
 * the defaults.  Raises 42704 if its source is gone, 22023 for what is wrong with the values.
 */
extern void saved_query_text(const SavedQuery *saved, const Jsonb *given, const Jsonb *beneath,
							 KeptText *text);

#endif /* METAHOG_SAVED_RUN_H */
