/*
 * shared/audit_frame.c
 *		Records as they lie in the audit ring's file, each in a frame.
 *
 * The file is read and written, not mapped: where it has been cut short, or
 * its disk has no room or is broken, that is an error and not the end of the
 * process.  What was written outlives the process all the same.
 */
#include "postgres.h"

#include <unistd.h>

#include "port/pg_iovec.h"

#include "shared/audit_frame.h"
#include "shared/audit_record.h"

/* The bytes of a file that were read last, to look for marks in. */
typedef struct Window
{
	uint64 begin; /* in the ring */
	Size length;
	char bytes[8192];
} Window;

/* No frame is longer: all its texts are cut. */
#define MAX_RECORD (AUDIT_TEXTS * (AUDIT_MAX_TEXT + sizeof(uint32)) + sizeof(AuditFacts))

/* Nor so far behind a tail: a mark that is none says something that is farther off. */
#define FARTHEST (UINT64CONST(1) << 44)

static pg_crc32c finish_crc(pg_crc32c crc, const AuditFrame *frame);
static off_t place_of(const AuditFile *file, uint64 position, Size length, Size *before_end);
static bool read_bytes(const AuditFile *file, uint64 position, char *to, Size length);
static bool write_bytes(const AuditFile *file, uint64 position, const char *from, Size length);
static bool wrote_all(ssize_t written, Size length);
static bool read_head(const AuditFile *file, uint64 position, AuditFrame *frame);
static uint64 mark_at(const AuditFile *file, Window *window, uint64 at);

Size
audit_frame_size(Size length)
{
	return TYPEALIGN(AUDIT_ALIGNMENT, sizeof(AuditFrame) + length);
}

bool
audit_frame_write(const AuditFile *file, uint64 position, uint64 id, const char *packed,
				  Size length, pg_crc32c crc)
{
	AuditFrame frame = {.mark = position ^ file->key, .id = id, .length = length};
	struct iovec pieces[2] = {{.iov_base = &frame, .iov_len = sizeof(frame)},
							  {.iov_base = unconstify(char *, packed), .iov_len = length}};
	Size total = sizeof(frame) + length;
	Size before_end;
	off_t place = place_of(file, position, total, &before_end);

	frame.crc = finish_crc(crc, &frame);
	if (before_end == total)
		return wrote_all(pg_pwritev(file->descriptor, pieces, 2, place), total);
	/* It goes on at the ring's beginning.  What makes it a frame is written last. */
	return write_bytes(file, position + sizeof(frame), packed, length) &&
		   write_bytes(file, position, (const char *) &frame, sizeof(frame));
}

static pg_crc32c
finish_crc(pg_crc32c crc, const AuditFrame *frame)
{
	COMP_CRC32C(crc, frame, offsetof(AuditFrame, crc));
	FIN_CRC32C(crc);
	return crc;
}

/* In the file; and how much of so many bytes lies before the ring's end. */
static off_t
place_of(const AuditFile *file, uint64 position, Size length, Size *before_end)
{
	uint64 at = position % file->capacity;

	*before_end = Min(length, file->capacity - at);
	return AUDIT_FIRST_PAGE + at;
}

static bool
read_bytes(const AuditFile *file, uint64 position, char *to, Size length)
{
	Size before_end;
	off_t place = place_of(file, position, length, &before_end);
	Size rest = length - before_end;

	if (pg_pread(file->descriptor, to, before_end, place) != (ssize_t) before_end)
		return false;
	return rest == 0 ||
		   pg_pread(file->descriptor, to + before_end, rest, AUDIT_FIRST_PAGE) == (ssize_t) rest;
}

static bool
write_bytes(const AuditFile *file, uint64 position, const char *from, Size length)
{
	Size before_end;
	off_t place = place_of(file, position, length, &before_end);
	Size rest = length - before_end;

	if (!wrote_all(pg_pwrite(file->descriptor, from, before_end, place), before_end))
		return false;
	return rest == 0 ||
		   wrote_all(pg_pwrite(file->descriptor, from + before_end, rest, AUDIT_FIRST_PAGE), rest);
}

/* If the disk takes a part, the rest has no room. */
static bool
wrote_all(ssize_t written, Size length)
{
	if (written >= 0 && written < (ssize_t) length)
		errno = ENOSPC;
	return written == (ssize_t) length;
}

bool
audit_frame_read(const AuditFile *file, uint64 position, uint64 end, StringInfo packed, uint64 *id)
{
	AuditFrame frame;
	pg_crc32c crc;

	if (!read_head(file, position, &frame) || audit_frame_size(frame.length) > end - position)
		return false;
	resetStringInfo(packed);
	enlargeStringInfo(packed, frame.length);
	if (!read_bytes(file, position + sizeof(frame), packed->data, frame.length))
		return false;
	packed->len = frame.length;
	*id = frame.id;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, packed->data, packed->len);
	return finish_crc(crc, &frame) == frame.crc;
}

/* If it is one; of what follows nothing is known then. */
static bool
read_head(const AuditFile *file, uint64 position, AuditFrame *frame)
{
	return read_bytes(file, position, (char *) frame, sizeof(*frame)) &&
		   frame->mark == (position ^ file->key) && frame->length <= MAX_RECORD &&
		   audit_frame_size(frame->length) <= file->capacity;
}

uint64
audit_frame_find(const AuditFile *file, uint64 position, uint64 end)
{
	Window window = {.length = 0};

	while (position < end &&
		   mark_at(file, &window, position % file->capacity) != (position ^ file->key))
		position += AUDIT_ALIGNMENT;
	return Min(position, end);
}

uint64
audit_frame_survey(const AuditFile *file, uint64 tail, uint64 *records)
{
	Window window = {.length = 0};
	uint64 head = tail;
	uint64 at = 0;

	*records = 0;
	while (at < file->capacity)
	{
		uint64 position = mark_at(file, &window, at) ^ file->key;
		AuditFrame frame;

		at += AUDIT_ALIGNMENT;
		if (position < tail || position - tail > FARTHEST ||
			position % file->capacity != at - AUDIT_ALIGNMENT || !read_head(file, position, &frame))
			continue;
		/* Whether it is whole is for the reader to see. */
		head = Max(head, position + audit_frame_size(frame.length));
		at += audit_frame_size(frame.length) - AUDIT_ALIGNMENT;
		(*records)++;
	}
	return head;
}

/* What a frame that begins there in the ring would have for its mark. */
static uint64
mark_at(const AuditFile *file, Window *window, uint64 at)
{
	uint64 mark = 0;

	if (at < window->begin || at + sizeof(mark) > window->begin + window->length)
	{
		Size wanted = Min(sizeof(window->bytes), file->capacity - at);
		ssize_t got =
			pg_pread(file->descriptor, window->bytes, wanted, (off_t) (AUDIT_FIRST_PAGE + at));

		window->begin = at;
		window->length = Max(got, 0);
	}
	if (window->length >= at - window->begin + sizeof(mark))
		memcpy(&mark, window->bytes + (at - window->begin), sizeof(mark));
	return mark;
}
