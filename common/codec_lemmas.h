/*
 * codec_lemmas - for proofs: program headers are the same bytes' while
 * something else is written. Provers get lost with it where nobody asks.
 */
#ifndef CODEC_LEMMAS_H
#define CODEC_LEMMAS_H

#include "codec.h"

/*@ lemma phdr_frame{L1,L2}:
      \forall uint8_t *b, integer at, struct phdr *p, integer i;
        phdr_at{L1}(b, at, p, i) && phdr_same{L1,L2}(p + i) &&
        (\forall integer k; at + i * IMAGE_PHDR_BYTES <= k <
          at + (i + 1) * IMAGE_PHDR_BYTES ==>
            \at(b[k], L1) == \at(b[k], L2)) ==>
        phdr_at{L2}(b, at, p, i);
*/

#endif
