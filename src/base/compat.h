/*
 * base/compat.h
 *		Differences between PostgreSQL and libpq versions.
 *
 * The only file in which PG_VERSION_NUM or LIBPQ_HAS_... may appear.  The
 * server's version says nothing about libpq's: each is tested by its own
 * macros.
 */
#ifndef METAHOG_COMPAT_H
#define METAHOG_COMPAT_H

#include "libpq-fe.h"
#include "miscadmin.h"
#include "storage/latch.h"
#include "storage/proc.h"
#include "utils/memutils.h"
#include "utils/wait_event.h"
#if PG_VERSION_NUM < 150000
#include "postmaster/autovacuum.h"
#include "replication/walsender.h"
#endif
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif
#if PG_VERSION_NUM >= 180000
#include "storage/waiteventset.h"
#endif

#if PG_VERSION_NUM < 140000
#error "MetaHog needs PostgreSQL 14 or later"
#endif

/* Before 17 a WaitEventSet was owned by a memory context only. */
#if PG_VERSION_NUM >= 170000
#define create_session_wait_event_set(nevents) CreateWaitEventSet(NULL, (nevents))
#else
#define create_session_wait_event_set(nevents) CreateWaitEventSet(TopMemoryContext, (nevents))
#endif

/*
 * In libpq/libpq.h, which cannot be included where the server was built with
 * GSSAPI and its headers are not installed.
 */
extern bool pq_check_connection(void);

/* Module magic with a name and a version, where the server can show them. */
#ifdef PG_MODULE_MAGIC_EXT
#define METAHOG_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "metahog", .version = METAHOG_VERSION)
#else
#define METAHOG_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* 18 has pg_noreturn, which stands before the declaration, in its place. */
#ifndef pg_attribute_noreturn
#define pg_attribute_noreturn() __attribute__((noreturn))
#endif

/* All settings of the process; guc_tables.h must have been included. */
#if PG_VERSION_NUM >= 160000
#define all_settings(count) get_guc_variables(count)
#else
#define all_settings(count) (*(count) = GetNumConfigOptions(), get_guc_variables())
#endif

/* MarkGUCPrefixReserved() was EmitWarningsOnPlaceholders() before 15. */
#if PG_VERSION_NUM < 150000
#define MarkGUCPrefixReserved(prefix) EmitWarningsOnPlaceholders(prefix)
#endif

/* Before 15 shared memory is asked for at once, and MaxBackends is not yet known then. */
#if PG_VERSION_NUM >= 150000
#define HAVE_SHMEM_REQUEST_HOOK 1
#define max_backends() MaxBackends
#else
#define max_backends() \
	(MaxConnections + autovacuum_max_workers + 1 + max_worker_processes + max_wal_senders)
#endif

/* Waits have names of their own since 17.  There, the name is looked up: keep what it returns. */
#if PG_VERSION_NUM >= 170000
#define named_wait_event(name) WaitEventExtensionNew(name)
#else
#define named_wait_event(name) PG_WAIT_EXTENSION
#endif

/* The number of this process, below max_backends() in whatever can run SQL. */
#if PG_VERSION_NUM >= 170000
#define my_proc_number() ((uint32) MyProcNumber)
#else
#define my_proc_number() ((uint32) MyProc->pgprocno)
#endif

/* JSON lexer: since 17 the lexing context is given by the caller or allocated with NULL. */
#if PG_VERSION_NUM >= 170000
#define make_json_lexer(text, length, encoding) \
	makeJsonLexContextCstringLen(NULL, (text), (length), (encoding), false)
#define free_json_lexer(lexer) freeJsonLexContext(lexer)
#else
#define make_json_lexer(text, length, encoding) \
	makeJsonLexContextCstringLen((text), (length), (encoding), false)
#define free_json_lexer(lexer) pfree(lexer)
#endif

/* What a parsed DML statement returns. */
#if PG_VERSION_NUM >= 180000
#define has_returning(statement) ((statement)->returningClause != NULL)
#else
#define has_returning(statement) ((statement)->returningList != NIL)
#endif
#if PG_VERSION_NUM >= 150000
#define HAVE_MERGE 1
#endif
#if PG_VERSION_NUM >= 170000
#define HAVE_MERGE_RETURNING 1
#endif

/* libpq 17 can cancel without blocking. */
#ifdef LIBPQ_HAS_ASYNC_CANCEL
#define HAVE_ASYNC_CANCEL 1
#endif

#endif /* METAHOG_COMPAT_H */
