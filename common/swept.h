/*
 * swept - how far an image has been looked through, for proofs.
 */
#ifndef SWEPT_H
#define SWEPT_H

#include "spec.h"

/*@ // Below next every call instruction is an allowed one; what may still
    // become one begins in the ntail bytes before next, and those execute.
    predicate swept(integer image, integer next, integer ntail) =
      0 <= ntail <= next && ntail < image_call_len(image) &&
      (\forall integer a; exec_call(image, a) &&
        a + image_call_len(image) <= next ==> call_allowed(image, a)) &&
      (\forall integer a; exec_call(image, a) && a < next - ntail ==>
        a + image_call_len(image) <= next) &&
      (\forall integer a; next - ntail <= a < next ==> exec_byte(image, a));

    predicate executes(integer image, integer from, integer end) =
      \forall integer a; from <= a < end ==> exec_byte(image, a);

    predicate never_executes(integer image, integer from, integer end) =
      \forall integer a; from <= a < end ==> !exec_byte(image, a);

    predicate no_file_bytes(integer image, integer from, integer end) =
      \forall integer a; from <= a < end ==> !file_byte(image, a);

    predicate calls_allowed(integer image, integer from, integer end) =
      \forall integer a; from <= a && a + image_call_len(image) <= end &&
        call_at(image, a) ==> call_allowed(image, a);

    // No segment of [from, end) executes.
    predicate none_executes(integer image, integer from, integer end) =
      \forall integer i; from <= i < end ==> !seg_exec(image, i);

    lemma down_below: \forall integer page, x; 0 <= x &&
      (page == 4096 || page == 65536) ==>
      0 <= down_to(page, x) <= x < down_to(page, x) + page;

    lemma page_of_below: \forall integer image, x; 0 <= x &&
      composed(image) ==> 0 <= page_of(image, x) <= x;

    lemma exec_above: \forall integer image, a; composed(image) &&
      exec_byte(image, a) ==> 0 <= a;

    lemma exec_call_above: \forall integer image, a; composed(image) &&
      exec_call(image, a) ==> 0 <= a;

    lemma swept_start: \forall integer image; composed(image) ==>
      swept(image, 0, 0);

    lemma swept_on: \forall integer image, next, ntail, end, tail;
      swept(image, next, ntail) && next <= end &&
      executes(image, next, end) &&
      tail == \min(ntail + end - next, image_call_len(image) - 1) &&
      calls_allowed(image, next - ntail, end) ==>
      swept(image, end, tail);

    lemma executed: \forall integer image, from, end, a;
      executes(image, from, end) && from <= a &&
      a + image_call_len(image) <= end && call_at(image, a) ==>
      exec_call(image, a);
*/

#endif
