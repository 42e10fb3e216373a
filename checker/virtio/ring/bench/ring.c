/*
 * The yardstick: a device's service loop in C, with every check of one access.
 *
 *   gcc -O2 -DSIZE=256 [-DPACKED] ring.c -o ring
 *   ./ring <file with guest memory> <batches>
 *
 * The file holds guest memory, then one owner code a byte, as the kernel made
 * them. Prints nanoseconds and descriptors walked. Offsets and sizes are constants.
 */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NEXT = 1, WRITE = 2, INDIRECT = 4, AVAIL = 1 << 7, USED = 1 << 15 };
enum { RING_READABLE = 2, RING_WRITABLE = 3, RING_SHARED = 4, BUFFER_WRITABLE = 6 };
enum fault { NONE, DISTANCE, HEAD, CHAIN, INDIRECT_SET, EMPTY, ORDER, BOUNDS, NEXT_RANGE, OWNER, GATE, USED_IDX };

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
		uint32_t head = get16(entry);
		CHECK(HEAD, head >= SIZE);
		uint32_t at = DESC + 16 * head, steps = 0, target = UINT32_MAX;
		for (;;) {
			CHECK(CHAIN, steps == SIZE);
			steps++;
			CHECK(OWNER, (owner64(at) != ALL64(RING_READABLE)) | (owner64(at + 8) != ALL64(RING_READABLE)));
			uint32_t flags = get16(at + 12);
			ELEMENT(at, flags);
			if (!(flags & NEXT)) break;
			uint32_t next = get16(at + 14);
			CHECK(NEXT_RANGE, next >= SIZE);
			at = DESC + 16 * next;
		}
		STATUS();
		uint32_t used = DEVICE + 4 + 8 * (nu & (SIZE - 1));
		CHECK(OWNER, owner64(used) != ALL64(RING_WRITABLE));
		put32(used, head);
		put32(used + 4, target != UINT32_MAX);
		MARK(used);
		MARK(used + 4);
		na = (na + 1) & 0xffff;
		nu = (nu + 1) & 0xffff;
		served++;
	}
stop:
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
static void refill(uint32_t batch) { (void)batch; put16(DRIVER + 2, (uint16_t)(get16(DRIVER + 2) + BUFFERS)); }
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
		CHECK(OWNER, owner16(at + 14) != ALL16(RING_SHARED));
		if ((get16(at + 14) & (AVAIL | USED)) != ((na & 0x10000) ? AVAIL : USED)) break;
		uint32_t steps = 0, target = UINT32_MAX, head;
		for (;;) {
			CHECK(CHAIN, steps == SIZE);
			steps++;
			CHECK(OWNER, (owner64(at) != ALL64(RING_SHARED)) | (owner64(at + 8) != ALL64(RING_SHARED)));
			uint32_t flags = get16(at + 14);
			ELEMENT(at, flags);
			head = get16(at + 12);
			if (!(flags & NEXT)) break;
			uint32_t slot = (na & 0xffff) + steps;
			at = DESC + 16 * (slot >= SIZE ? slot - SIZE : slot);
		}
		STATUS();
		at = DESC + 16 * (nu & 0xffff);
		CHECK(OWNER, owner64(at + 8) != ALL64(RING_SHARED));
		put32(at + 8, target != UINT32_MAX);
		put16(at + 12, (uint16_t)head);
		put16(at + 14, (uint16_t)(((nu & 0x10000) ? AVAIL | USED : 0) | (target != UINT32_MAX ? WRITE : 0)));
		MARK(at);
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
static void refill(uint32_t batch) { memcpy(memory + DESC, fresh[batch & 1], sizeof fresh[0]); }
#endif

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
	struct timespec from, to;
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (uint32_t i = 0; i < batches; i++) {
		refill(i);
		if (serve() != BUFFERS) { fprintf(stderr, "fault %u in batch %u\n", fault, i); return 1; }
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	printf("%.0f %llu\n", (to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec),
	       (unsigned long long)descriptors);
	return 0;
}
