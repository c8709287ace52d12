/*
 * word_lemmas - for proofs: an integer is at its bytes, said with its sum and
 * without.
 */
#ifndef WORD_LEMMAS_H
#define WORD_LEMMAS_H

#include "codec.h"

/*@ lemma word_is_at: \forall uint8_t *b, integer at, v;
      v == u64_at(b, at) ==> word_at(b, at, v);

    lemma half_is_at: \forall uint8_t *b, integer at, v;
      v == u32_at(b, at) ==> half_at(b, at, v);
*/

#endif
