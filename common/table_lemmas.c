/* Lemmas alone; these only help to prove table_lemmas.h's, and would hinder
   other proofs. */
#include "kept.h"
#include "word_lemmas.h"

/*@ lemma word_sum: \forall uint8_t *b, integer at, v;
      word_at(b, at, v) ==> v == u64_at(b, at);

    lemma half_sum: \forall uint8_t *b, integer at, v;
      half_at(b, at, v) ==> v == u32_at(b, at);

    lemma half_kept{A, B}: \forall uint8_t *b, integer n, at;
      payload_kept{A, B}(b, n) && 0 <= at && at + 4 <= n ==>
      u32_at{A}(b, at) == u32_at{B}(b, at);

    lemma word_kept{A, B}: \forall uint8_t *b, integer n, at;
      payload_kept{A, B}(b, n) && 0 <= at && at + 8 <= n ==>
      u64_at{A}(b, at) == u64_at{B}(b, at);

    lemma half_at_kept{A, B}: \forall uint8_t *b, integer n, at, v;
      payload_kept{A, B}(b, n) && 0 <= at && at + 4 <= n &&
      half_at{A}(b, at, v) ==> half_at{B}(b, at, v);

    lemma word_at_kept{A, B}: \forall uint8_t *b, integer n, at, v;
      payload_kept{A, B}(b, n) && 0 <= at && at + 8 <= n &&
      word_at{A}(b, at, v) ==> word_at{B}(b, at, v);
*/

#include "table_lemmas.h"
