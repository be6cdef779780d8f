/*
 * shared/passing.c
 *		An open socket, passed from one backend to another.
 *
 * - What a signal handler needs is made beforehand: the two descriptors.
 * - A path that is left over from a server that crashed is used again by who
 *   next has the number.
 */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include <sys/socket.h>
#include <sys/un.h>

#include "pgstat.h"
#include "storage/fd.h"

#include "base/compat.h"
#include "shared/memory.h"
#include "shared/passing.h"

/* A process of the server is in the data directory, so that the path is short enough for any. */
#define PATH_PREFIX PG_STAT_TMP_DIR "/metahog."

#define NO_DESCRIPTOR (-1)

/* The socket, and what stands in for those that have been passed on. */
static int mine = NO_DESCRIPTOR;
static int nothing = NO_DESCRIPTOR;

/* Room for one descriptor, aligned as the kernel wants it. */
typedef union ControlBuffer
{
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
} ControlBuffer;

static bool make_mine(void);
static void leave(void);
static struct sockaddr_un address_of(uint32 backend);
static ssize_t receive(void *letter, size_t size, pgsocket *socket);
static pgsocket descriptor_in(struct msghdr *message);

void
passing_init(void)
{
	shared_on_detach(leave);
}

bool
passing_open(void)
{
	static bool tried = false;

	if (tried || !shared_available())
		return mine != NO_DESCRIPTOR;
	tried = true;
	/* Two descriptors: if there is none to spare, connections are opened and closed as ever. */
	if (!AcquireExternalFD())
		return false;
	if (!AcquireExternalFD())
	{
		ReleaseExternalFD();
		return false;
	}
	if (make_mine())
		return true;
	ReleaseExternalFD();
	ReleaseExternalFD();
	return false;
}

static bool
make_mine(void)
{
	struct sockaddr_un address = address_of(my_proc_number());

	unlink(address.sun_path);
	nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	mine = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (nothing >= 0 && mine >= 0 && bind(mine, (struct sockaddr *) &address, sizeof(address)) == 0)
		return true;

	ereport(LOG, (errcode_for_socket_access(),
				  errmsg("metahog could not make a socket at \"%s\": %m", address.sun_path),
				  errdetail("This session's connections are not handed to others.")));
	if (nothing >= 0)
		close(nothing);
	if (mine >= 0)
		close(mine);
	mine = nothing = NO_DESCRIPTOR;
	return false;
}

/* While the number is still this process's own. */
static void
leave(void)
{
	struct sockaddr_un address = address_of(my_proc_number());

	if (mine == NO_DESCRIPTOR)
		return;
	unlink(address.sun_path);
	close(mine);
	mine = NO_DESCRIPTOR;
}

/* Without snprintf(), which a signal handler may not call. */
static struct sockaddr_un
address_of(uint32 backend)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = PATH_PREFIX};
	size_t length = strlen(PATH_PREFIX);
	uint32 unit = 1;

	while (backend / unit >= 10)
		unit *= 10;
	for (; unit > 0; unit /= 10)
		address.sun_path[length++] = '0' + backend / unit % 10;
	return address;
}

bool
passing_send(uint32 backend, pgsocket socket, const void *letter, size_t size)
{
	struct sockaddr_un address = address_of(backend);
	struct iovec text = {.iov_base = unconstify(void *, letter), .iov_len = size};
	ControlBuffer control = {0};
	struct msghdr message = {.msg_name = &address,
							 .msg_namelen = sizeof(address),
							 .msg_iov = &text,
							 .msg_iovlen = 1,
							 .msg_control = control.bytes,
							 .msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	if (mine == NO_DESCRIPTOR)
		return false;
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &socket, sizeof(int));
	return sendmsg(mine, &message, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t) size;
}

pgsocket
passing_receive(void *letter, size_t size)
{
	pgsocket socket = PGINVALID_SOCKET;

	if (mine == NO_DESCRIPTOR || receive(letter, size, &socket) == (ssize_t) size ||
		socket == PGINVALID_SOCKET)
		return socket;
	close(socket);
	return PGINVALID_SOCKET;
}

void
passing_discard(void)
{
	pgsocket socket;
	char letter;

	while (mine != NO_DESCRIPTOR && receive(&letter, sizeof(letter), &socket) >= 0)
	{
		if (socket != PGINVALID_SOCKET)
			close(socket);
	}
}

/* One message, of which the letter is cut to that size.  Returns how many bytes came, negative if there is none. */
static ssize_t
receive(void *letter, size_t size, pgsocket *socket)
{
	struct iovec text = {.iov_base = letter, .iov_len = size};
	ControlBuffer control = {0};
	struct msghdr message = {.msg_iov = &text,
							 .msg_iovlen = 1,
							 .msg_control = control.bytes,
							 .msg_controllen = sizeof(control.bytes)};
	ssize_t got = recvmsg(mine, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	*socket = got < 0 ? PGINVALID_SOCKET : descriptor_in(&message);
	return got;
}

static pgsocket
descriptor_in(struct msghdr *message)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	pgsocket socket;

	/* Without one: this process has no descriptor free, and the kernel has closed it. */
	if (header == NULL || header->cmsg_type != SCM_RIGHTS ||
		header->cmsg_len != CMSG_LEN(sizeof(int)))
		return PGINVALID_SOCKET;
	memcpy(&socket, CMSG_DATA(header), sizeof(int));
	return socket;
}

void
passing_leave_number(pgsocket socket)
{
	while (dup3(nothing, socket, O_CLOEXEC) < 0 && (errno == EINTR || errno == EBUSY))
		;
}
