/*
 * source/source_role.h
 *		Roles that own sources, or were granted some: the same ones as when that was written down?
 */
#ifndef METAHOG_SOURCE_ROLE_H
#define METAHOG_SOURCE_ROLE_H

/* Is what the tables say of this role said of the one that has the number now? */
extern bool source_role_is_bound(Oid role);

/*
 * From now on it is.  What was said of another role of that number is void, and
 * taken away, so this comes before anything new is written.  Between
 * own_table_write_begin() and _end().
 */
extern void source_role_bind(Oid role);

#endif /* METAHOG_SOURCE_ROLE_H */
