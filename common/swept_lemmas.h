/*
 * swept_lemmas - where an image executes and where its file bytes are not: for
 * the proof of margin.c.
 */
#ifndef SWEPT_LEMMAS_H
#define SWEPT_LEMMAS_H

#include "swept.h"

/*@ lemma down_order: \forall integer page, x, y; x <= y && 0 <= x &&
      (page == 4096 || page == 65536) ==>
      down_to(page, x) <= down_to(page, y);

    lemma page_end_same: \forall struct arch *arch, integer image, x;
      arch_is_one(arch) && machine_is(arch, image) ==>
      page_up(arch, x) == page_end(image, x);

    lemma page_end_above: \forall integer image, x; 0 <= x &&
      composed(image) ==>
      x <= page_end(image, x) < x + 65536;

    lemma page_end_order: \forall integer image, x, y; 0 <= x <= y &&
      composed(image) ==> page_end(image, x) <= page_end(image, y);

    lemma page_of_order: \forall integer image, x, y; 0 <= x <= y &&
      composed(image) ==> page_of(image, x) <= page_of(image, y);

    lemma call_executes: \forall integer image, a, b; exec_call(image, a) &&
      a <= b < a + image_call_len(image) ==> exec_byte(image, b);

    lemma call_ends: \forall integer image, a; exec_call(image, a) &&
      0 < image_call_len(image) ==> exec_byte(image, a) &&
      exec_byte(image, a + image_call_len(image) - 1);

    lemma gap_begins: \forall integer image, from, end;
      never_executes(image, from, end) && from < end ==>
      !exec_byte(image, from);

    lemma segs_order: \forall integer image, i, j; composed(image) &&
      0 <= i <= j < image_segs(image) ==>
      0 <= seg_start(image, i) <= seg_start(image, j) &&
      seg_file_end(image, i) <= seg_end(image, i) <= seg_end(image, j);

    lemma pages_order: \forall integer image, i, j; composed(image) &&
      0 <= i <= j < image_segs(image) ==>
      page_of(image, seg_start(image, i)) <=
        page_of(image, seg_start(image, j)) &&
      page_end(image, seg_end(image, i)) <= page_end(image, seg_end(image, j));

    lemma pages_apart: \forall integer image, i, j; composed(image) &&
      0 <= i < j < image_segs(image) &&
      !(seg_exec(image, i) <==> seg_exec(image, j)) ==>
      page_end(image, seg_end(image, i)) <= page_of(image, seg_start(image, j));

    lemma no_bytes_later: \forall integer image, k, j, a; composed(image) &&
      0 <= k <= j < image_segs(image) && a < seg_start(image, k) ==>
      a < seg_start(image, j);

    lemma no_bytes_earlier: \forall integer image, k, j, a; composed(image) &&
      0 <= j <= k < image_segs(image) && seg_end(image, k) <= a ==>
      seg_file_end(image, j) <= a;

    lemma after_page: \forall integer image, i, j, a; composed(image) &&
      0 <= i < j < image_segs(image) && seg_exec(image, i) &&
      !seg_exec(image, j) && a < page_end(image, seg_end(image, i)) ==>
      a < seg_start(image, j);

    lemma before_page: \forall integer image, j, k, a; composed(image) &&
      0 <= j < k < image_segs(image) && !seg_exec(image, j) &&
      seg_exec(image, k) && page_of(image, seg_start(image, k)) <= a ==>
      seg_file_end(image, j) <= a;

    lemma gap_call: \forall integer image, next, ntail, end, a;
      swept(image, next, ntail) && 0 < image_call_len(image) &&
      next < end && never_executes(image, next, end) &&
      exec_call(image, a) && a < end ==>
      a + image_call_len(image) <= next;

    lemma swept_gap: \forall integer image, next, ntail, end;
      swept(image, next, ntail) && next < end &&
      0 < image_call_len(image) && never_executes(image, next, end) ==>
      swept(image, end, 0);

    lemma seg_executes: \forall integer image, i; composed(image) &&
      0 <= i < image_segs(image) && seg_exec(image, i) ==>
      executes(image, page_of(image, seg_start(image, i)),
        page_end(image, seg_end(image, i)));

    lemma no_bytes_after: \forall integer image, i, k, a; composed(image) &&
      0 <= i < k <= image_segs(image) && seg_exec(image, i) &&
      none_executes(image, i + 1, k) &&
      (k < image_segs(image) ==> a < seg_start(image, k)) &&
      seg_end(image, i) <= a < page_end(image, seg_end(image, i)) ==>
      !file_byte(image, a);

    lemma no_bytes_before: \forall integer image, i, k, a; composed(image) &&
      0 <= i < k < image_segs(image) && seg_exec(image, k) &&
      none_executes(image, i + 1, k) &&
      seg_end(image, i) <= a &&
      page_of(image, seg_start(image, k)) <= a < seg_start(image, k) ==>
      !file_byte(image, a);

    lemma no_bytes_first: \forall integer image, k, a; composed(image) &&
      0 <= k < image_segs(image) && seg_exec(image, k) &&
      none_executes(image, 0, k) &&
      page_of(image, seg_start(image, k)) <= a < seg_start(image, k) ==>
      !file_byte(image, a);

    lemma segs_follow: \forall integer image, i, j; composed(image) &&
      0 <= i < j < image_segs(image) ==>
      seg_sound(image, i) && segs_apart(image, i, j) &&
      seg_file_end(image, i) <= seg_end(image, i) <= seg_start(image, j);

    lemma not_in: \forall integer image, j, k, a; composed(image) &&
      0 <= j < image_segs(image) && 0 <= k < image_segs(image) &&
      seg_file_end(image, k) <= a < seg_end(image, k) ==>
      seg_sound(image, j) && seg_sound(image, k) &&
      (j < k ==> segs_apart(image, j, k)) &&
      (k < j ==> segs_apart(image, k, j)) &&
      !seg_file_byte(image, j, a);

    lemma no_byte_in: \forall integer image, k, a; composed(image) &&
      0 <= k < image_segs(image) &&
      seg_file_end(image, k) <= a < seg_end(image, k) ==>
      !file_byte(image, a);

    lemma no_bytes_in: \forall integer image, k; composed(image) &&
      0 <= k < image_segs(image) ==>
      no_file_bytes(image, seg_file_end(image, k), seg_end(image, k));

    lemma gap_between: \forall integer image, i, k; composed(image) &&
      0 <= i < k < image_segs(image) && none_executes(image, i + 1, k) ==>
      never_executes(image, page_end(image, seg_end(image, i)),
        page_of(image, seg_start(image, k)));

    lemma gap_first: \forall integer image, k; composed(image) &&
      0 <= k < image_segs(image) && none_executes(image, 0, k) ==>
      never_executes(image, 0, page_of(image, seg_start(image, k)));

    lemma none_after: \forall integer image, i, a; composed(image) &&
      0 <= i < image_segs(image) &&
      none_executes(image, i + 1, image_segs(image)) &&
      page_end(image, seg_end(image, i)) <= a ==> !exec_byte(image, a);

    lemma none_at_all: \forall integer image, a;
      none_executes(image, 0, image_segs(image)) ==> !exec_byte(image, a);

    lemma last_call: \forall integer image, i, a; composed(image) &&
      0 <= i < image_segs(image) &&
      none_executes(image, i + 1, image_segs(image)) &&
      exec_call(image, a) ==>
      a + image_call_len(image) <= page_end(image, seg_end(image, i));

    lemma no_call_at_all: \forall integer image, a; composed(image) &&
      none_executes(image, 0, image_segs(image)) ==> !exec_call(image, a);

    lemma swept_all: \forall integer image, i, ntail; composed(image) &&
      0 <= i < image_segs(image) &&
      none_executes(image, i + 1, image_segs(image)) &&
      swept(image, page_end(image, seg_end(image, i)), ntail) ==>
      only_allowed_calls(image);

    lemma swept_none: \forall integer image; composed(image) &&
      none_executes(image, 0, image_segs(image)) ==>
      only_allowed_calls(image);
*/

#endif
