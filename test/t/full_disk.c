/*
 * test/t/full_disk.c: a posix_fallocate() for tests, put before the C library's with LD_PRELOAD.
 *
 * While the file exists that FULL_WHILE names, there is no room for the audit
 * ring.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
posix_fallocate(int descriptor, off_t offset, off_t length)
{
	int (*next)(int, off_t, off_t) = (int (*)(int, off_t, off_t)) dlsym(RTLD_NEXT, "posix_fallocate");
	char link[64];
	char path[4096] = "";

	snprintf(link, sizeof(link), "/proc/self/fd/%d", descriptor);
	if (readlink(link, path, sizeof(path) - 1) > 0 && strstr(path, "metahog_audit") != NULL &&
		access(getenv("FULL_WHILE"), F_OK) == 0)
		return ENOSPC;
	return next(descriptor, offset, length);
}
