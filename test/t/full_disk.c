/*
 * test/t/full_disk.c: a disk for tests, put before the C library's with LD_PRELOAD.
 *
 * It holds the audit ring, and everything else is as it is.
 * - While the file exists that FULL_WHILE names, there is no room on it.
 * - While the file exists that STUCK_WHILE names, the process whose number is
 *   in it cannot write, and waits.  What has become of the room meanwhile, it finds then.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int
is_ring(int descriptor)
{
	char link[64];
	char path[4096] = "";

	snprintf(link, sizeof(link), "/proc/self/fd/%d", descriptor);
	return readlink(link, path, sizeof(path) - 1) > 0 && strstr(path, "metahog_audit") != NULL;
}

static int
is_full(int descriptor)
{
	return is_ring(descriptor) && access(getenv("FULL_WHILE"), F_OK) == 0;
}

static int
is_stuck(void)
{
	char text[32] = "";
	int file = open(getenv("STUCK_WHILE"), O_RDONLY);

	if (file < 0)
		return 0;
	if (read(file, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(file);
	return atoi(text) == getpid();
}

static int
may_write(int descriptor)
{
	while (is_ring(descriptor) && is_stuck())
		usleep(1000);
	if (is_full(descriptor))
	{
		errno = ENOSPC;
		return 0;
	}
	return 1;
}

#define NEXT(type, name) ((type) dlsym(RTLD_NEXT, name))

int
posix_fallocate(int descriptor, off_t offset, off_t length)
{
	if (is_full(descriptor))
		return ENOSPC;
	return NEXT(int (*)(int, off_t, off_t), "posix_fallocate")(descriptor, offset, length);
}

ssize_t
pwrite(int descriptor, const void *bytes, size_t length, off_t offset)
{
	if (!may_write(descriptor))
		return -1;
	return NEXT(ssize_t (*)(int, const void *, size_t, off_t), "pwrite")(descriptor, bytes, length, offset);
}

ssize_t
pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset)
{
	return pwrite(descriptor, bytes, length, offset);
}

ssize_t
pwritev(int descriptor, const struct iovec *pieces, int count, off_t offset)
{
	if (!may_write(descriptor))
		return -1;
	return NEXT(ssize_t (*)(int, const struct iovec *, int, off_t), "pwritev")(descriptor, pieces, count, offset);
}

ssize_t
pwritev64(int descriptor, const struct iovec *pieces, int count, off64_t offset)
{
	return pwritev(descriptor, pieces, count, offset);
}
