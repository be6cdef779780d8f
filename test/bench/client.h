/*
 * client.h: the few lines that the measuring clients share.
 *
 * Kept: any failure ends the program with a message on stderr and status 1, so that no time is ever
 * reported for something that did not happen; the clock is monotonic.
 */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libpq-fe.h>

static inline double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static inline void
fail(PGconn *conn)
{
	fprintf(stderr, "%s", PQerrorMessage(conn));
	exit(1);
}

static inline PGconn *
connect_or_fail(const char *conninfo)
{
	PGconn *conn = PQconnectdb(conninfo);

	if (PQstatus(conn) != CONNECTION_OK)
		fail(conn);
	return conn;
}

/* A result is good if it is what a SELECT, a SET or a single row of a stream of rows would give. */
static inline void
check_result(PGconn *conn, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_SINGLE_TUPLE &&
		status != PGRES_COPY_OUT)
		fail(conn);
}

/* Statements that come before the measured one: settings, a connection to keep, a call to warm up.
 */
static inline void
run_unmeasured(PGconn *conn, char **statements, int n)
{
	for (int i = 0; i < n; i++)
	{
		PGresult *result = PQexec(conn, statements[i]);

		check_result(conn, result);
		PQclear(result);
	}
}

/*
 * What came of the statement, for the script to compare with what had to come: the only value if it
 * is a short one, its length if it is a document.
 */
static inline void
describe_value(PGresult *result, char *into, size_t size)
{
	if (PQgetlength(result, 0, 0) < 32)
		snprintf(into, size, "%s", PQgetvalue(result, 0, 0));
	else
		snprintf(into, size, "%d bytes", PQgetlength(result, 0, 0));
}

#endif
