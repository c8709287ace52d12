/*
 * letters - attributes and sizes as people write them: rwxu, d device,
 * g global, A accessed, D dirty, - for none; 0x1000, 4096, 4K.
 */
#ifndef LETTERS_H
#define LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LETTERS_ATTRS = 9, LETTERS_SIZE = 24 };

bool letters_attrs(const char *text, unsigned *attrs);
void letters_attrs_put(unsigned attrs, char text[LETTERS_ATTRS]);

/* A number, hexadecimal after 0x, with an optional K, M, G or T. */
bool letters_number(const char *text, uint64_t *n);
/* The shortest such text without a fraction. */
void letters_size_put(uint64_t n, char text[LETTERS_SIZE]);

#endif
