/*
 * proxy.c: forwards TCP connections on 127.0.0.1 and delays every byte by the same time, as a long
 * wire would.
 *
 * usage: proxy TARGET_PORT DELAY_MS
 * prints: the port that it listens on, then serves until it is ended
 *
 * Kept: a chunk is sent on DELAY_MS after it was read, in order, and never waits for another one to
 * arrive, so the delay adds to a round trip and takes nothing from the bandwidth. The end of a
 * stream is delayed like its data.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_LINKS 64
#define CHUNK_SIZE 65536
#define NEVER INT64_MAX

/*
 * A receiver that reads slowly must slow the sender down in the end, or our memory would grow
 * without bound. At 10 ms this much still allows 6 GB/s.
 */
#define MAX_QUEUED (64 * 1024 * 1024)

typedef struct Chunk
{
	struct Chunk *next;
	int64_t due;	/* when it may be sent on, ns of the monotonic clock */
	ssize_t length; /* 0: the sender has closed its side */
	ssize_t sent;	/* how much of it has been sent on */
	char data[];
} Chunk;

/* One direction of a connection. */
typedef struct Pipe
{
	int from;
	int to;
	Chunk *head; /* the next to be sent on */
	Chunk *tail;
	size_t queued; /* bytes between head and tail */
	int read_all;  /* the sender has closed, or is lost */
	int sent_all;  /* and the receiver has been told */
} Pipe;

typedef struct Link
{
	Pipe up;   /* client to server */
	Pipe down; /* server to client */
} Link;

static Link links[MAX_LINKS];
static int n_links = 0;
static int64_t delay_ns;

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static struct sockaddr_in
loopback(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

/* Listens on a free port and prints it. */
static int
listen_somewhere(void)
{
	struct sockaddr_in address = loopback(0);
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *) &address, length) < 0 || listen(fd, MAX_LINKS) < 0 ||
		getsockname(fd, (struct sockaddr *) &address, &length) < 0)
		die("listen");
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

static int
connect_to(int port)
{
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *) &address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void
send_promptly(int fd)
{
	int on = 1;

	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

static void
accept_link(int listener, int target_port)
{
	int client = accept(listener, NULL, NULL);
	int server;

	if (client < 0)
		return;
	server = connect_to(target_port);
	if (server < 0)
	{
		close(client);
		return;
	}
	send_promptly(client);
	send_promptly(server);
	links[n_links++] = (Link){
		.up = { .from = client, .to = server },
		.down = { .from = server, .to = client },
	};
}

/* Takes what has arrived, stamped with the time at which it may go on. */
static void
take(Pipe *pipe)
{
	Chunk *chunk = malloc(sizeof(Chunk) + CHUNK_SIZE);
	ssize_t length;

	if (chunk == NULL)
		die("malloc");
	length = read(pipe->from, chunk->data, CHUNK_SIZE);
	if (length < 0 && (errno == EAGAIN || errno == EINTR))
	{
		free(chunk);
		return;
	}
	if (length <= 0)
	{
		length = 0;
		pipe->read_all = 1;
	}
	chunk = realloc(chunk, sizeof(Chunk) + length);
	chunk->next = NULL;
	chunk->due = now_ns() + delay_ns;
	chunk->length = length;
	chunk->sent = 0;
	if (pipe->head == NULL)
		pipe->head = chunk;
	else
		pipe->tail->next = chunk;
	pipe->tail = chunk;
	pipe->queued += length;
}

/* The receiver is gone: nothing more can be said to it, and nothing more need be taken for it. */
static void
give_up(Pipe *pipe)
{
	pipe->read_all = 1;
	pipe->sent_all = 1;
}

/* Sends one chunk on, or as much of it as the receiver takes; true if there may be more to send at
 * once. */
static int
send_chunk(Pipe *pipe)
{
	Chunk *chunk = pipe->head;
	ssize_t n;

	if (chunk->length == 0)
	{
		shutdown(pipe->to, SHUT_WR);
		pipe->sent_all = 1;
		return 0;
	}
	n = send(pipe->to, chunk->data + chunk->sent, chunk->length - chunk->sent, MSG_NOSIGNAL);
	if (n < 0)
	{
		if (errno != EAGAIN && errno != EINTR)
			give_up(pipe);
		return 0;
	}
	chunk->sent += n;
	if (chunk->sent < chunk->length)
		return 0;
	pipe->head = chunk->next;
	pipe->queued -= chunk->length;
	free(chunk);
	return 1;
}

static void
send_due(Pipe *pipe)
{
	while (!pipe->sent_all && pipe->head != NULL && pipe->head->due <= now_ns())
		if (!send_chunk(pipe))
			break;
}

static void
free_chunks(Pipe *pipe)
{
	Chunk *next;

	for (Chunk *chunk = pipe->head; chunk != NULL; chunk = next)
	{
		next = chunk->next;
		free(chunk);
	}
}

static void
close_finished_links(void)
{
	for (int i = n_links - 1; i >= 0; i--)
	{
		if (!links[i].up.sent_all || !links[i].down.sent_all)
			continue;
		free_chunks(&links[i].up);
		free_chunks(&links[i].down);
		close(links[i].up.from);
		close(links[i].up.to);
		links[i] = links[--n_links];
	}
}

static short
wants_read(const Pipe *pipe)
{
	return !pipe->read_all && pipe->queued < MAX_QUEUED ? POLLIN : 0;
}

/* A chunk that is due and still here is one that the receiver had no room for. */
static short
wants_write(const Pipe *pipe, int64_t now)
{
	return !pipe->sent_all && pipe->head != NULL && pipe->head->due <= now ? POLLOUT : 0;
}

static int64_t
earlier(int64_t due, const Pipe *pipe, int64_t now)
{
	if (pipe->sent_all || pipe->head == NULL || pipe->head->due <= now || pipe->head->due >= due)
		return due;
	return pipe->head->due;
}

/* Sleeps until something can be read or written, or the next chunk is due; then moves what can be
 * moved. */
static void
serve_once(int listener, int target_port)
{
	struct pollfd polled[2 * MAX_LINKS + 1];
	struct timespec wait;
	int64_t now = now_ns();
	int64_t due = NEVER;
	int n = n_links;

	for (int i = 0; i < n; i++)
	{
		Pipe *up = &links[i].up;
		Pipe *down = &links[i].down;

		polled[2 * i] = (struct pollfd){ up->from, wants_read(up) | wants_write(down, now), 0 };
		polled[2 * i + 1] =
			(struct pollfd){ down->from, wants_read(down) | wants_write(up, now), 0 };
		for (int side = 0; side < 2; side++)
			if (polled[2 * i + side].events == 0)
				polled[2 * i + side].fd = -1; /* or a hang-up would be reported again and again */
		due = earlier(earlier(due, up, now), down, now);
	}
	polled[2 * n] = (struct pollfd){ n < MAX_LINKS ? listener : -1, POLLIN, 0 };

	if (due != NEVER)
	{
		wait.tv_sec = (due - now) / 1000000000;
		wait.tv_nsec = (due - now) % 1000000000;
	}
	if (ppoll(polled, 2 * n + 1, due == NEVER ? NULL : &wait, NULL) < 0 && errno != EINTR)
		die("ppoll");

	for (int i = 0; i < n; i++)
	{
		if (polled[2 * i].revents && wants_read(&links[i].up))
			take(&links[i].up);
		if (polled[2 * i + 1].revents && wants_read(&links[i].down))
			take(&links[i].down);
		send_due(&links[i].up);
		send_due(&links[i].down);
	}
	if (polled[2 * n].revents)
		accept_link(listener, target_port);
	close_finished_links();
}

int
main(int argc, char **argv)
{
	int target_port;
	int listener;

	if (argc != 3)
	{
		fprintf(stderr, "usage: proxy TARGET_PORT DELAY_MS\n");
		return 2;
	}
	target_port = (int) strtol(argv[1], NULL, 10);
	delay_ns = (int64_t) (strtod(argv[2], NULL) * 1e6);

	/* The kernel otherwise wakes us up to 50 microseconds late, in each direction. */
	prctl(PR_SET_TIMERSLACK, 1UL);
	/* Whatever becomes of the script that started us, we do not outlive it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	listener = listen_somewhere();
	for (;;)
		serve_once(listener, target_port);
}
