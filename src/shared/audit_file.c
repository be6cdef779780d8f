/*
 * shared/audit_file.c
 *		The audit ring's file: made, checked, and opened by this process.
 *
 * - Its space is allocated when it is made, so that a full disk is noticed then.
 * - The first process prepares it, with no lock: a flag says so.  The others
 *   wait until it is done, and no longer than a moment.
 * - Nothing here raises: it may be called while a transaction ends.
 */
#include "postgres.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/fd.h"
#include "utils/timestamp.h"

#include "base/settings.h"
#include "shared/audit_file.h"
#include "shared/audit_record.h"
#include "shared/memory.h"

/* "MetaHog", and no text; the last byte counts changes of the file's layout. */
#define MAGIC UINT64CONST(0x4d657461486f6702)

#define NEW_FILE AUDIT_RING_FILE ".new"

/* How long to wait before what has failed is tried again. */
#define RETRY_MS 10000

/* How long to wait for another process that prepares the file, and how often to look. */
#define PATIENCE_MS 2000
#define LOOK_US 1000

/* What the log is told. */
typedef struct Trouble
{
	const char *verb; /* "open": what could not be done; NULL: all went well */
	int error;
	uint64 thrown_away; /* bytes */
} Trouble;

/* A file that is being opened. */
typedef struct OpenFile
{
	int descriptor; /* below 0: it could not be had */
	uint64 size;
	AuditFileHead head;
	uint64 end;		/* of the last record, to be known before it is used */
	uint64 records; /* from the tail on */
} OpenFile;

/* In this process.  No ring: none is open. */
static AuditFile mine = {.descriptor = -1};

/* When this process could not use it last; 0: it could. */
static TimestampTz failed = 0;

static bool prepared(SharedAudit *audit);
static bool begin_preparing(SharedAudit *audit, bool *wait);
static void prepare(SharedAudit *audit);
static void take_into_use(SharedAudit *audit, const OpenFile *file);
static OpenFile find(Trouble *trouble);
static void survey(OpenFile *file);
static OpenFile open_existing(Trouble *trouble);
static OpenFile make(uint64 first_id, Trouble *trouble);
static bool fill(OpenFile *file, const char *name, Trouble *trouble);
static bool allocate(int descriptor, Size size, Trouble *trouble);
static int open_descriptor(const char *name, int flags, Trouble *trouble, const char *verb);
static void close_descriptor(int descriptor);
static bool read_head(int descriptor, AuditFileHead *head);
static bool write_head(const OpenFile *file, Trouble *trouble);
static bool is_ring(const OpenFile *file);
static AuditFile as_used(const OpenFile *file);
static void use(const OpenFile *file);
static bool open_mine(const SharedAudit *audit);
static bool is_still_mine(const SharedAudit *audit);
static bool mend(const SharedAudit *audit);
static void fail(const Trouble *trouble);
static void report(const Trouble *trouble);
static uint64 clock_us(void);

const AuditFile *
audit_file(void)
{
	SharedAudit *audit = shared_audit();

	if (failed != 0 && !TimestampDifferenceExceeds(failed, GetCurrentTimestamp(), RETRY_MS))
		return NULL;
	failed = 0;
	if (!prepared(audit))
		return NULL;
	if (mine.ring != audit->ring && !open_mine(audit))
		return NULL;
	return is_still_mine(audit) ? &mine : NULL;
}

/* Is there a ring in use?  It is made once in the life of the shared memory. */
static bool
prepared(SharedAudit *audit)
{
	bool wait = true;

	for (int waited_us = 0; audit->ring == 0 && wait; waited_us += LOOK_US)
	{
		if (begin_preparing(audit, &wait))
			prepare(audit);
		else if (wait && waited_us >= PATIENCE_MS * 1000)
		{
			failed = GetCurrentTimestamp();
			return false;
		}
		else if (wait)
			pg_usleep(LOOK_US);
	}
	pg_read_barrier();
	return audit->ring != 0;
}

/* Is it this process that prepares it?  If not, it may have to wait for the one that does. */
static bool
begin_preparing(SharedAudit *audit, bool *wait)
{
	TimestampTz now = GetCurrentTimestamp();
	bool begin = false;

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	*wait = audit->preparing;
	if (audit->ring == 0 && !audit->preparing)
		begin = audit->failed == 0 || TimestampDifferenceExceeds(audit->failed, now, RETRY_MS);
	if (begin)
		audit->preparing = true;
	LWLockRelease(&audit->lock);
	return begin;
}

/* A process that is killed while it does so takes the shared memory along, and nothing else ends it. */
static void
prepare(SharedAudit *audit)
{
	Trouble trouble = {0};
	OpenFile file = find(&trouble);

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	audit->preparing = false;
	audit->lost_bytes += trouble.thrown_away;
	audit->failed = file.descriptor < 0 ? GetCurrentTimestamp() : 0;
	if (file.descriptor >= 0)
		take_into_use(audit, &file);
	LWLockRelease(&audit->lock);
	if (file.descriptor >= 0)
		use(&file);
	report(&trouble);
}

/* Who sees the ring's name without the lock sees the rest of it too. */
static void
take_into_use(SharedAudit *audit, const OpenFile *file)
{
	audit->capacity = file->head.capacity;
	audit->tail = file->head.tail;
	audit->head = file->end;
	audit->next_id = file->head.next_id;
	audit->put = file->records;
	audit->removed = 0;
	pg_write_barrier();
	audit->ring = file->head.ring;
}

/* The file that is there, or a new one, ready to be used. */
static OpenFile
find(Trouble *trouble)
{
	OpenFile file = open_existing(trouble);
	uint64 next_id;

	if (file.descriptor < 0)
		return trouble->error == ENOENT ? make(clock_us(), trouble) : file;
	if (!is_ring(&file))
	{
		trouble->thrown_away = file.size;
		close_descriptor(file.descriptor);
		return make(clock_us(), trouble);
	}
	survey(&file);
	/* No more numbers than there is room for records have been given out since it was written. */
	next_id = Max(file.head.next_id + file.head.capacity / AUDIT_ALIGNMENT, clock_us());
	if (file.end == file.head.tail && file.size != (Size) setting_audit_buffer_size * 1024)
	{
		close_descriptor(file.descriptor);
		return make(next_id, trouble);
	}
	/* From here on it is ours. */
	file.head.ring = file.head.next_id = next_id;
	if (!write_head(&file, trouble))
	{
		close_descriptor(file.descriptor);
		file.descriptor = -1;
	}
	return file;
}

static void
survey(OpenFile *file)
{
	AuditFile ring = as_used(file);
	AuditFileHead *head = &file->head;

	file->end = audit_frame_survey(&ring, head->tail, &file->records);
	/* Where the head is older than the rest, what it calls the tail has been overwritten. */
	if (file->end > head->tail + head->capacity)
		head->tail = file->end - head->capacity;
}

static OpenFile
open_existing(Trouble *trouble)
{
	OpenFile file = {.descriptor = open_descriptor(AUDIT_RING_FILE, O_RDWR, trouble, "open")};
	struct stat status;

	if (file.descriptor < 0)
		return file;
	if (fstat(file.descriptor, &status) != 0)
		*trouble = (Trouble){.verb = "stat", .error = errno};
	/* A copy of it may be sparse; that there is no room for it is better known now. */
	else if (status.st_size == 0 || allocate(file.descriptor, status.st_size, trouble))
	{
		file.size = status.st_size;
		/* What is too short for a head is no ring: then there are zeroes in it. */
		(void) read_head(file.descriptor, &file.head);
		return file;
	}
	close_descriptor(file.descriptor);
	file.descriptor = -1;
	return file;
}

/* In the place of what is there, which nobody has used since the server started. */
static OpenFile
make(uint64 first_id, Trouble *trouble)
{
	uint64 thrown_away = trouble->thrown_away;
	OpenFile file = {.size = (Size) setting_audit_buffer_size * 1024};

	*trouble = (Trouble){.thrown_away = thrown_away};
	unlink(NEW_FILE);
	file.descriptor = open_descriptor(NEW_FILE, O_RDWR | O_CREAT | O_EXCL, trouble, "create");
	if (file.descriptor < 0)
		return file;
	file.head = (AuditFileHead){.magic = MAGIC,
								.format = AUDIT_FORMAT,
								.capacity = file.size - AUDIT_FIRST_PAGE,
								.ring = first_id,
								.next_id = first_id};
	if (fill(&file, NEW_FILE, trouble))
		return file;
	close_descriptor(file.descriptor);
	unlink(NEW_FILE);
	file.descriptor = -1;
	return file;
}

static bool
fill(OpenFile *file, const char *name, Trouble *trouble)
{
	if (!pg_strong_random(&file->head.key, sizeof(file->head.key)))
	{
		*trouble = (Trouble){.verb = "get random numbers for", .error = EIO};
		return false;
	}
	if (!allocate(file->descriptor, file->size, trouble) || !write_head(file, trouble))
		return false;
	if (rename(name, AUDIT_RING_FILE) == 0)
		return true;
	trouble->verb = "rename";
	trouble->error = errno;
	return false;
}

static bool
allocate(int descriptor, Size size, Trouble *trouble)
{
	int error;

	do
		error = posix_fallocate(descriptor, 0, size);
	while (error == EINTR);
	if (error == 0)
		return true;
	trouble->verb = "allocate";
	trouble->error = error;
	return false;
}

static int
open_descriptor(const char *name, int flags, Trouble *trouble, const char *verb)
{
	int descriptor = -1;

	errno = EMFILE;
	if (AcquireExternalFD())
	{
		descriptor = BasicOpenFilePerm(name, flags | O_CLOEXEC | PG_BINARY, 0600);
		if (descriptor < 0)
		{
			int error = errno;

			ReleaseExternalFD();
			errno = error;
		}
	}
	if (descriptor < 0)
	{
		trouble->verb = verb;
		trouble->error = errno;
	}
	return descriptor;
}

static void
close_descriptor(int descriptor)
{
	close(descriptor);
	ReleaseExternalFD();
}

static bool
read_head(int descriptor, AuditFileHead *head)
{
	AuditFileHead found;

	if (pg_pread(descriptor, &found, sizeof(found), 0) != sizeof(found))
		return false;
	*head = found;
	return true;
}

static bool
write_head(const OpenFile *file, Trouble *trouble)
{
	errno = ENOSPC;
	if (pg_pwrite(file->descriptor, &file->head, sizeof(file->head), 0) == sizeof(file->head))
		return true;
	trouble->verb = "write to";
	trouble->error = errno;
	return false;
}

static bool
is_ring(const OpenFile *file)
{
	const AuditFileHead *head = &file->head;

	return head->magic == MAGIC && head->format == AUDIT_FORMAT && head->ring != 0 &&
		   head->capacity > 0 && head->capacity % AUDIT_ALIGNMENT == 0 &&
		   head->capacity + AUDIT_FIRST_PAGE == file->size && head->tail % AUDIT_ALIGNMENT == 0 &&
		   head->tail <= PG_INT64_MAX; /* sums with it are not to wrap */
}

static AuditFile
as_used(const OpenFile *file)
{
	return (AuditFile){.descriptor = file->descriptor,
					   .ring = file->head.ring,
					   .capacity = file->head.capacity,
					   .key = file->head.key};
}

static void
use(const OpenFile *file)
{
	if (mine.descriptor >= 0)
		close_descriptor(mine.descriptor);
	mine = as_used(file);
}

/* The ring that another process has prepared. */
static bool
open_mine(const SharedAudit *audit)
{
	Trouble trouble = {0};
	OpenFile file = {.descriptor = open_descriptor(AUDIT_RING_FILE, O_RDWR, &trouble, "open")};

	if (file.descriptor < 0)
	{
		fail(&trouble);
		return false;
	}
	(void) read_head(file.descriptor, &file.head);
	if (file.head.ring == audit->ring && file.head.capacity == audit->capacity)
	{
		use(&file);
		return true;
	}
	close_descriptor(file.descriptor);
	fail(&(Trouble){.verb = "recognize", .error = ESTALE});
	return false;
}

/* Others, who do not take our lock, may make it theirs: those with another version of this library. */
static bool
is_still_mine(const SharedAudit *audit)
{
	uint64 ring = 0;
	ssize_t got = pg_pread(mine.descriptor, &ring, sizeof(ring), offsetof(AuditFileHead, ring));

	if (got == sizeof(ring) && ring == mine.ring)
		return true;
	if (got >= 0 && (got < (ssize_t) sizeof(ring) || ring == 0))
		return mend(audit);
	mine.ring = 0;
	fail(&(Trouble){.verb = "recognize", .error = ESTALE});
	return false;
}

/* Somebody has cut it short.  What is lost the reader will see. */
static bool
mend(const SharedAudit *audit)
{
	Trouble trouble = {0};
	OpenFile file = {.descriptor = mine.descriptor,
					 .head = {.magic = MAGIC,
							  .format = AUDIT_FORMAT,
							  .capacity = mine.capacity,
							  .ring = mine.ring,
							  .key = mine.key,
							  .tail = audit->tail,
							  .next_id = audit->next_id}};

	if (write_head(&file, &trouble))
		return true;
	fail(&trouble);
	return false;
}

/* It does not matter if this fails: after a crash the reader finds what it has had already, and more. */
void
audit_file_set_tail(const AuditFile *file, uint64 tail, uint64 next_id)
{
	uint64 changed[] = {tail, next_id};

	(void) pg_pwrite(file->descriptor, changed, sizeof(changed), offsetof(AuditFileHead, tail));
}

void
audit_file_failed(void)
{
	fail(&(Trouble){.verb = "write to", .error = errno});
}

static void
fail(const Trouble *trouble)
{
	failed = GetCurrentTimestamp();
	report(trouble);
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
