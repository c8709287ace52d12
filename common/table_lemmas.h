/*
 * table_lemmas - for proofs: an entry stays what a record's bytes say while
 * other entries are written. table_lemmas.c proves the first.
 */
#ifndef TABLE_LEMMAS_H
#define TABLE_LEMMAS_H

#include "kept.h"

/*@ lemma decision_same_bytes{A, B}: \forall uint8_t *b, integer n, at,
      struct decision *d; payload_kept{A, B}(b, n) && 0 <= at &&
      at + CODEC_DECISION <= n && decision_kept{A, B}(d) &&
      decision_fields{A}(b, at, d) ==> decision_fields{B}(b, at, d);

    lemma decisions_next: \forall uint8_t *b, struct decision *plan,
      integer first, n, m; decisions_from(b, plan, first, n) &&
      decision_fields(b, CODEC_TABLE + (n - first) * CODEC_DECISION,
        plan + n) && m == n + 1 ==> decisions_from(b, plan, first, m);

    lemma decisions_read_kept{A, B}: \forall uint8_t *b, integer n, first, k,
      struct decision *plan; payload_kept{A, B}(b, n) && 0 <= first &&
      CODEC_TABLE + (k - first) * CODEC_DECISION <= n &&
      decisions_kept{A, B}(plan, k) &&
      decisions_from{A}(b, plan, first, k) ==>
      decisions_from{B}(b, plan, first, k);
*/

#endif
