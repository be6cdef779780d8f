/*
 * shared/audit_record.h
 *		What is kept of a call or of a change of a source, and its three forms.
 *
 * - In memory it is an AuditRecord: facts of fixed size, and texts that belong
 *   to whoever made it.
 * - In the ring it is packed: the facts as they are, and each text with its
 *   length before it.  AUDIT_FORMAT tells one layout from another.
 * - In the server log it is one line of JSON, whose keys are the names of the
 *   columns of metahog.audit_log.
 */
#ifndef METAHOG_AUDIT_RECORD_H
#define METAHOG_AUDIT_RECORD_H

#include "datatype/timestamp.h"
#include "lib/stringinfo.h"
#include "utils/uuid.h"

/* To be counted up with every change of AuditFacts, AuditOutcome or AuditText. */
#define AUDIT_FORMAT 2

/* Bytes that are kept of a query, of its parameters, and of details at most. */
#define AUDIT_MAX_TEXT 65536

/* Bytes that are kept of any other text: names have no more. */
#define AUDIT_MAX_NAME 255

/* As crypto_hash_sha256 has it. */
#define AUDIT_HASH_SIZE 32

/* waiting, resolving, connecting, running, fetching */
#define AUDIT_STAGES 5

typedef enum AuditOutcome
{
	AUDIT_OK,
	AUDIT_ERROR,
	AUDIT_CANCELLED,   /* by its user */
	AUDIT_TIMEOUT,	   /* by its deadline */
	AUDIT_REFUSED,	   /* by a limit or a missing right, before anything was sent */
	AUDIT_ABANDONED,   /* nobody read it to its end */
	AUDIT_ROLLED_BACK, /* a change whose transaction was */
	AUDIT_PREPARED,	   /* a change whose transaction was left to COMMIT PREPARED */
	AUDIT_OUTCOMES,
} AuditOutcome;

typedef enum AuditText
{
	AUDIT_ACTION,	/* "query", "describe", "create_source": never NULL */
	AUDIT_DATABASE, /* of this server */
	AUDIT_ROLE,		/* after SET ROLE */
	AUDIT_LOGIN,	/* before */
	AUDIT_SOURCE,
	AUDIT_QUERY,	  /* the caller's */
	AUDIT_PARAMETERS, /* JSON, unless it was cut */
	AUDIT_DETAILS,	  /* JSON */
	AUDIT_TRUNCATED,  /* "max_rows", "max_bytes" */
	AUDIT_CLIENT_ADDRESS,
	AUDIT_APPLICATION_NAME,
	AUDIT_ACTOR, /* metahog.actor */
	AUDIT_TEXTS,
} AuditText;

/* Stored as it is, so it has to be zeroed before it is filled. */
typedef struct AuditFacts
{
	uint64 id; /* given by the ring; 0 before */
	TimestampTz time;
	int64 team_id;
	int64 rows;
	int64 bytes;
	double seconds[AUDIT_STAGES];
	double total_seconds;
	pg_uuid_t source_id;
	uint8 query_hash[AUDIT_HASH_SIZE]; /* SHA-256 of the whole text */
	int32 sqlstate;					   /* as made by MAKE_SQLSTATE; 0: none */
	uint8 outcome;					   /* AuditOutcome */
	uint8 level;					   /* 0 to 2 */
	uint8 encoding;					   /* of the texts */
	bool has_team;
	bool has_source;  /* source_id */
	bool has_query;	  /* query_hash */
	bool has_figures; /* rows, bytes and seconds, which a change of a source has not */
	bool query_cut;
	bool parameters_cut;
} AuditFacts;

typedef struct AuditPiece
{
	const char *text; /* not terminated; NULL: none */
	uint32 length;
} AuditPiece;

typedef struct AuditRecord
{
	AuditFacts facts;
	AuditPiece texts[AUDIT_TEXTS];
	Size reserved;	  /* room in the ring that is kept for it, see audit_admit() */
	const char *line; /* for the log, see audit_make_line(); NULL: it is not made yet */
} AuditRecord;

/* An empty one. */
extern void audit_record_init(AuditRecord *record);

/*
 * Refer to a text, which has to live as long as the record; NULL is none.  Too
 * long a name is cut; in the place of too long details is {"cut": true}.
 */
extern void audit_record_set(AuditRecord *record, AuditText which, const char *text);

/* The same for texts that may be long: cut if they are, and marked so; the query is hashed as well. */
extern void audit_record_set_query(AuditRecord *record, const char *query, Size length);
extern void audit_record_set_parameters(AuditRecord *record, const char *parameters, Size length);

/* The bytes that it will have in the ring, if its texts have so many. */
extern Size audit_record_size(Size text_bytes);

/*
 * Packed, in a buffer that the next call uses again.  The buffer grows when it
 * has to, unless it was made ready before.  That tells the most bytes that the
 * record will have, whatever the application is called by then.
 */
extern const char *audit_record_pack(const AuditRecord *record, Size *length);
extern Size audit_record_prepare_buffer(const AuditRecord *record);

/*
 * The record that was packed; its texts point into the bytes.  False if the
 * bytes are none, which may be anything.
 */
extern bool audit_record_unpack(const char *bytes, Size length, AuditRecord *record);

/*
 * Texts of another database's encoding into this one's; what has no place in
 * it becomes "?".  Nothing is done to a record that fits.  Needs a transaction.
 */
extern void audit_record_recode(AuditRecord *record);

/* One line of JSON.  Texts that are not valid here get "?" in their places. */
extern void audit_record_write_json(const AuditRecord *record, StringInfo out);

/* "ok", "error" and so on. */
extern const char *audit_outcome_name(AuditOutcome outcome);

/* Seconds of a stage are in a column of this name. */
extern const char *audit_stage_column(int stage);

#endif /* METAHOG_AUDIT_RECORD_H */
