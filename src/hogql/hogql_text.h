/*
 * hogql/hogql_text.h
 *		HogQL as a language of calls: from a text to the text that is sent.
 */
#ifndef METAHOG_HOGQL_TEXT_H
#define METAHOG_HOGQL_TEXT_H

#include "query/call.h"
#include "sqltree/print.h"

typedef struct HogqlLanguage
{
	Language base;
	SqlPrintOptions options;
} HogqlLanguage;

/* What is sent: parameters are bound. */
extern const HogqlLanguage hogql_language;

/* What is shown: constants are in their place. */
extern const HogqlLanguage hogql_shown;
extern const HogqlLanguage hogql_shown_pretty;

#endif /* METAHOG_HOGQL_TEXT_H */
