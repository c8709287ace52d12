/*
 * quote - bytes that nobody vouches for, printed so that they stay in place.
 */
#ifndef QUOTE_H
#define QUOTE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * A JSON string, in ASCII: UTF-8 becomes \uXXXX, and so does any byte that is
 * not valid UTF-8, with its value.
 */
void quote_json(FILE *out, const uint8_t *text, size_t len);

/* Text with what is not printable ASCII as \xNN; after 'most' bytes "...". */
void quote_text(FILE *out, const uint8_t *text, size_t len, size_t most);

#endif
