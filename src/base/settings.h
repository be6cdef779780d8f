/*
 * base/settings.h
 *		The metahog.* settings.
 *
 * A role may SET a placeholder before the library is loaded: nothing that
 * protects anyone may rest on a setting that its user may change.
 */
#ifndef METAHOG_SETTINGS_H
#define METAHOG_SETTINGS_H

/* Bytes that metahog.actor may have: it is copied into shared memory. */
#define MAX_ACTOR 128

typedef enum JsonNumbers
{
	JSON_NUMBERS_EXACT, /* every digit, as the remote's to_json */
	JSON_NUMBERS_SAFE,	/* strings where a JavaScript number loses digits */
} JsonNumbers;

typedef enum WeekStart
{
	WEEK_START_SUNDAY,
	WEEK_START_MONDAY,
} WeekStart;

typedef enum JsonNul
{
	JSON_NUL_KEEP,	  /* as the remote has it */
	JSON_NUL_REPLACE, /* by U+FFFD */
} JsonNul;

typedef enum Audit
{
	AUDIT_TABLE,	/* to metahog.audit_log, or else to the server log */
	AUDIT_LOG,		/* to the server log */
	AUDIT_REQUIRED, /* to metahog.audit_log, or else the call is refused */
	AUDIT_OFF,		/* nowhere */
} Audit;

extern char *setting_actor;			  /* who asks, in the application's own words; empty = nobody */
extern char *setting_allowed_hosts;	  /* comma-separated; empty = all */
extern int setting_audit;			  /* Audit */
extern int setting_audit_buffer_size; /* kB */
extern bool setting_audit_parameters;
extern int setting_audit_retention;	  /* days */
extern int setting_connect_timeout;	  /* ms */
extern char *setting_database;		  /* where audit_log is; empty = nowhere */
extern char *setting_denied_networks; /* comma-separated CIDR */
extern int setting_hogql_week_start;  /* WeekStart */
extern int setting_json_nul;		  /* JsonNul */
extern int setting_json_numbers;	  /* JsonNumbers */
extern char *setting_key_file;		  /* empty = metahog.key in the data directory */
extern int setting_max_bytes;		  /* kB, default cap of a document */
extern int setting_max_bytes_ceiling; /* kB */
extern int setting_max_connections_per_source;
extern int setting_max_rows; /* default cap of a document */
extern int setting_max_rows_ceiling;
extern int setting_session_idle_timeout; /* ms, 0 = at once */
extern int setting_session_lifetime;	 /* ms */
extern bool setting_shared_memory;
extern char *setting_source;		/* selected database; empty = none */
extern char *setting_team_id;		/* a bigint in decimal; empty = not narrowed */
extern int setting_timeout;			/* ms */
extern int setting_timeout_ceiling; /* ms */

/* Define them all; called once, from _PG_init. */
extern void settings_init(void);

/* The session's team; false if it is not narrowed to one. */
extern bool settings_team(int64 *team_id);

#endif /* METAHOG_SETTINGS_H */
