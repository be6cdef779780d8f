/*
 * remote/remote_type.h
 *		What is known of the types of a remote.
 *
 * Types with an oid below 10000 are assigned by hand in PostgreSQL's sources
 * and mean the same everywhere, so the local catalog describes them.  All
 * others are asked for: those that are not rows of tables when a session is
 * opened, the rest when a result shows them.
 */
#ifndef METAHOG_REMOTE_TYPE_H
#define METAHOG_REMOTE_TYPE_H

#include "libpq-fe.h"
#include "nodes/pg_list.h"
#include "utils/hsearch.h"

#include "remote/rows.h"

typedef enum RemoteTypeKind
{
	TYPE_SCALAR, /* its text is its value */
	TYPE_ARRAY,
	TYPE_DOMAIN, /* only met as an array's element */
	TYPE_HSTORE,
} RemoteTypeKind;

typedef struct RemoteTypeKey
{
	Oid oid;
	int32 typmod;
} RemoteTypeKey;

typedef struct RemoteType
{
	RemoteTypeKey key; /* hash key, must be first */
	RemoteTypeKind kind;
	Oid related;	/* an array's element, a domain's base; else 0 */
	char delimiter; /* between elements when in an array */
	char *name;		/* as the remote's format_type prints it */
} RemoteType;

/* The types that one session knows of. */
typedef struct RemoteTypes
{
	MemoryContext context;
	HTAB *known; /* RemoteTypeKey -> RemoteType; NULL until the first */
	Size bytes;	 /* that the remote has had us remember */
} RemoteTypes;

/*
 * The type, or NULL if nothing is known of it.  What comes back lives as long
 * as the session, or, for a built-in type, as the current memory context.
 */
extern const RemoteType *remote_type_find(const RemoteTypes *types, Oid oid, int32 typmod);

/* What is used instead of a type that the remote itself does not know. */
extern const RemoteType *remote_type_unknown(void);

/* A domain's base type, through any number of domains; other types as they are; 0 if not known. */
extern Oid remote_type_base(const RemoteTypes *types, Oid oid);

/* The columns' types of which something is missing: a List of palloc'd RemoteTypeKey. */
extern List *remote_types_missing(const RemoteTypes *types, int ncolumns,
								  const RemoteColumn *columns);

/* All columns' types that the local catalog does not describe, likewise. */
extern List *remote_types_foreign(int ncolumns, const RemoteColumn *columns);

/* The statement that asks for all types worth knowing beforehand. */
extern const char *remote_types_preload_query(void);

/* The statement that asks for these, palloc'd. */
extern char *remote_types_lookup_query(const List *keys);

/* Take in the answer to either; what is malformed in it is passed over. */
extern void remote_types_learn(RemoteTypes *types, const PGresult *result);

/* After a lookup: what it left unanswered is a type that the remote does not know. */
extern void remote_types_settle(RemoteTypes *types, const List *keys);

#endif /* METAHOG_REMOTE_TYPE_H */
