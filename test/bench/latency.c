/*
 * latency.c: repeats one short statement on one session and says the median time of a call.
 *
 * usage: latency CONNINFO REPETITIONS STATEMENT [STATEMENT_BEFORE ...]
 * prints: seconds, "-" (no memory is measured here), what came of the last call (tab-separated)
 *
 * Kept: a call is timed from handing the statement to libpq until its result is complete, the same
 * for every peer; a tenth of the repetitions is run first and not counted.
 */
#include "client.h"

static double
timed_call(PGconn *conn, const char *statement, char *outcome, size_t size)
{
	double begin = now();
	PGresult *result = PQexec(conn, statement);
	double seconds = now() - begin;

	check_result(conn, result);
	if (PQntuples(result) == 1)
		describe_value(result, outcome, size);
	else
		snprintf(outcome, size, "%d rows", PQntuples(result));
	PQclear(result);
	return seconds;
}

static int
compare_doubles(const void *left, const void *right)
{
	double a = *(const double *) left;
	double b = *(const double *) right;

	return (a > b) - (a < b);
}

static double
median(double *values, int n)
{
	qsort(values, n, sizeof(double), compare_doubles);
	return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

int
main(int argc, char **argv)
{
	int repetitions = argc < 4 ? 0 : (int) strtol(argv[2], NULL, 10);
	char outcome[64];
	double *seconds;
	PGconn *conn;

	if (repetitions < 1)
	{
		fprintf(stderr, "usage: latency CONNINFO REPETITIONS STATEMENT [STATEMENT_BEFORE ...]\n");
		return 2;
	}
	conn = connect_or_fail(argv[1]);
	run_unmeasured(conn, argv + 4, argc - 4);

	seconds = calloc(repetitions, sizeof(double));
	for (int i = 0; i < repetitions / 10; i++)
		(void) timed_call(conn, argv[3], outcome, sizeof(outcome));
	for (int i = 0; i < repetitions; i++)
		seconds[i] = timed_call(conn, argv[3], outcome, sizeof(outcome));

	printf("%.7f\t-\t%s\n", median(seconds, repetitions), outcome);
	free(seconds);
	PQfinish(conn);
	return 0;
}
