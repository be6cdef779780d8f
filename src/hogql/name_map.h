/*
 * hogql/name_map.h
 *		From names to whatever they stand for, in the order in which they were added.
 *
 * A map lives in the memory context that was current when it was made, names and values are the caller's.
 */
#ifndef METAHOG_NAME_MAP_H
#define METAHOG_NAME_MAP_H

typedef struct NameMap NameMap;

extern NameMap *name_map_new(void);

/* NULL if it does not have the name; the map may be NULL, and then has none. */
extern void *name_map_get(const NameMap *map, const char *name);

/* Gives the name a value, instead of the one that it had. */
extern void name_map_set(NameMap *map, const char *name, void *value);

/* Its names from 0, for those who look for the nearest one. */
extern int name_map_count(const NameMap *map);
extern const char *name_map_name(const NameMap *map, int index);

#endif /* METAHOG_NAME_MAP_H */
