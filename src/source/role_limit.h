/*
 * source/role_limit.h
 *		metahog.rate_limit: how many calls a role may begin in a minute.
 */
#ifndef METAHOG_ROLE_LIMIT_H
#define METAHOG_ROLE_LIMIT_H

/*
 * Once, from _PG_init, before settings_init(), behind which the server takes
 * no further settings of ours.
 */
extern void role_limit_init(void);

/*
 * How many calls per minute the role may begin, 0 = as many as it likes: what
 * an administrator has stored for it or, for all roles, written into the
 * configuration.  No statement of the role itself has raised it.  Superusers
 * have no such limit.
 */
extern int role_limit_stored(Oid role);

/* What this session says: it may be lower, or higher without any effect.  0 = nothing. */
extern int role_limit_wished(void);

#endif /* METAHOG_ROLE_LIMIT_H */
