/*
 * shared/audit_ring.c
 *		Records on their way to the writer, in a file that all processes map.
 *
 * The audit lock is held for no longer than it takes to copy one record in.
 * The reader copies without it: between the tail, which only it moves, and a
 * head that it has seen, nobody writes.
 */
#include "postgres.h"

#include "base/settings.h"
#include "shared/audit_file.h"
#include "shared/audit_ring.h"
#include "shared/audit_writer_state.h"
#include "shared/memory.h"

static bool is_fair(uint64 reserved, uint64 capacity);
static uint64 kept_free(const AuditFile *file, Size reserved);
static Size reserved_size(Size bytes);
static void release_reserved(SharedAudit *audit, Size size);
static void release_all(void);
static uint64 free_bytes(const AuditFile *file, const SharedAudit *audit);
static void append(AuditFile *file, const char *packed, Size length, pg_crc32c crc);
static uint64 look_at_head(const AuditFile *file);
static bool read_frame(const AuditFile *file, uint64 position, StringInfo buffer,
					   AuditRecord *record);
static void throw_away(uint64 position, uint64 head);

bool
audit_ring_available(void)
{
	return shared_available() && audit_file() != NULL;
}

bool
audit_ring_reserve(Size bytes)
{
	static bool registered = false;
	SharedAudit *audit = shared_audit();
	SharedBackend *me = shared_attach();
	AuditFile *file = audit_file();
	Size size = reserved_size(bytes);
	bool fits;

	if (file == NULL)
		return false;
	if (!registered)
		shared_on_detach(release_all);
	registered = true;

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	fits = size <= free_bytes(file, audit) && is_fair(me->audit_reserved, file->capacity);
	if (fits)
	{
		audit->reserved += size;
		me->audit_reserved += size;
	}
	LWLockRelease(&audit->lock);
	return fits;
}

/* A transaction that changes one source after the other, or opens many cursors, does not take everybody's room. */
static bool
is_fair(uint64 reserved, uint64 capacity)
{
	return reserved <= capacity / 8;
}

void
audit_ring_shrink(Size reserved, Size bytes)
{
	SharedAudit *audit = shared_audit();

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	release_reserved(audit, reserved_size(reserved) - reserved_size(bytes));
	LWLockRelease(&audit->lock);
}

static Size
reserved_size(Size bytes)
{
	return bytes > 0 ? audit_frame_size(bytes) : 0;
}

static void
release_reserved(SharedAudit *audit, Size size)
{
	if (size == 0)
		return;
	audit->reserved -= size;
	shared_attach()->audit_reserved -= size;
}

/* This backend leaves; what it has reserved nobody will use. */
static void
release_all(void)
{
	SharedAudit *audit = shared_audit();
	SharedBackend *me = shared_attach();

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	audit->reserved -= me->audit_reserved;
	me->audit_reserved = 0;
	LWLockRelease(&audit->lock);
}

/* For whoever has reserved nothing. */
static uint64
free_bytes(const AuditFile *file, const SharedAudit *audit)
{
	uint64 taken = file->head - file->tail + audit->reserved;

	return taken < file->capacity ? file->capacity - taken : 0;
}

/* Calls that fail before they are admitted do not stop those that have to be recorded. */
static uint64
kept_free(const AuditFile *file, Size reserved)
{
	return setting_audit == AUDIT_REQUIRED && reserved == 0 ? file->capacity / 4 : 0;
}

bool
audit_ring_put(const char *packed, Size length, Size reserved)
{
	SharedAudit *audit = shared_audit();
	AuditFile *file = audit_file();
	pg_crc32c crc;
	bool fits;
	uint64 used;

	if (file == NULL)
		return false;
	INIT_CRC32C(crc);
	COMP_CRC32C(crc, packed, length);

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	release_reserved(audit, reserved_size(reserved));
	fits = audit_frame_size(length) + kept_free(file, reserved) <= free_bytes(file, audit);
	if (fits)
		append(file, packed, length, crc);
	used = file->head - file->tail;
	LWLockRelease(&audit->lock);
	if (fits)
		audit_writer_wake(used > file->capacity / 2);
	return fits;
}

/* Under the lock, and if it fits.  May be cut short at any point by the end of the process. */
static void
append(AuditFile *file, const char *packed, Size length, pg_crc32c crc)
{
	AuditFrame frame = {.length = length, .id = file->next_id};

	frame.crc = audit_frame_crc(crc, frame.id, file->head);
	file->next_id++;
	audit_file_write(file, file->head, &frame, sizeof(frame));
	audit_file_write(file, file->head + sizeof(frame), packed, length);
	pg_write_barrier();
	file->head += audit_frame_size(length);
	file->put++;
}

uint64
audit_ring_tail(void)
{
	AuditFile *file = audit_file();

	return file != NULL ? file->tail : 0;
}

bool
audit_ring_read(uint64 *position, StringInfo buffer, AuditRecord *record)
{
	static uint64 seen_head = 0;
	AuditFile *file = audit_file();

	if (file == NULL)
		return false;
	if (*position >= seen_head)
		seen_head = look_at_head(file);
	if (*position >= seen_head)
		return false;
	if (read_frame(file, *position, buffer, record))
	{
		*position += audit_frame_size(buffer->len);
		return true;
	}
	/* Not before what stands in front of it has been removed: until then it may be read again. */
	if (*position == file->tail)
	{
		throw_away(*position, seen_head);
		*position = seen_head;
	}
	return false;
}

static uint64
look_at_head(const AuditFile *file)
{
	SharedAudit *audit = shared_audit();
	uint64 head;

	LWLockAcquire(&audit->lock, LW_SHARED);
	head = file->head;
	LWLockRelease(&audit->lock);
	return head;
}

static bool
read_frame(const AuditFile *file, uint64 position, StringInfo buffer, AuditRecord *record)
{
	AuditFrame frame;
	pg_crc32c crc;

	if (!audit_frame_read(file, position, &frame))
		return false;
	resetStringInfo(buffer);
	enlargeStringInfo(buffer, frame.length);
	audit_file_read(file, position + sizeof(frame), buffer->data, frame.length);
	buffer->len = frame.length;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, buffer->data, buffer->len);
	if (audit_frame_crc(crc, frame.id, position) != frame.crc ||
		!audit_record_unpack(buffer->data, buffer->len, record))
		return false;
	record->facts.id = frame.id;
	return true;
}

/* Where the next record begins is not known either. */
static void
throw_away(uint64 position, uint64 head)
{
	SharedAudit *audit = shared_audit();

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	audit->lost_bytes += head - position;
	LWLockRelease(&audit->lock);
	audit_ring_advance(head, 0);
	audit_file_report_damage(head - position);
}

void
audit_ring_advance(uint64 position, uint64 records)
{
	SharedAudit *audit = shared_audit();
	AuditFile *file = audit_file();

	if (file == NULL)
		return;
	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	file->tail = position;
	/* What was thrown away was not counted. */
	file->removed = file->tail == file->head ? file->put : file->removed + records;
	LWLockRelease(&audit->lock);
}

bool
audit_ring_figures(AuditRingFigures *figures)
{
	SharedAudit *audit = shared_audit();
	AuditFile *file;

	memset(figures, 0, sizeof(*figures));
	if (!shared_available() || (file = audit_file()) == NULL)
		return false;
	LWLockAcquire(&audit->lock, LW_SHARED);
	figures->records = file->put - file->removed;
	figures->bytes = file->head - file->tail;
	figures->reserved = audit->reserved;
	figures->capacity = file->capacity;
	figures->put = file->put;
	figures->lost_bytes = audit->lost_bytes;
	LWLockRelease(&audit->lock);
	return true;
}
