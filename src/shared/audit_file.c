/*
 * shared/audit_file.c
 *		The audit ring's file: made, checked, and mapped into this process.
 *
 * - Its space is allocated when it is made: a page without any would end the
 *   process that writes to it on a full disk.
 * - Whatever kills processes leaves it whole, for the head is moved behind a
 *   record last.  What a crash of the machine leaves is found by checksums; the
 *   records before the first bad one are kept.
 * - Nothing here raises: it may be called while a transaction ends.
 */
#include "postgres.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/fd.h"
#include "utils/timestamp.h"

#include "base/settings.h"
#include "shared/audit_file.h"
#include "shared/audit_ring.h"
#include "shared/memory.h"

/* "MetaHog", and no text. */
#define MAGIC UINT64CONST(0x4d657461486f6701)

/* What the ring's head is in. */
#define FIRST_PAGE 8192

#define NEW_FILE AUDIT_RING_FILE ".new"

/* How long to wait before what has failed is tried again. */
#define RETRY_MS 10000

/* What the log is told when the lock is free again. */
typedef struct Trouble
{
	const char *verb; /* "open": what could not be done; NULL: all went well */
	int error;
	uint64 thrown_away; /* bytes */
} Trouble;

/* In this process. */
static AuditFile *mapped = NULL;

static AuditFile *find(SharedAudit *audit, Trouble *trouble);
static AuditFile *open_and_check(Trouble *trouble);
static AuditFile *open_existing(Trouble *trouble, Size *size);
static AuditFile *make(uint64 first_id, Trouble *trouble);
static AuditFile *allocate(Size size, Trouble *trouble);
static AuditFile *map(int descriptor, Size size, Trouble *trouble);
static bool is_ring(const AuditFile *file, Size size);
static uint64 drop_bad_records(AuditFile *file);
static bool record_is_whole(const AuditFile *file, uint64 position, const AuditFrame *frame);
static void report(const Trouble *trouble);
static uint64 clock_us(void);

AuditFile *
audit_file(void)
{
	SharedAudit *audit = shared_audit();
	Trouble trouble = {0};
	TimestampTz now;

	if (mapped != NULL && mapped->ring == audit->ring)
		return mapped;
	if (mapped != NULL)
		munmap(mapped, FIRST_PAGE + mapped->capacity);
	mapped = NULL;
	now = GetCurrentTimestamp();
	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	if (audit->failed == 0 || TimestampDifferenceExceeds(audit->failed, now, RETRY_MS))
	{
		mapped = find(audit, &trouble);
		audit->failed = mapped != NULL ? 0 : now;
		audit->lost_bytes += trouble.thrown_away;
	}
	LWLockRelease(&audit->lock);
	report(&trouble);
	return mapped;
}

static AuditFile *
find(SharedAudit *audit, Trouble *trouble)
{
	AuditFile *file;
	Size size;

	if (audit->ring == 0)
	{
		file = open_and_check(trouble);
		if (file != NULL)
			audit->ring = file->ring;
		return file;
	}
	file = open_existing(trouble, &size);
	if (file == NULL || file->ring == audit->ring)
		return file;

	/* Others, who do not take our lock, have made it theirs: those with another version of this library. */
	munmap(file, size);
	*trouble = (Trouble){.verb = "recognize", .error = ESTALE};
	return NULL;
}

static AuditFile *
open_and_check(Trouble *trouble)
{
	Size size;
	AuditFile *file = open_existing(trouble, &size);
	uint64 next_id;

	if (file == NULL && trouble->error != ENOENT)
		return NULL;
	if (file == NULL || !is_ring(file, size))
	{
		*trouble = (Trouble){.thrown_away = file != NULL ? size : 0};
		if (file != NULL)
			munmap(file, size);
		return make(clock_us(), trouble);
	}
	trouble->thrown_away = drop_bad_records(file);

	/* If the head is older than the rest, numbers after it have been given out. */
	next_id = Max(file->next_id, clock_us());
	if (file->head == file->tail && size != (Size) setting_audit_buffer_size * 1024)
	{
		munmap(file, size);
		return make(next_id, trouble);
	}
	/* From here on it is ours. */
	file->ring = file->next_id = next_id;
	return file;
}

static AuditFile *
open_existing(Trouble *trouble, Size *size)
{
	int descriptor = BasicOpenFilePerm(AUDIT_RING_FILE, O_RDWR | PG_BINARY, 0600);
	struct stat status;
	AuditFile *file = NULL;

	if (descriptor < 0)
	{
		*trouble = (Trouble){.verb = "open", .error = errno};
		return NULL;
	}
	if (fstat(descriptor, &status) != 0)
		*trouble = (Trouble){.verb = "stat", .error = errno};
	else
	{
		/* What is shorter than its head cannot be read; a page more of nothing is no ring. */
		*size = Max(status.st_size, FIRST_PAGE);
		/* A copy of it may be sparse, and a page without room on the disk ends the server. */
		errno = posix_fallocate(descriptor, 0, *size);
		if (errno == 0)
			file = map(descriptor, *size, trouble);
		else
			*trouble = (Trouble){.verb = "extend", .error = errno};
	}
	close(descriptor);
	return file;
}

/* In the place of what is there, which nobody has mapped since the server started. */
static AuditFile *
make(uint64 first_id, Trouble *trouble)
{
	Size size = (Size) setting_audit_buffer_size * 1024;
	AuditFile *file;

	unlink(NEW_FILE);
	file = allocate(size, trouble);
	if (file != NULL)
	{
		/* All else is zero. */
		file->magic = MAGIC;
		file->format = AUDIT_FORMAT;
		file->capacity = size - FIRST_PAGE;
		file->ring = file->next_id = first_id;
		if (rename(NEW_FILE, AUDIT_RING_FILE) == 0)
			return file;
		trouble->verb = "rename";
		trouble->error = errno;
		munmap(file, size);
	}
	unlink(NEW_FILE);
	return NULL;
}

static AuditFile *
allocate(Size size, Trouble *trouble)
{
	int descriptor = BasicOpenFilePerm(NEW_FILE, O_RDWR | O_CREAT | O_EXCL | PG_BINARY, 0600);
	AuditFile *file = NULL;
	int error;

	if (descriptor < 0)
	{
		trouble->verb = "create";
		trouble->error = errno;
		return NULL;
	}
	do
		error = posix_fallocate(descriptor, 0, size);
	while (error == EINTR);
	if (error == 0)
		file = map(descriptor, size, trouble);
	else
	{
		trouble->verb = "allocate";
		trouble->error = error;
	}
	close(descriptor);
	return file;
}

static AuditFile *
map(int descriptor, Size size, Trouble *trouble)
{
	void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);

	if (address != MAP_FAILED)
		return address;
	trouble->verb = "map";
	trouble->error = errno;
	return NULL;
}

static bool
is_ring(const AuditFile *file, Size size)
{
	return file->magic == MAGIC && file->format == AUDIT_FORMAT && file->ring != 0 &&
		   file->capacity > 0 && file->capacity % AUDIT_ALIGNMENT == 0 &&
		   file->capacity == size - FIRST_PAGE && file->head % AUDIT_ALIGNMENT == 0 &&
		   file->tail % AUDIT_ALIGNMENT == 0 && file->tail <= file->head &&
		   file->head - file->tail <= file->capacity;
}

/* From the first bad one on.  Returns how many bytes these are. */
static uint64
drop_bad_records(AuditFile *file)
{
	uint64 position = file->tail;
	uint64 records = 0;
	uint64 dropped;
	AuditFrame frame;

	while (audit_frame_read(file, position, &frame) && record_is_whole(file, position, &frame))
	{
		position += audit_frame_size(frame.length);
		records++;
	}
	dropped = file->head - position;
	file->head = position;
	file->put = file->removed + records;
	return dropped;
}

static bool
record_is_whole(const AuditFile *file, uint64 position, const AuditFrame *frame)
{
	uint64 at = (position + sizeof(AuditFrame)) % file->capacity;
	Size before_end = Min(frame->length, file->capacity - at);
	const char *ring = (const char *) file + FIRST_PAGE;
	pg_crc32c crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, ring + at, before_end);
	COMP_CRC32C(crc, ring, frame->length - before_end);
	return audit_frame_crc(crc, frame->id, position) == frame->crc;
}

void
audit_file_read(const AuditFile *file, uint64 position, void *to, Size length)
{
	uint64 at = position % file->capacity;
	Size before_end = Min(length, file->capacity - at);
	const char *ring = (const char *) file + FIRST_PAGE;

	memcpy(to, ring + at, before_end);
	memcpy((char *) to + before_end, ring, length - before_end);
}

void
audit_file_write(AuditFile *file, uint64 position, const void *from, Size length)
{
	uint64 at = position % file->capacity;
	Size before_end = Min(length, file->capacity - at);
	char *ring = (char *) file + FIRST_PAGE;

	memcpy(ring + at, from, before_end);
	memcpy(ring, (const char *) from + before_end, length - before_end);
}

Size
audit_frame_size(Size length)
{
	return TYPEALIGN(AUDIT_ALIGNMENT, sizeof(AuditFrame) + length);
}

pg_crc32c
audit_frame_crc(pg_crc32c crc, uint64 id, uint64 position)
{
	COMP_CRC32C(crc, &id, sizeof(id));
	COMP_CRC32C(crc, &position, sizeof(position));
	FIN_CRC32C(crc);
	return crc;
}

bool
audit_frame_read(const AuditFile *file, uint64 position, AuditFrame *frame)
{
	uint64 available = file->head - position;

	if (available < sizeof(AuditFrame))
		return false;
	audit_file_read(file, position, frame, sizeof(AuditFrame));
	return audit_frame_size(frame->length) <= available;
}

static void
report(const Trouble *trouble)
{
	if (trouble->thrown_away > 0)
		audit_file_report_damage(trouble->thrown_away);
	if (trouble->verb == NULL)
		return;
	errno = trouble->error;
	ereport(LOG, (errcode_for_file_access(),
				  errmsg("could not %s file \"%s\": %m", trouble->verb, AUDIT_RING_FILE),
				  errdetail("Audit records go to the server log."), errhidestmt(true),
				  errhidecontext(true)));
}

void
audit_file_report_damage(uint64 lost)
{
	ereport(WARNING, (errcode(ERRCODE_DATA_CORRUPTED),
					  errmsg("file \"%s\" has been damaged, and " UINT64_FORMAT
							 " bytes of audit records are lost",
							 AUDIT_RING_FILE, lost),
					  errhidestmt(true), errhidecontext(true)));
}

static uint64
clock_us(void)
{
	return (uint64) GetCurrentTimestamp();
}
