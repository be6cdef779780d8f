/*
 * shared/audit_ring.c
 *		Records on their way to the writer, in a file that outlives all processes.
 *
 * - Who puts a record takes a place for it under the lock, by moving the head,
 *   and writes without: each place has one who writes to it.  He says so in his
 *   entry, and the reader goes no further than the first who is still writing.
 * - A place that was never written, since its taker was killed or the disk
 *   refused it, is passed over: behind it the next frame is looked for.
 * - The reader reads without the lock: between the tail, which only it moves,
 *   and what has been written, nobody writes.
 */
#include "postgres.h"

#include "base/settings.h"
#include "shared/audit_file.h"
#include "shared/audit_ring.h"
#include "shared/memory.h"

/* Where a record is to be written. */
typedef struct Place
{
	uint64 position;
	uint64 end;
	uint64 id;
} Place;

static bool is_fair(uint64 reserved, uint64 capacity);
static uint64 kept_free(const SharedAudit *audit, Size reserved);
static Size reserved_size(Size bytes);
static void release_reserved(SharedAudit *audit, Size size);
static void release_all(void);
static uint64 free_bytes(const SharedAudit *audit);
static bool take_place(SharedAudit *audit, Size length, Size reserved, Place *place);
static bool write_to_place(const AuditFile *file, const Place *place, const char *packed,
						   Size length);
static void give_place_back(SharedAudit *audit, const Place *place);
static uint64 written_end(void);
static bool read_record(const AuditFile *file, uint64 position, uint64 end, StringInfo buffer,
						AuditRecord *record);
static uint64 pass_over(const AuditFile *file, uint64 position, uint64 end);

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
	Size size = reserved_size(bytes);
	bool fits;

	if (audit_file() == NULL)
		return false;
	if (!registered)
		shared_on_detach(release_all);
	registered = true;

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	fits = size <= free_bytes(audit) && is_fair(me->audit_reserved, audit->capacity);
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
free_bytes(const SharedAudit *audit)
{
	uint64 taken = audit->head - audit->tail + audit->reserved;

	return taken < audit->capacity ? audit->capacity - taken : 0;
}

/* Calls that fail before they are admitted do not stop those that have to be recorded. */
static uint64
kept_free(const SharedAudit *audit, Size reserved)
{
	return setting_audit == AUDIT_REQUIRED && reserved == 0 ? audit->capacity / 4 : 0;
}

bool
audit_ring_put(const char *packed, Size length, Size reserved)
{
	SharedAudit *audit = shared_audit();
	const AuditFile *file = audit_file();
	Place place;
	bool written;

	if (!take_place(audit, file != NULL ? length : 0, reserved, &place))
		return false;
	written = write_to_place(file, &place, packed, length);
	if (!written)
		give_place_back(audit, &place);
	pg_write_barrier();
	pg_atomic_write_u64(&shared_attach()->audit_writing, 0);
	return written;
}

/* If there is one for so many bytes; for none there is not.  What was reserved is given back in any case. */
static bool
take_place(SharedAudit *audit, Size length, Size reserved, Place *place)
{
	SharedBackend *me = shared_attach();
	Size size = audit_frame_size(length);
	bool fits;

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	release_reserved(audit, reserved_size(reserved));
	fits = length > 0 && size + kept_free(audit, reserved) <= free_bytes(audit);
	if (fits)
	{
		*place = (Place){.position = audit->head, .end = audit->head + size, .id = audit->next_id};
		pg_atomic_write_u64(&me->audit_writing, place->position + 1);
		audit->head = place->end;
		audit->next_id++;
		audit->put++;
	}
	LWLockRelease(&audit->lock);
	return fits;
}

static bool
write_to_place(const AuditFile *file, const Place *place, const char *packed, Size length)
{
	pg_crc32c crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, packed, length);
	if (audit_frame_write(file, place->position, place->id, packed, length, crc))
		return true;
	audit_file_failed();
	return false;
}

/* It can only be if nobody has taken one behind it.  Else the reader finds nothing there, and says so. */
static void
give_place_back(SharedAudit *audit, const Place *place)
{
	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	if (audit->head == place->end)
	{
		audit->head = place->position;
		audit->put--;
	}
	LWLockRelease(&audit->lock);
}

uint64
audit_ring_tail(void)
{
	return shared_audit()->tail;
}

uint64
audit_ring_readable(void)
{
	return written_end() - audit_ring_tail();
}

bool
audit_ring_read(uint64 *position, StringInfo buffer, AuditRecord *record)
{
	static uint64 end = 0;
	const AuditFile *file = audit_file();

	if (file == NULL)
		return false;
	if (*position >= end)
		end = written_end();
	while (*position < end)
	{
		if (read_record(file, *position, end, buffer, record))
		{
			*position += audit_frame_size(buffer->len);
			return true;
		}
		/* Not before what stands in front of it has been removed: until then it may be read again. */
		if (*position != audit_ring_tail())
			break;
		*position = pass_over(file, *position, end);
	}
	return false;
}

/*
 * Up to where everything has been written that ever will be.  Who takes a place
 * after the head was looked at takes it behind.
 */
static uint64
written_end(void)
{
	SharedAudit *audit = shared_audit();
	uint64 end;

	LWLockAcquire(&audit->lock, LW_SHARED);
	end = audit->head;
	LWLockRelease(&audit->lock);
	for (uint32 i = 0; i < shared_backends(); i++)
	{
		uint64 writing = pg_atomic_read_u64(&shared_backend(i)->audit_writing);

		if (writing != 0 && writing - 1 < end)
			end = writing - 1;
	}
	pg_read_barrier();
	return end;
}

static bool
read_record(const AuditFile *file, uint64 position, uint64 end, StringInfo buffer,
			AuditRecord *record)
{
	uint64 id;

	if (!audit_frame_read(file, position, end, buffer, &id) ||
		!audit_record_unpack(buffer->data, buffer->len, record))
		return false;
	record->facts.id = id;
	return true;
}

/* Nothing that is whole begins there.  Returns where the next frame does. */
static uint64
pass_over(const AuditFile *file, uint64 position, uint64 end)
{
	SharedAudit *audit = shared_audit();
	uint64 next = audit_frame_find(file, position + AUDIT_ALIGNMENT, end);

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	audit->lost_bytes += next - position;
	LWLockRelease(&audit->lock);
	audit_ring_advance(next, 0);
	audit_file_report_damage(next - position);
	return next;
}

void
audit_ring_advance(uint64 position, uint64 records)
{
	SharedAudit *audit = shared_audit();
	const AuditFile *file = audit_file();
	uint64 next_id;

	LWLockAcquire(&audit->lock, LW_EXCLUSIVE);
	audit->tail = position;
	/* What was thrown away was not counted. */
	audit->removed = audit->tail == audit->head ? audit->put : audit->removed + records;
	next_id = audit->next_id;
	LWLockRelease(&audit->lock);
	if (file != NULL)
		audit_file_set_tail(file, position, next_id);
}

bool
audit_ring_is_half_full(void)
{
	const SharedAudit *audit = shared_audit();

	return audit->head - audit->tail > audit->capacity / 2;
}

bool
audit_ring_figures(AuditRingFigures *figures)
{
	SharedAudit *audit = shared_audit();

	memset(figures, 0, sizeof(*figures));
	if (!shared_available() || audit_file() == NULL)
		return false;
	LWLockAcquire(&audit->lock, LW_SHARED);
	figures->records = audit->put - audit->removed;
	figures->bytes = audit->head - audit->tail;
	figures->reserved = audit->reserved;
	figures->capacity = audit->capacity;
	figures->put = audit->put;
	figures->lost_bytes = audit->lost_bytes;
	LWLockRelease(&audit->lock);
	return true;
}
