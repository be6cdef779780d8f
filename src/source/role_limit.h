/*
 * source/role_limit.h
 *		How many calls a role may begin in a minute, as metahog.role_limit says.
 */
#ifndef METAHOG_ROLE_LIMIT_H
#define METAHOG_ROLE_LIMIT_H

/*
 * Calls per minute, 0 = as many as it likes: its own limit, or else the lowest
 * of the roles that it is a member of, or else that of all who are no
 * superusers.  Needs a transaction.
 */
extern int role_limit(Oid role);

#endif /* METAHOG_ROLE_LIMIT_H */
