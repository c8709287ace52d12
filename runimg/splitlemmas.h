/*
 * splitlemmas - the segments of loads, one load after the other; each lemma is
 * itself proved in the units that include it.
 */
#ifndef SPLITLEMMAS_H
#define SPLITLEMMAS_H

#include "layout.h"

/*@ lemma split_last: \forall struct load *loads, integer n, m, i;
      loads_split(loads, n, m) && i == n - 1 ==>
      0 < (loads + i)->count && (loads + i)->first + (loads + i)->count == m;

    lemma split_first: \forall struct load *loads, integer n, m, i, j;
      loads_split(loads, n, m) && 0 <= i <= j && j == n - 1 ==>
      0 < (loads + j)->count && (loads + j)->first + (loads + j)->count == m &&
      0 <= (loads + i)->first &&
      (loads + i)->first + (loads + i)->count <= m;

    lemma split_range: \forall struct load *loads, integer n, m, i;
      loads_split(loads, n, m) && 0 <= i < n ==>
      (loads + (n - 1))->first + (loads + (n - 1))->count == m &&
      0 <= (loads + i)->first &&
      (loads + i)->first + (loads + i)->count <= m;

    lemma split_step: \forall struct load *loads, integer n, m, i, j;
      loads_split(loads, n, m) && 0 <= i && j == i + 1 && j < n ==>
      loads_chain(loads, n) &&
      (loads + i)->first + (loads + i)->count == (loads + j)->first;

    lemma split_zero: \forall struct load *loads, integer n, m, i;
      loads_split(loads, n, m) && i == 0 ==> (loads + i)->first == 0;

    lemma split_found: \forall struct load *loads, integer n, m, i, j, seg;
      loads_split(loads, n, m) && 0 <= i && j == i + 1 && j < n &&
      (loads + i)->first <= seg < (loads + j)->first ==>
      (loads + i)->first + (loads + i)->count == (loads + j)->first &&
      load_holds(loads + i, seg);

    lemma split_found_last: \forall struct load *loads, integer n, m, i, seg;
      loads_split(loads, n, m) && i == n - 1 && seg < m &&
      (loads + i)->first <= seg ==>
      (loads + i)->first + (loads + i)->count == m &&
      load_holds(loads + i, seg);
*/

#endif
