/*
 * source/permission.h
 *		Who may see, use and change a source.
 */
#ifndef METAHOG_PERMISSION_H
#define METAHOG_PERMISSION_H

#include "utils/snapshot.h"
#include "utils/uuid.h"

/* Does the session's metahog.team_id leave the source of that team, or of none, visible? */
extern bool permission_team_sees(bool has_team, int64 team_id);

/* May the current role do what a source's creator may: its privileges, or a superuser's? */
extern bool permission_is_owner(Oid created_by);

/*
 * May the current role use it: as its owner, or by a grant to a role whose
 * privileges it has?  The snapshot reads the grants; NULL is the newest state.
 */
extern bool permission_may_use(const pg_uuid_t *id, Oid created_by, Snapshot snapshot);

#endif /* METAHOG_PERMISSION_H */
