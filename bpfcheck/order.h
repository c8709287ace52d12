/*
 * order - what --sort asks for.
 */
#ifndef ORDER_H
#define ORDER_H

#include "key.h"

enum { ORDER_KEYS = 16 };

struct order {
	struct {
		struct key key;
		bool ascending;
	} by[ORDER_KEYS];
	uint32_t n;
	bool compares; /* a key does */
};

/* KEY[,KEY...], behind the keys that there are: NULL, or what is wrong. */
const char *order_read(struct order *o, const char *text);
/* Equal ones in the order of their places. */
void order_sort(const struct order *o, struct pair *pairs, uint32_t n);

#endif
