/*
 * source/sealed_password.h
 *		A password that a client has sealed, and for which source it has.
 */
#ifndef METAHOG_SEALED_PASSWORD_H
#define METAHOG_SEALED_PASSWORD_H

/* What a sealed password is for, in UTF-8. */
typedef struct SealedFor
{
	const char *host;
	const char *user;
	const char *team_id; /* in decimal; NULL: shared by all teams */
} SealedFor;

/*
 * Open a base64 sealed box that holds the JSON object {"password", "host",
 * "user", "team_id"}.  Returns the password, in UTF-8 and in memory that is
 * wiped.  Raises 22023 if the box does not open, holds something else, or is
 * for another source than this one.
 */
extern char *sealed_password_open(const char *base64, const SealedFor *source);

#endif /* METAHOG_SEALED_PASSWORD_H */
