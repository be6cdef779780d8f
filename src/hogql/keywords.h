/*
 * hogql/keywords.h
 *		The words of HogQL that may be more than a name, and what else they may be.
 */
#ifndef METAHOG_HOGQL_KEYWORDS_H
#define METAHOG_HOGQL_KEYWORDS_H

/*
 * Nearly every keyword may be a name.  Where:
 */
typedef enum KeywordUse
{
	NEVER_NAME = 1 << 0,	/* nowhere */
	CLAUSE_WORD = 1 << 1,	/* as a column only where what follows shows that it is nothing else */
	COLUMN_ALIAS = 1 << 2,	/* as alias of a column without AS, too */
	TABLE_ALIAS = 1 << 3,	/* as alias of a table without AS, too */
	INTERVAL_UNIT = 1 << 4, /* behind INTERVAL n */
	CAST_TYPE = 1 << 5,		/* behind :: */
	ORDINARY_NAME =
		1 << 6, /* everywhere that a word that is no keyword may stand, but not as an alias */
} KeywordUse;

/* X(name, text, uses) in the order of the texts. */
#define KEYWORDS(X)                                         \
	X(ALL, "all", 0)                                        \
	X(AND, "and", CLAUSE_WORD)                              \
	X(ANTI, "anti", 0)                                      \
	X(ANY, "any", 0)                                        \
	X(ARRAY, "array", 0)                                    \
	X(AS, "as", CLAUSE_WORD)                                \
	X(ASC, "asc", CLAUSE_WORD | COLUMN_ALIAS)               \
	X(ASCENDING, "ascending", CLAUSE_WORD | COLUMN_ALIAS)   \
	X(ASOF, "asof", 0)                                      \
	X(BETWEEN, "between", CLAUSE_WORD)                      \
	X(BOTH, "both", 0)                                      \
	X(BY, "by", CLAUSE_WORD)                                \
	X(CASE, "case", CLAUSE_WORD)                            \
	X(CAST, "cast", 0)                                      \
	X(CATCH, "catch", NEVER_NAME)                           \
	X(COHORT, "cohort", COLUMN_ALIAS)                       \
	X(COLLATE, "collate", 0)                                \
	X(COLUMNS, "columns", 0)                                \
	X(CROSS, "cross", CLAUSE_WORD)                          \
	X(CUBE, "cube", 0)                                      \
	X(CURRENT, "current", 0)                                \
	X(DATE, "date", COLUMN_ALIAS | TABLE_ALIAS | CAST_TYPE) \
	X(DAY, "day", INTERVAL_UNIT | CAST_TYPE)                \
	X(DESC, "desc", CLAUSE_WORD)                            \
	X(DESCENDING, "descending", CLAUSE_WORD | COLUMN_ALIAS) \
	X(DISTINCT, "distinct", CLAUSE_WORD)                    \
	X(ELSE, "else", CLAUSE_WORD)                            \
	X(END, "end", CLAUSE_WORD)                              \
	X(EXCEPT, "except", NEVER_NAME)                         \
	X(EXCLUDE, "exclude", 0)                                \
	X(EXTRACT, "extract", 0)                                \
	X(FALSE, "false", ORDINARY_NAME)                        \
	X(FILL, "fill", 0)                                      \
	X(FILTER, "filter", 0)                                  \
	X(FINAL, "final", COLUMN_ALIAS)                         \
	X(FINALLY, "finally", NEVER_NAME)                       \
	X(FIRST, "first", TABLE_ALIAS)                          \
	X(FN, "fn", NEVER_NAME)                                 \
	X(FOLLOWING, "following", 0)                            \
	X(FOR, "for", 0)                                        \
	X(FROM, "from", CLAUSE_WORD)                            \
	X(FULL, "full", CLAUSE_WORD)                            \
	X(FUN, "fun", NEVER_NAME)                               \
	X(GROUP, "group", CLAUSE_WORD)                          \
	X(GROUPING, "grouping", 0)                              \
	X(HAVING, "having", CLAUSE_WORD)                        \
	X(HOUR, "hour", INTERVAL_UNIT | CAST_TYPE)              \
	X(ID, "id", COLUMN_ALIAS | TABLE_ALIAS)                 \
	X(IF, "if", 0)                                          \
	X(IGNORE, "ignore", 0)                                  \
	X(ILIKE, "ilike", CLAUSE_WORD)                          \
	X(IN, "in", CLAUSE_WORD)                                \
	X(INCLUDE, "include", 0)                                \
	X(INF, "inf", NEVER_NAME)                               \
	X(INFINITY, "infinity", NEVER_NAME)                     \
	X(INNER, "inner", CLAUSE_WORD)                          \
	X(INTERPOLATE, "interpolate", 0)                        \
	X(INTERSECT, "intersect", NEVER_NAME)                   \
	X(INTERVAL, "interval", CAST_TYPE)                      \
	X(IS, "is", CLAUSE_WORD)                                \
	X(JOIN, "join", CLAUSE_WORD)                            \
	X(KEY, "key", TABLE_ALIAS)                              \
	X(LAMBDA, "lambda", 0)                                  \
	X(LAST, "last", 0)                                      \
	X(LEADING, "leading", 0)                                \
	X(LEFT, "left", CLAUSE_WORD)                            \
	X(LET, "let", NEVER_NAME)                               \
	X(LIKE, "like", CLAUSE_WORD)                            \
	X(LIMIT, "limit", CLAUSE_WORD)                          \
	X(LOCAL, "local", 0)                                    \
	X(MATERIALIZED, "materialized", NEVER_NAME)             \
	X(MINUTE, "minute", INTERVAL_UNIT | CAST_TYPE)          \
	X(MONTH, "month", INTERVAL_UNIT | CAST_TYPE)            \
	X(NAME, "name", 0)                                      \
	X(NAN, "nan", NEVER_NAME)                               \
	X(NATURAL, "natural", 0)                                \
	X(NOT, "not", CLAUSE_WORD)                              \
	X(NULL, "null", NEVER_NAME)                             \
	X(NULLS, "nulls", 0)                                    \
	X(OFFSET, "offset", CLAUSE_WORD)                        \
	X(ON, "on", CLAUSE_WORD)                                \
	X(OR, "or", CLAUSE_WORD)                                \
	X(ORDER, "order", CLAUSE_WORD)                          \
	X(OUTER, "outer", 0)                                    \
	X(OVER, "over", 0)                                      \
	X(PARTITION, "partition", 0)                            \
	X(PIVOT, "pivot", 0)                                    \
	X(POSITIONAL, "positional", 0)                          \
	X(PRECEDING, "preceding", 0)                            \
	X(PREWHERE, "prewhere", CLAUSE_WORD)                    \
	X(QUALIFY, "qualify", CLAUSE_WORD)                      \
	X(QUARTER, "quarter", INTERVAL_UNIT | CAST_TYPE)        \
	X(RANGE, "range", 0)                                    \
	X(RECURSIVE, "recursive", 0)                            \
	X(REPLACE, "replace", 0)                                \
	X(RETURN, "return", COLUMN_ALIAS)                       \
	X(RIGHT, "right", CLAUSE_WORD)                          \
	X(ROLLUP, "rollup", 0)                                  \
	X(ROW, "row", 0)                                        \
	X(ROWS, "rows", 0)                                      \
	X(SAMPLE, "sample", 0)                                  \
	X(SECOND, "second", INTERVAL_UNIT | CAST_TYPE)          \
	X(SELECT, "select", CLAUSE_WORD)                        \
	X(SEMI, "semi", 0)                                      \
	X(SETS, "sets", 0)                                      \
	X(SETTINGS, "settings", CLAUSE_WORD)                    \
	X(STEP, "step", 0)                                      \
	X(SUBSTRING, "substring", 0)                            \
	X(THEN, "then", CLAUSE_WORD)                            \
	X(THROW, "throw", NEVER_NAME)                           \
	X(TIES, "ties", 0)                                      \
	X(TIME, "time", CAST_TYPE)                              \
	X(TIMESTAMP, "timestamp", CAST_TYPE)                    \
	X(TO, "to", 0)                                          \
	X(TOP, "top", COLUMN_ALIAS)                             \
	X(TOTALS, "totals", COLUMN_ALIAS)                       \
	X(TRAILING, "trailing", 0)                              \
	X(TRIM, "trim", 0)                                      \
	X(TRUE, "true", ORDINARY_NAME)                          \
	X(TRUNCATE, "truncate", 0)                              \
	X(TRY, "try", NEVER_NAME)                               \
	X(TRY_CAST, "try_cast", 0)                              \
	X(UNBOUNDED, "unbounded", 0)                            \
	X(UNION, "union", CLAUSE_WORD)                          \
	X(UNPIVOT, "unpivot", 0)                                \
	X(USING, "using", CLAUSE_WORD)                          \
	X(VALUES, "values", 0)                                  \
	X(WEEK, "week", INTERVAL_UNIT | CAST_TYPE)              \
	X(WHEN, "when", CLAUSE_WORD)                            \
	X(WHERE, "where", CLAUSE_WORD)                          \
	X(WHILE, "while", NEVER_NAME)                           \
	X(WINDOW, "window", CLAUSE_WORD)                        \
	X(WITH, "with", CLAUSE_WORD)                            \
	X(WITHIN, "within", NEVER_NAME)                         \
	X(YEAR, "year", INTERVAL_UNIT | CAST_TYPE)              \
	X(YYYY, "yyyy", INTERVAL_UNIT | CAST_TYPE)              \
	X(ZONE, "zone", 0)

typedef enum Keyword
{
	NO_KEYWORD,
#define KEYWORD(name, text, uses) KEYWORD_##name,
	KEYWORDS(KEYWORD)
#undef KEYWORD
} Keyword;

/* The keyword that these bytes are, in any case. */
extern Keyword keyword_find(const char *text, int length);

/* Of enum KeywordUse. */
extern int keyword_uses(Keyword keyword);

/* In lower case; NULL of NO_KEYWORD. */
extern const char *keyword_text(Keyword keyword);

#endif /* METAHOG_HOGQL_KEYWORDS_H */
