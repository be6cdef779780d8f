/*
 * base/placeholders.h
 *		What was configured before the library was loaded, of which nothing is passed over.
 */
#ifndef METAHOG_PLACEHOLDERS_H
#define METAHOG_PLACEHOLDERS_H

/* Once, before the settings are defined. */
extern void placeholders_remember(const char *prefix);

/*
 * Once they are, and each time that the library is loaded again after that:
 * raises if one of them has not got the value that it was configured to have.
 */
extern void placeholders_check(void);

#endif /* METAHOG_PLACEHOLDERS_H */
