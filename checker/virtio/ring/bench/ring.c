/*
 * The yardstick: a device's service loop in C.
 *
 *   gcc -O2 -DSIZE=256 [-DPACKED] [-DWATCH] ring.c -o ring
 *   ./ring <file with guest memory> <batches>
 *
 * Alone it makes the checks of each access: gate, owner, bounds, what the device has
 * to refuse. With WATCH it makes those of the kernel's watch as well, looks for each
 * buffer and publishes each, as a replay does: what is fetched is available and is
 * held; what is used is in turn, whole, exposed, no longer than what was written; its
 * bytes are then the driver's.
 *
 * The file holds guest memory, then one owner code a byte, as the kernel made them.
 * Prints the median of the nanoseconds of a batch, without the driver's part, and the
 * descriptors of a batch. Offsets and sizes are constants.
 */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NEXT = 1, WRITE = 2, INDIRECT = 4, AVAIL = 1 << 7, USED = 1 << 15 };
enum { RING_READABLE = 2, RING_WRITABLE = 3, RING_SHARED = 4, BUFFER_READABLE = 5, BUFFER_WRITABLE = 6 };
enum fault { NONE, DISTANCE, HEAD, CHAIN, INDIRECT_SET, EMPTY, ORDER, BOUNDS, NEXT_RANGE, OWNER, GATE, USED_IDX,
	AVAILABLE, HELD, IN_TURN, WHOLE, EXPOSED, TOO_LONG, UNWRITTEN, WRAP };

static uint8_t memory[MEMORY + 16], owners[MEMORY + 16], written[MEMORY + 16];
static uint8_t dirty[MEMORY / 4096 + 1];
static uint8_t fresh[2][16 * SIZE];
static uint32_t next_avail, next_used, fault, gate;
static uint64_t descriptors;

static inline uint16_t get16(uint32_t at) { uint16_t v; memcpy(&v, memory + at, 2); return v; }
static inline uint32_t get32(uint32_t at) { uint32_t v; memcpy(&v, memory + at, 4); return v; }
static inline uint64_t get64(uint32_t at) { uint64_t v; memcpy(&v, memory + at, 8); return v; }
static inline void put16(uint32_t at, uint16_t v) { memcpy(memory + at, &v, 2); }
static inline void put32(uint32_t at, uint32_t v) { memcpy(memory + at, &v, 4); }
static inline uint16_t owner16(uint32_t at) { uint16_t v; memcpy(&v, owners + at, 2); return v; }
static inline uint64_t owner64(uint32_t at) { uint64_t v; memcpy(&v, owners + at, 8); return v; }

#define ALL16(owner) ((uint16_t)((owner) * 0x0101))
#define ALL64(owner) ((uint64_t)(owner) * 0x0101010101010101ull)

#define CHECK(name, wrong) do { if (wrong) { fault = (name); goto stop; } } while (0)
#define MARK(at) (dirty[(at) >> 12] = 1)

/* The element at `at`: length, order, bounds; the first writable one is the target. */
#define ELEMENT(at, flags) \
	uint64_t address = get64(at); \
	uint32_t length = get32((at) + 8); \
	CHECK(INDIRECT_SET, (flags) & INDIRECT); \
	CHECK(EMPTY, length == 0); \
	CHECK(ORDER, !((flags) & WRITE) && target != UINT32_MAX); \
	CHECK(BOUNDS, address > MEMORY || address + length > MEMORY); \
	if (target == UINT32_MAX && ((flags) & WRITE)) target = (uint32_t)address; \
	sum += length; \
	count++

#define STATUS() do { if (target != UINT32_MAX) { \
	CHECK(OWNER, owners[target] != BUFFER_WRITABLE); \
	memory[target] = 1; \
	written[target] = 1; MARK(target); } } while (0)

static volatile uint64_t sink;

/* What the watch knows of a buffer, and what the device holds of it. */
enum { MOST = 8 };
struct chain { uint32_t count, slots, writable, is_in, at[MOST], length[MOST], is_writable[MOST]; };

#ifdef WATCH
static struct chain exposed[SIZE], held[SIZE];
static uint16_t entry_bytes[SIZE];
static uint32_t exposed_count, held_count, slots_exposed, slots_held;
static uint32_t seen_avail, seen_used;

#define CHECK_WATCH(name, wrong) CHECK(name, wrong)
#define READ_INTO(chain, flags) do { \
	CHECK(CHAIN, (chain)->count == MOST); \
	(chain)->at[(chain)->count] = (uint32_t)address; \
	(chain)->length[(chain)->count] = length; \
	(chain)->is_writable[(chain)->count] = ((flags) & WRITE) != 0; \
	if ((flags) & WRITE) (chain)->writable += length; \
	(chain)->count++; } while (0)

static void start(struct chain *chain) { chain->count = chain->slots = chain->writable = 0; }

/* The driver exposes a buffer: its bytes are the device's. */
static void expose(uint32_t id)
{
	struct chain *c = &exposed[id];
	for (uint32_t i = 0; i < c->count; i++) {
		memset(owners + c->at[i], c->is_writable[i] ? BUFFER_WRITABLE : BUFFER_READABLE, c->length[i]);
		memset(written + c->at[i], 0, c->length[i]);
	}
	c->is_in = 1;
	exposed_count++;
	slots_exposed += c->slots;
}

/* The device returns a buffer: its bytes are the driver's. */
static inline uint32_t give_back(uint32_t id, uint32_t length)
{
	CHECK(EXPOSED, id >= SIZE || !exposed[id].is_in);
	struct chain *c = &exposed[id];
	CHECK(TOO_LONG, length > c->writable);
	uint32_t total = 0;
	for (uint32_t i = 0; i < c->count && total < length; i++) {
		if (!c->is_writable[i]) continue;
		uint32_t wanted = c->length[i] < length - total ? c->length[i] : length - total, n = 0;
		while (n < wanted && written[c->at[i] + n]) n++;
		total += n;
		if (n < wanted) break;
	}
	CHECK(UNWRITTEN, total < length);
	for (uint32_t i = 0; i < c->count; i++) memset(owners + c->at[i], 0, c->length[i]);
	c->is_in = 0;
	exposed_count--;
	slots_exposed -= c->slots;
	return 1;
stop:
	return 0;
}
#else
#define CHECK_WATCH(name, wrong)
#define READ_INTO(chain, flags)
#endif

#ifndef PACKED
__attribute__((noinline)) static uint32_t serve(void)
{
	uint32_t na = next_avail, nu = next_used, served = 0;
	uint64_t count = 0, sum = 0;

	CHECK(GATE, gate);
	CHECK(OWNER, owner16(DRIVER + 2) != ALL16(RING_READABLE));
	uint32_t end = get16(DRIVER + 2);
	CHECK(DISTANCE, ((end - na) & 0xffff) > SIZE);
	while (na != end) {
		uint32_t entry = DRIVER + 4 + 2 * (na & (SIZE - 1));
		CHECK(OWNER, owner16(entry) != ALL16(RING_READABLE));
		CHECK_WATCH(AVAILABLE, ((na - seen_used) & (SIZE - 1)) >= ((seen_avail - seen_used) & 0xffff));
		uint32_t head = get16(entry);
		CHECK(HEAD, head >= SIZE);
		CHECK_WATCH(HELD, held[head].is_in || held_count >= SIZE);
#ifdef WATCH
		struct chain *chain = &held[head];
		start(chain);
#endif
		uint32_t at = DESC + 16 * head, steps = 0, target = UINT32_MAX;
		for (;;) {
			CHECK(CHAIN, steps == SIZE);
			steps++;
			CHECK(OWNER, (owner64(at) != ALL64(RING_READABLE)) | (owner64(at + 8) != ALL64(RING_READABLE)));
			uint32_t flags = get16(at + 12);
			ELEMENT(at, flags);
			READ_INTO(chain, flags);
			if (!(flags & NEXT)) break;
			uint32_t next = get16(at + 14);
			CHECK(NEXT_RANGE, next >= SIZE);
			at = DESC + 16 * next;
		}
		STATUS();
		uint32_t slot = nu & (SIZE - 1), used = DEVICE + 4 + 8 * slot;
		CHECK(OWNER, owner64(used) != ALL64(RING_WRITABLE));
		CHECK_WATCH(IN_TURN, ((nu - seen_used) & (SIZE - 1)) >= exposed_count);
		put32(used, head);
		put32(used + 4, target != UINT32_MAX);
		MARK(used);
		MARK(used + 4);
		na = (na + 1) & 0xffff;
		nu = (nu + 1) & 0xffff;
		served++;
#ifdef WATCH
		held[head].is_in = 0;
		entry_bytes[slot] |= 0xff;
		CHECK(OWNER, owner16(DEVICE + 2) != ALL16(RING_WRITABLE));
		put16(DEVICE + 2, (uint16_t)nu);
		MARK(DEVICE + 2);
		uint32_t moved = (nu - seen_used) & 0xffff;
		CHECK(USED_IDX, moved == 0 || moved > exposed_count);
		for (; seen_used != nu; seen_used = (seen_used + 1) & 0xffff) {
			uint32_t is = seen_used & (SIZE - 1), is_at = DEVICE + 4 + 8 * is;
			CHECK(WHOLE, entry_bytes[is] != 0xff);
			entry_bytes[is] = 0;
			if (!give_back(get32(is_at), get32(is_at + 4))) goto stop;
		}
		CHECK(GATE, gate);
		CHECK(OWNER, owner16(DRIVER + 2) != ALL16(RING_READABLE));
		end = get16(DRIVER + 2);
		CHECK(DISTANCE, ((end - na) & 0xffff) > SIZE);
#endif
	}
stop:
#ifdef WATCH
	next_avail = na;
	next_used = nu;
	descriptors += count;
	sink = sum;
	return fault ? 0 : served;
#endif
	if (served) {
		if (get16(DEVICE + 2) != next_used) fault = USED_IDX;
		else { put16(DEVICE + 2, (uint16_t)nu); MARK(DEVICE + 2); }
	}
	next_avail = na;
	next_used = nu;
	descriptors += count;
	sink = sum;
	return served;
}

/* The driver exposes the next buffers: half a ring, whose entries stand already. */
static void refill(uint32_t batch)
{
	(void)batch;
#ifdef WATCH
	for (uint32_t i = 0; i < BUFFERS; i++) {
		uint32_t head = get16(DRIVER + 4 + 2 * ((seen_avail + i) & (SIZE - 1))), at = DESC + 16 * head;
		struct chain *c = &exposed[head];
		start(c);
		for (;; at = DESC + 16 * get16(at + 14)) {
			c->at[c->count] = get32(at);
			c->length[c->count] = get32(at + 8);
			c->is_writable[c->count] = (get16(at + 12) & WRITE) != 0;
			if (c->is_writable[c->count]) c->writable += get32(at + 8);
			c->count++;
			if (!(get16(at + 12) & NEXT)) break;
		}
		expose(head);
	}
	seen_avail = (seen_avail + BUFFERS) & 0xffff;
#endif
	put16(DRIVER + 2, (uint16_t)(get16(DRIVER + 2) + BUFFERS));
}
#else
static inline uint32_t move(uint32_t cursor, uint32_t steps)
{
	uint32_t slot = (cursor & 0xffff) + steps, wrap = cursor & 0x10000;
	if (slot >= SIZE) { slot -= SIZE; wrap ^= 0x10000; }
	return wrap | slot;
}

__attribute__((noinline)) static uint32_t serve(void)
{
	uint32_t na = next_avail, nu = next_used, served = 0;
	uint64_t count = 0, sum = 0;

	CHECK(GATE, gate);
	for (;;) {
		uint32_t at = DESC + 16 * (na & 0xffff);
		CHECK_WATCH(GATE, gate);
		CHECK(OWNER, owner16(at + 14) != ALL16(RING_SHARED));
		if ((get16(at + 14) & (AVAIL | USED)) != ((na & 0x10000) ? AVAIL : USED)) break;
		uint32_t steps = 0, target = UINT32_MAX, head;
#ifdef WATCH
		static struct chain next;
		struct chain *chain = &next;
		start(chain);
#endif
		for (;;) {
			CHECK(CHAIN, steps == SIZE);
			steps++;
			CHECK(OWNER, (owner64(at) != ALL64(RING_SHARED)) | (owner64(at + 8) != ALL64(RING_SHARED)));
			CHECK_WATCH(AVAILABLE, (((at - DESC) >> 4) + SIZE - (seen_used & 0xffff)) % SIZE >= slots_exposed);
			uint32_t flags = get16(at + 14);
			ELEMENT(at, flags);
			READ_INTO(chain, flags);
			head = get16(at + 12);
			if (!(flags & NEXT)) break;
			uint32_t slot = (na & 0xffff) + steps;
			at = DESC + 16 * (slot >= SIZE ? slot - SIZE : slot);
		}
#ifdef WATCH
		CHECK(HELD, head >= SIZE || held[head].is_in || slots_held + steps > SIZE);
		held[head] = next;
		held[head].slots = steps;
		held[head].is_in = 1;
		slots_held += steps;
#endif
		STATUS();
		at = DESC + 16 * (nu & 0xffff);
		CHECK(OWNER, owner64(at + 8) != ALL64(RING_SHARED));
		put32(at + 8, target != UINT32_MAX);
		put16(at + 12, (uint16_t)head);
		put16(at + 14, (uint16_t)(((nu & 0x10000) ? AVAIL | USED : 0) | (target != UINT32_MAX ? WRITE : 0)));
		MARK(at);
#ifdef WATCH
		held[head].is_in = 0;
		slots_held -= steps;
		uint32_t slot = nu & 0xffff, wrap = seen_used & 0x10000;
		CHECK(IN_TURN, slot != (seen_used & 0xffff) || slots_exposed == 0);
		entry_bytes[slot] |= 0x3f00;
		CHECK(WRAP, (get16(at + 14) & (AVAIL | USED)) != (wrap ? AVAIL | USED : 0));
		CHECK(WHOLE, entry_bytes[slot] != 0x3f00);
		entry_bytes[slot] = 0;
		uint32_t id = get16(at + 12);
		if (!give_back(id, get16(at + 14) & WRITE ? get32(at + 8) : 0)) goto stop;
		seen_used = move(seen_used, exposed[id].slots);
#endif
		na = move(na, steps);
		nu = move(nu, steps);
		served++;
	}
stop:
	next_avail = na;
	next_used = nu;
	descriptors += count;
	sink = sum;
	return served;
}

/* The driver writes the whole ring again, with the wrap counter of this round. */
static void refill(uint32_t batch)
{
	memcpy(memory + DESC, fresh[batch & 1], sizeof fresh[0]);
#ifdef WATCH
	uint32_t at = DESC;
	for (uint32_t id = 0; id < BUFFERS; id++) {
		struct chain *c = &exposed[id];
		uint32_t flags;
		start(c);
		do {
			flags = get16(at + 14);
			c->at[c->count] = get32(at);
			c->length[c->count] = get32(at + 8);
			c->is_writable[c->count] = (flags & WRITE) != 0;
			if (flags & WRITE) c->writable += get32(at + 8);
			c->count++;
			c->slots++;
			at += 16;
		} while (flags & NEXT);
		expose(id);
	}
#endif
}
#endif

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	if (argc != 3) { fprintf(stderr, "usage: ring FILE BATCHES\n"); return 64; }
	FILE *file = fopen(argv[1], "rb");
	if (!file || fread(memory, 1, MEMORY, file) != MEMORY || fread(owners, 1, MEMORY, file) != MEMORY ||
	    fread(fresh, 1, sizeof fresh, file) != sizeof fresh) { fprintf(stderr, "%s: too short\n", argv[1]); return 1; }
	uint32_t batches = (uint32_t)strtoul(argv[2], NULL, 10);
#ifdef PACKED
	next_avail = next_used = 0x10000;
#endif
#if defined PACKED && defined WATCH
	seen_used = 0x10000;
#endif
	double *times = malloc(batches * sizeof *times);
	for (uint32_t i = 0; i < batches; i++) {
		struct timespec from, to;
		refill(i);
		clock_gettime(CLOCK_MONOTONIC, &from);
		uint32_t served = serve();
		clock_gettime(CLOCK_MONOTONIC, &to);
		if (served != BUFFERS) { fprintf(stderr, "fault %u in batch %u\n", fault, i); return 1; }
		times[i] = (to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec);
	}
	qsort(times, batches, sizeof *times, by_size);
	printf("%.0f %llu\n", times[batches / 2], (unsigned long long)descriptors / batches);
	return 0;
}
