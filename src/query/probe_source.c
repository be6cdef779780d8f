/*
 * query/probe_source.c
 *		test_source(): does a source answer, and if not, how far does it come?
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "query/arguments.h"
#include "query/call.h"
#include "remote/session_acquire.h"

#define RESULT_COLUMNS 5

PG_FUNCTION_INFO_V1(metahog_test_source);

typedef struct Probe
{
	char *server_version;
	bool superuser; /* the remote login is one */
	double latency_ms;
} Probe;

static RemoteError *probe_source(Call *call, Probe *probe);
static const char *probe_stage(const RemoteError *error);
static char *probe_message(const Probe *probe);

Datum
metahog_test_source(PG_FUNCTION_ARGS)
{
	Call call;
	Probe probe = {0};
	RemoteError *error;
	TupleDesc tuple_desc;
	Datum values[RESULT_COLUMNS];
	bool nulls[RESULT_COLUMNS] = {false};

	call_begin_source(&call, "test_source", PG_NARGS() == 1 ? source_argument(fcinfo) : NULL);
	error = probe_source(&call, &probe);
	if (error != NULL)
		activity_set_error(&call.activity, error);
	call_end(&call);

	if (get_call_result_type(fcinfo, NULL, &tuple_desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	values[0] = BoolGetDatum(error == NULL);
	values[1] = CStringGetTextDatum(probe_stage(error));
	values[2] = CStringGetTextDatum(error != NULL ? error->message : probe_message(&probe));
	nulls[3] = probe.server_version == NULL;
	values[3] = nulls[3] ? (Datum) 0 : CStringGetTextDatum(probe.server_version);
	nulls[4] = error != NULL;
	values[4] = Float8GetDatum(probe.latency_ms);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tuple_desc), values, nulls)));
}

/* Always over a connection of its own: one from the cache would prove nothing. */
static RemoteError *
probe_source(Call *call, Probe *probe)
{
	Statement statement = {.text = "SELECT 1", .read_only = true};
	OpenedSession opened = {.activity = call->activity};
	RowStream *rows;
	RemoteError *error;
	int64 start_us;
	const char *value;

	error = activity_admit(&call->activity);
	if (error == NULL)
		error = session_open(call->source, &call->deadline, &opened);
	if (error != NULL)
		return error;

	value = PQparameterStatus(opened.session->conn, "server_version");
	probe->server_version = clean_text(value);
	value = PQparameterStatus(opened.session->conn, "is_superuser");
	probe->superuser = value != NULL && strcmp(value, "on") == 0;

	start_us = monotonic_us();
	activity_stage(&call->activity, STAGE_QUERY);
	error = statement_start(opened.session, &statement, &call->deadline, &rows);
	if (error != NULL)
		return error;
	Assert(rows != NULL); /* the session is new */
	while (rows->next(rows))
		;
	probe->latency_ms = (double) (monotonic_us() - start_us) / 1000;
	return rows->error;
}

/* A probe's one row is not worth a stage of its own. */
static const char *
probe_stage(const RemoteError *error)
{
	return stage_name(error == NULL || error->stage == STAGE_FETCH ? STAGE_QUERY : error->stage);
}

static char *
probe_message(const Probe *probe)
{
	if (!probe->superuser)
		return pstrdup("connected");
	return pstrdup("connected, as a superuser of the remote: a login with fewer rights is safer");
}
