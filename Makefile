# Makefile: builds, installs, tests and shows MetaHog.
#
# Building is PGXS: make PG_CONFIG=/path/to/pg_config chooses another PostgreSQL.
# - The version is read from metahog.control; nothing else states it.
# - test, demo, bench and memcheck also work on a machine without PostgreSQL: they install what is
#   missing first, and only then run a second make which finds it.

EXTENSION = metahog
MODULE_big = metahog
OUR_VERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" metahog.control)

SOURCES := $(sort $(wildcard src/*.c src/*/*.c))
OUR_HEADERS := $(sort $(wildcard src/*.h src/*/*.h))
OBJS := $(SOURCES:.c=.o)

# The install script: one file for each room, in the order in which they build on one another.
SCRIPT_ROOMS = sql/base.sql sql/source.sql sql/shared.sql sql/audit.sql sql/query.sql sql/schema.sql sql/hogql.sql sql/saved.sql
DATA_built = sql/$(EXTENSION)--$(OUR_VERSION).sql

PG_CONFIG ?= pg_config
# Debian's client package has pgxs.mk, but no headers.
SERVER_HEADER := $(wildcard $(shell $(PG_CONFIG) --includedir-server 2>/dev/null)/postgres.h)
PGXS := $(and $(SERVER_HEADER),$(wildcard $(shell $(PG_CONFIG) --pgxs 2>/dev/null)))

all:

ifneq ($(PGXS),)

# PostgreSQL's and libpq's headers are system headers to us: warnings are for our own code. The
# server's directory comes before libpq's, which may hold the headers of another version.
PG_CPPFLAGS = -Isrc -isystem $(shell $(PG_CONFIG) --includedir-server) \
	-isystem $(shell $(PG_CONFIG) --includedir) -DMETAHOG_VERSION='"$(OUR_VERSION)"'
# Callbacks and SQL-callable functions have parameters that their caller dictates.
override PG_CFLAGS += -Wall -Wextra -Wno-unused-parameter $(if $(WERROR),-Werror) $(clang_only)
# PostgreSQL hands down the flags of the compiler that built it, some of which clang does not know.
clang_only = $(if $(findstring clang,$(shell $(CC) --version)),-Wno-unknown-warning-option \
	-Wno-unused-command-line-argument -Wno-ignored-optimization-argument -Wno-ignored-attributes)
SHLIB_LINK = $(libpq) -lsodium

EXTRA_CLEAN = .build-flags
# Bitcode helps to inline small functions into expressions; ours wait for a network.
override with_llvm = no

include $(PGXS)

# A changed header, compiler or PostgreSQL makes every object anew. -Werror does not change an
# object, so that make test after a plain make compiles only what changed.
$(OBJS): $(OUR_HEADERS) .build-flags

.build-flags: FORCE
	@echo '$(CC) $(filter-out -Werror,$(CFLAGS)) $(CPPFLAGS)' | cmp -s - $@ || \
		echo '$(CC) $(filter-out -Werror,$(CFLAGS)) $(CPPFLAGS)' >$@

$(DATA_built): $(SCRIPT_ROOMS) metahog.control
	cat $(SCRIPT_ROOMS) >$@.new && mv $@.new $@

# Installs for the tests and the demo, which may be run by somebody who must ask for the right to.
installed: all
	@if [ -w '$(pkglibdir)' ] && [ -w '$(datadir)/extension' ]; \
	then $(MAKE) -s install; \
	elif ! command -v sudo >/dev/null; \
	then echo "installing into $(pkglibdir) needs root, or sudo" >&2; exit 1; \
	else sudo $(MAKE) -s install $(MAKEOVERRIDES) PG_CONFIG='$(shell command -v $(PG_CONFIG))'; fi

else

all install installed uninstall:
	@echo "PostgreSQL's server headers are missing: test/prepare build installs them" >&2; exit 1

clean:
	rm -f $(OBJS) $(DATA_built) metahog.so .build-flags

endif

# What the targets below need is installed, built and put in place before they start. The second
# make is there because this one may have looked for pg_config in vain.
ready-%:
	@test/prepare build $*
	@$(MAKE) -s --no-print-directory $(parallel) installed WERROR=$(WERROR)

parallel = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

# The page is built for React as well, and what touches its rendering most is tried there; without names, all would be.
REACT_TESTS = test/access.test.mjs test/run.test.mjs test/sources.test.mjs

test: WERROR = 1
test: ready-test
	@test/run $(TESTS)
	@$(if $(TESTS),,test/peers/run)
	@$(if $(TESTS),,test/web/run)
	@$(if $(TESTS),,test/web/run --react $(REACT_TESTS))

test-web: WERROR = 1
test-web: ready-test
	@test/web/run

# What HogQL is read as and what it gives, on more than make test has time for.
peers: WERROR = 1
peers: ready-test
	@PEER_QUERIES=$${PEER_QUERIES:-50000} PEER_ROWS=$${PEER_ROWS:-400} test/peers/run

bench-web: ready-bench
	@test/web/run --bench

demo: ready-demo
	@test/demo/start

demo-stop:
	@test/demo/stop

bench: ready-bench
	@test/bench/run

memcheck: WERROR = 1
memcheck: ready-memcheck
	@test/memcheck $(TESTS)

fuzz: ready-fuzz
	@test/fuzz/run $(FUZZ_SECONDS)

format:
	@test/prepare hygiene
	clang-format -i $(SOURCES) $(OUR_HEADERS)

FORCE:

.PHONY: all installed test peers test-web bench-web demo demo-stop bench memcheck fuzz format FORCE
