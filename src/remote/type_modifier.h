/*
 * remote/type_modifier.h
 *		Which modifiers a built-in type can have.
 */
#ifndef METAHOG_TYPE_MODIFIER_H
#define METAHOG_TYPE_MODIFIER_H

/*
 * The modifier that a remote claims for a column of this type; -1, none, if the
 * type can have no such one.  Of a type that is not PostgreSQL's own any from 0
 * on is taken: only the remote can print it.
 */
extern int32 type_modifier(Oid type, int32 claimed);

#endif /* METAHOG_TYPE_MODIFIER_H */
