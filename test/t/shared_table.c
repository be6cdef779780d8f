/*
 * test/t/shared_table.c: puts, removes and finds at random in a SharedTable, beside a plain array that says what is right.
 *
 * Prints how many steps went well, or the first that did not. 055_shared_parts.pl builds it with src/shared/table.c.
 */
#include "postgres.h"

#include "storage/shmem.h"

#include "shared/table.h"

#define CAPACITY 50
#define KEYS 80
#define STEPS 200000

typedef struct Key
{
	char bytes[5];
} Key;

typedef struct Entry
{
	Key key;
	int64 value;
} Entry;

static SharedTable *table;
static Entry *expected[KEYS];
static int64 values[KEYS];
static int present = 0;
static int step = 0;

/* What the server would lend. */
Size
add_size(Size a, Size b)
{
	return a + b;
}

Size
mul_size(Size a, Size b)
{
	return a * b;
}

static void
expect(bool right, const char *what)
{
	if (right)
		return;
	printf("step %d: %s\n", step, what);
	exit(1);
}

static Key
make_key(int number)
{
	Key key;

	memset(key.bytes, 'k', sizeof(key.bytes));
	key.bytes[number % 2] = (char) number;
	return key;
}

static void
enter(int number)
{
	Key key = make_key(number);
	bool found;
	Entry *entry = shared_table_enter(table, &key, &found);

	expect(found == (expected[number] != NULL), "found what is there");
	expect((entry == NULL) == (!found && present == CAPACITY), "no more entries than there is room for");
	if (entry == NULL || found)
		return;
	expect(memcmp(&entry->key, &key, sizeof(Key)) == 0, "the key is in the entry");
	expect(entry->value == 0, "zeroes behind it");
	entry->value = values[number] = step + 1;
	expected[number] = entry;
	present++;
}

static void
take_out(int number)
{
	if (expected[number] == NULL)
		return;
	shared_table_remove(table, expected[number]);
	expected[number] = NULL;
	present--;
}

static void
check(int number)
{
	Key key = make_key(number);
	Entry *entry = shared_table_find(table, &key);

	expect(entry == expected[number], "an entry stays where it is");
	expect(entry == NULL || entry->value == values[number], "with what is in it");
}

static void
check_walk(void)
{
	Entry *entry = NULL;
	int seen = 0;

	while ((entry = shared_table_next(table, entry)) != NULL)
		seen++;
	expect(seen == present, "a walk comes by every entry once");
}

int
main(void)
{
	Size size = shared_table_size(CAPACITY, sizeof(Entry));
	char *memory = malloc(size + 8);

	memset(memory, 0x7f, size + 8);
	table = (SharedTable *) memory;
	shared_table_init(table, CAPACITY, sizeof(Key), sizeof(Entry));
	srand(1);
	for (step = 0; step < STEPS; step++)
	{
		int number = rand() % KEYS;

		/* Rather full in one half of the time, rather empty in the other. */
		if (rand() % 4 < (step / 1000 % 2 ? 3 : 1))
			enter(number);
		else
			take_out(number);
		check(rand() % KEYS);
		if (step % 100 == 0)
			check_walk();
	}
	for (int i = 0; i < 8; i++)
		expect(memory[size + i] == 0x7f, "nothing behind it is touched");
	printf("%d steps\n", step);
	return 0;
}
