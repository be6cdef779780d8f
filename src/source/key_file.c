/*
 * source/key_file.c
 *		The keys that seal secrets, read from a file outside the database.
 *
 * - The file is checked as the server checks server.key, on the descriptor
 *   that is then read, so that nothing can be put in its place in between.
 * - Keys are kept for the backend's life in memory that libsodium guards, and
 *   read again when the file has changed.
 * - No message shows any of the file's content.  Its path, which is a
 *   superuser's business, goes to the server log only.
 */
#include "postgres.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/xlog.h"
#include "common/file_perm.h"
#include "miscadmin.h"
#include "storage/fd.h"

#include "base/compat.h"
#include "base/settings.h"
#include "source/key_file.h"
#include "source/secret_memory.h"

/* In the data directory, which is the working directory of every backend. */
#define DEFAULT_KEY_FILE "metahog.key"

/* 64 keys with generous comments; a bigger file is some other file. */
#define MAX_FILE_BYTES (64 * 1024)

/* By what a changed file is told: any change of content or rights moves one of these. */
typedef struct FileIdentity
{
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec modified;
	struct timespec changed;
} FileIdentity;

static KeyRing *loaded_ring = NULL;
static FileIdentity loaded_identity;

static const char *key_file_path(void);
static bool is_default_path(void);
static bool is_loaded(const char *path);
static bool read_key_file(const char *path);
static FileIdentity identity_of(const struct stat *info);
static void check_key_file(const char *path, const struct stat *info);
static char *read_content(int fd, Size size);
static KeyRing *make_ring(char *content);
static void parse_content(char *content, KeyRing *ring);
static bool parse_key(const char *line, unsigned char *bytes);
static void compute_key_id(SealingKey *key);
static void raise_bad_line(int line_number, const char *reason);
static void make_default_file(void);
static bool write_new_key(int fd);
static void raise_file_error(const char *path, const char *action) pg_attribute_noreturn();

const KeyRing *
key_file_load(bool create)
{
	const char *path = key_file_path();

	if (is_loaded(path) || read_key_file(path))
		return loaded_ring;
	if (!create)
		return NULL;

	/* A file that somebody named is not ours to make: it is probably just not mounted. */
	if (!is_default_path() || RecoveryInProgress())
	{
		errno = ENOENT;
		raise_file_error(path, "open");
	}
	make_default_file();
	if (!read_key_file(path))
		raise_file_error(path, "open");
	return loaded_ring;
}

const SealingKey *
key_ring_find(const KeyRing *ring, const char *id)
{
	for (int i = 0; i < ring->count; i++)
	{
		if (strcmp(ring->keys[i].id, id) == 0)
			return &ring->keys[i];
	}
	return NULL;
}

/* A relative path is relative to the data directory, where we are. */
static const char *
key_file_path(void)
{
	return is_default_path() ? DEFAULT_KEY_FILE : setting_key_file;
}

static bool
is_default_path(void)
{
	return setting_key_file == NULL || setting_key_file[0] == '\0';
}

static bool
is_loaded(const char *path)
{
	struct stat info;
	FileIdentity identity;

	if (loaded_ring == NULL || stat(path, &info) != 0)
		return false;
	identity = identity_of(&info);
	return memcmp(&identity, &loaded_identity, sizeof(identity)) == 0;
}

/* Returns false if there is no file; any other failure is raised. */
static bool
read_key_file(const char *path)
{
	struct stat info;
	char *content;
	KeyRing *ring;

	/* Were it a pipe, opening it would wait for a writer. */
	int fd = OpenTransientFile(path, O_RDONLY | O_NONBLOCK);

	if (fd < 0 && errno == ENOENT)
		return false;
	if (fd < 0)
		raise_file_error(path, "open");
	if (fstat(fd, &info) != 0)
		raise_file_error(path, "examine");
	check_key_file(path, &info);
	content = read_content(fd, (Size) info.st_size);
	CloseTransientFile(fd);
	if (content == NULL)
		raise_file_error(path, "read");

	/* The new ring takes the old one's place only when all of it is good. */
	ring = make_ring(content);
	sodium_free(loaded_ring);
	loaded_ring = ring;
	loaded_identity = identity_of(&info);
	return true;
}

static FileIdentity
identity_of(const struct stat *info)
{
	FileIdentity identity;

	/* Compared with memcmp(), so the padding must be the same. */
	memset(&identity, 0, sizeof(identity));
	identity.device = info->st_dev;
	identity.inode = info->st_ino;
	identity.size = info->st_size;
	identity.modified = info->st_mtim;
	identity.changed = info->st_ctim;
	return identity;
}

static void
check_key_file(const char *path, const struct stat *info)
{
	const char *fault = NULL;

	if (!S_ISREG(info->st_mode))
		fault = "It is not a regular file.";
	else if (info->st_uid != geteuid() && info->st_uid != 0)
		fault = "It must be owned by the database server's user or by root.";
	else if (info->st_uid == geteuid() && (info->st_mode & (S_IRWXG | S_IRWXO)) != 0)
		fault = "It has group or world access: its mode must be 0600 or less.";
	else if (info->st_uid != geteuid() && (info->st_mode & (S_IWGRP | S_IXGRP | S_IRWXO)) != 0)
		fault = "It is owned by root: its mode must be 0640 or less.";
	else if (info->st_size > MAX_FILE_BYTES)
		fault = "It is too large.";

	if (fault != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CONFIG_FILE_ERROR), errmsg("the key file cannot be used"),
				 errdetail("%s", fault), errdetail_log("%s The file is \"%s\".", fault, path)));
}

/* In memory that is wiped; NULL, with errno set, if reading failed. */
static char *
read_content(int fd, Size size)
{
	char *content = secret_alloc(size + 1);
	Size have = 0;

	while (have < size)
	{
		ssize_t got = read(fd, content + have, size - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return NULL;
		if (got == 0)
			break;
		have += got;
	}
	content[have] = '\0';
	return content;
}

/* In memory that cannot be swapped out or written to, between pages that cannot be touched. */
static KeyRing *
make_ring(char *content)
{
	KeyRing *ring = sodium_malloc(sizeof(KeyRing));

	if (ring == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
						errdetail("There is no guarded memory for keys.")));
	PG_TRY();
	{
		parse_content(content, ring);
	}
	PG_CATCH();
	{
		sodium_free(ring);
		PG_RE_THROW();
	}
	PG_END_TRY();
	sodium_mprotect_readonly(ring);
	return ring;
}

static void
parse_content(char *content, KeyRing *ring)
{
	char *rest = content;
	char *line;

	ring->count = 0;
	for (int line_number = 1; (line = strsep(&rest, "\n")) != NULL; line_number++)
	{
		Size length;

		line += strspn(line, " \t\r");
		length = strlen(line);
		while (length > 0 && strchr(" \t\r", line[length - 1]) != NULL)
			line[--length] = '\0';
		if (length == 0 || line[0] == '#')
			continue;
		if (ring->count == MAX_KEYS)
			raise_bad_line(line_number, psprintf("There are more than %d keys.", MAX_KEYS));
		if (!parse_key(line, ring->keys[ring->count].bytes))
			raise_bad_line(line_number, psprintf("A key is %d bytes in base64.", KEY_BYTES));
		compute_key_id(&ring->keys[ring->count]);
		ring->count++;
	}
	if (ring->count == 0)
		ereport(ERROR, (errcode(ERRCODE_CONFIG_FILE_ERROR), errmsg("the key file cannot be used"),
						errdetail("There is no key in it.")));
}

/* Both alphabets of base64, padded or not: people make keys with different tools. */
static bool
parse_key(const char *line, unsigned char *bytes)
{
	static const int variants[] = {
		sodium_base64_VARIANT_ORIGINAL,
		sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
		sodium_base64_VARIANT_URLSAFE,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING,
	};

	for (int i = 0; i < (int) lengthof(variants); i++)
	{
		size_t length;

		if (sodium_base642bin(bytes, KEY_BYTES, line, strlen(line), NULL, &length, NULL,
							  variants[i]) == 0 &&
			length == KEY_BYTES)
			return true;
	}
	return false;
}

static void
compute_key_id(SealingKey *key)
{
	static const unsigned char purpose[crypto_generichash_blake2b_PERSONALBYTES] = "metahog key id";
	unsigned char hash[crypto_generichash_blake2b_BYTES];

	crypto_generichash_blake2b_salt_personal(hash, sizeof(hash), key->bytes, KEY_BYTES, NULL, 0,
											 NULL, purpose);
	sodium_bin2hex(key->id, sizeof(key->id), hash, KEY_ID_LENGTH / 2);
}

static void
raise_bad_line(int line_number, const char *reason)
{
	ereport(ERROR, (errcode(ERRCODE_CONFIG_FILE_ERROR), errmsg("the key file cannot be used"),
					errdetail("Line %d is wrong. %s", line_number, reason)));
}

/*
 * The default file appears under its name whole or not at all.  If several
 * backends make one at the same time, link() lets the first one win and the
 * others then read its file.
 */
static void
make_default_file(void)
{
	char *temporary = psprintf("%s.%d.tmp", DEFAULT_KEY_FILE, MyProcPid);
	bool written;
	int failure;
	int fd;

	/* A predecessor of the same process id may have died here. */
	if (unlink(temporary) != 0 && errno != ENOENT)
		raise_file_error(temporary, "remove");
	fd = OpenTransientFilePerm(temporary, O_CREAT | O_EXCL | O_WRONLY, S_IRUSR | S_IWUSR);
	if (fd < 0)
		raise_file_error(temporary, "create");
	written = write_new_key(fd) && pg_fsync(fd) == 0 &&
			  (link(temporary, DEFAULT_KEY_FILE) == 0 || errno == EEXIST);
	failure = errno;
	CloseTransientFile(fd);
	unlink(temporary);
	if (!written)
	{
		errno = failure;
		raise_file_error(DEFAULT_KEY_FILE, "write");
	}
	fsync_fname(".", true);
	ereport(LOG, (errmsg("made a new key file \"%s\" in the data directory", DEFAULT_KEY_FILE)));
}

/* False with the reason in errno. */
static bool
write_new_key(int fd)
{
	static const char comment[] =
		"# MetaHog: the secrets in the database open with this key alone. Keep a copy.\n";
	char line[sodium_base64_ENCODED_LEN(KEY_BYTES, sodium_base64_VARIANT_ORIGINAL) + 1];
	unsigned char key[KEY_BYTES];
	bool written;

	randombytes_buf(key, sizeof(key));
	sodium_bin2base64(line, sizeof(line), key, sizeof(key), sodium_base64_VARIANT_ORIGINAL);
	line[strlen(line) + 1] = '\0';
	line[strlen(line)] = '\n';

	/* A short write leaves errno alone. */
	errno = ENOSPC;
	written = write(fd, comment, strlen(comment)) == (ssize_t) strlen(comment) &&
			  write(fd, line, strlen(line)) == (ssize_t) strlen(line);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(line, sizeof(line));
	return written;
}

/* With the reason in errno. */
static void
raise_file_error(const char *path, const char *action)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
		 errmsg("could not %s the key file: %m", action),
		 errdetail_log("The file is \"%s\".", path),
		 errhint(
			 "metahog.key_file names the file, which the database server's user must be able to read.")));
}
