#include "sitesort.h"

/*@ predicate site_is(struct site *p, struct site v) =
      p->vaddr == v.vaddr && p->kind == v.kind && p->length == v.length &&
      p->numbers == v.numbers && p->number == v.number &&
      p->known == v.known &&
      (\forall integer i; 0 <= i < ARCH_SLOT ==>
        p->original[i] == v.original[i]) &&
      (\forall integer i; 0 <= i < SITE_ARGS ==> p->args[i] == v.args[i]);

    lemma site_is_same{A, B}: \forall struct site *p, struct site *q,
      struct site v; site_is{A}(p, v) && site_is{B}(q, v) ==>
      same_site{A, B}(p, q);

    lemma same_site_is{A, B}: \forall struct site *p, struct site *q,
      struct site v; site_is{A}(p, v) && same_site{A, B}(p, q) ==>
      site_is{B}(q, v);

    lemma same_site_chain{A, B, C}: \forall struct site *p, struct site *q,
      struct site *r; same_site{A, B}(p, q) && same_site{B, C}(q, r) ==>
      same_site{A, C}(p, r);
*/
/*@ requires \valid(sites + i);
    assigns sites[i];
    ensures site_is(sites + i, s);
    ensures \forall integer k; k != i ==>
      same_site{Pre, Post}(sites + k, sites + k);
*/
static void
put(struct site *sites, size_t i, struct site s)
{
	sites[i] = s;
}

/*@ requires \valid_read(sites + i);
    assigns \nothing;
    ensures site_is(sites + i, \result);
*/
static struct site
get(const struct site *sites, size_t i)
{
	return sites[i];
}

/*@ predicate swapped{A, B}(struct site *s, integer i, integer j) =
      \at(s[i].vaddr, A) == \at(s[j].vaddr, B) &&
      \at(s[j].vaddr, A) == \at(s[i].vaddr, B) &&
      \forall integer k; k != i && k != j ==>
        \at(s[k].vaddr, A) == \at(s[k].vaddr, B);

    lemma exchanged_swapped{A, B}: \forall struct site *s, integer i, j;
      exchanged{A, B}(s, i, j) ==> swapped{A, B}(s, i, j);
*/
/*@ requires a < n && b < n && \valid(sites + (0 .. n - 1));
    assigns sites[a], sites[b];
    ensures permuted{Pre, Post}(sites, n) && swapped{Pre, Post}(sites, a, b);
*/
static void
exchange(struct site *sites, size_t a, size_t b) /*@ ghost (size_t n) */
{
	struct site x = get(sites, a), y = get(sites, b);

	put(sites, a, y);
	/*@ ghost half: ; */
	put(sites, b, x);
	/*@ assert a != b ==> site_is(sites + a, y); */
	/*@ assert same_site{Pre, Here}(\at(sites + a, Here), sites + b); */
	/*@ assert same_site{Pre, Here}(\at(sites + b, Here), sites + a); */
	/*@ assert \forall integer k; k != a && k != b ==>
	      same_site{Pre, half}(sites + k, sites + k) &&
	      same_site{half, Here}(sites + k, sites + k); */
	/*@ assert exchanged{Pre, Here}(sites, \at(a, Here), \at(b, Here)); */
}

/*@ // No child of i, among the first n, is greater.
    predicate node(struct site *s, integer i, integer n) =
      (2 * i + 1 < n ==> s[2 * i + 1].vaddr <= s[i].vaddr) &&
      (2 * i + 2 < n ==> s[2 * i + 2].vaddr <= s[i].vaddr);

    predicate heap(struct site *s, integer from, integer n) =
      \forall integer i; from <= i < n ==> node(s, i, n);

    // All but the entry at hole, which may be too small for its place: its
    // children would do in it.
    predicate holed(struct site *s, integer from, integer hole, integer n) =
      (\forall integer i; from <= i < n && i != hole ==> node(s, i, n)) &&
      (\forall integer i; from <= i && (2 * i + 1 == hole ||
        2 * i + 2 == hole) ==>
        (2 * hole + 1 < n ==> s[2 * hole + 1].vaddr <= s[i].vaddr) &&
        (2 * hole + 2 < n ==> s[2 * hole + 2].vaddr <= s[i].vaddr));

    predicate greater_child(struct site *s, integer i, integer c, integer n) =
      (c == 2 * i + 1 || c == 2 * i + 2) && c < n &&
      (2 * i + 1 < n ==> s[2 * i + 1].vaddr <= s[c].vaddr) &&
      (2 * i + 2 < n ==> s[2 * i + 2].vaddr <= s[c].vaddr);

    predicate bound(struct site *s, integer n, integer v) =
      \forall integer k; 0 <= k < n ==> s[k].vaddr <= v;

    lemma node_kept{A, B}: \forall struct site *s, integer i, j, k, n;
      swapped{A, B}(s, j, k) && i != j && i != k &&
      (2 * i + 1 < n ==> 2 * i + 1 != j && 2 * i + 1 != k) &&
      (2 * i + 2 < n ==> 2 * i + 2 != j && 2 * i + 2 != k) &&
      node{A}(s, i, n) ==> node{B}(s, i, n);

    lemma hole_node{A, B}: \forall struct site *s, integer from, i, c, n;
      0 <= from <= i < n && holed{A}(s, from, i, n) &&
      greater_child{A}(s, i, c, n) &&
      \at(s[i].vaddr, A) <= \at(s[c].vaddr, A) && swapped{A, B}(s, i, c) ==>
      node{B}(s, i, n);

    lemma hole_parent{A, B}: \forall struct site *s, integer from, i, c, n, p;
      0 <= from <= i < n && holed{A}(s, from, i, n) &&
      greater_child{A}(s, i, c, n) && from <= p &&
      (2 * p + 1 == i || 2 * p + 2 == i) &&
      \at(s[i].vaddr, A) <= \at(s[c].vaddr, A) && swapped{A, B}(s, i, c) ==>
      node{B}(s, p, n);

    lemma hole_other{A, B}: \forall struct site *s, integer from, i, c, n, p;
      0 <= from <= i < n && holed{A}(s, from, i, n) &&
      greater_child{A}(s, i, c, n) && from <= p < n && p != i && p != c &&
      2 * p + 1 != i && 2 * p + 2 != i && swapped{A, B}(s, i, c) ==>
      node{B}(s, p, n);

    lemma child_node: \forall struct site *s, integer from, i, c, n;
      0 <= from <= i < n && holed(s, from, i, n) &&
      greater_child(s, i, c, n) ==> node(s, c, n);

    lemma child_swapped{A, B}: \forall struct site *s, integer i, c, n;
      0 <= i < c && node{A}(s, c, n) && swapped{A, B}(s, i, c) ==>
        (2 * c + 1 < n ==>
          \at(s[2 * c + 1].vaddr, B) <= \at(s[i].vaddr, B)) &&
        (2 * c + 2 < n ==>
          \at(s[2 * c + 2].vaddr, B) <= \at(s[i].vaddr, B));

    lemma hole_children{A, B}: \forall struct site *s,
      integer from, i, c, n;
      0 <= from <= i < n && holed{A}(s, from, i, n) &&
      greater_child{A}(s, i, c, n) && swapped{A, B}(s, i, c) ==>
        (2 * c + 1 < n ==>
          \at(s[2 * c + 1].vaddr, B) <= \at(s[i].vaddr, B)) &&
        (2 * c + 2 < n ==>
          \at(s[2 * c + 2].vaddr, B) <= \at(s[i].vaddr, B));

    lemma hole_sinks{A, B}: \forall struct site *s, integer from, i, c, n;
      0 <= from <= i < n && holed{A}(s, from, i, n) &&
      greater_child{A}(s, i, c, n) &&
      \at(s[i].vaddr, A) <= \at(s[c].vaddr, A) && swapped{A, B}(s, i, c) ==>
      holed{B}(s, from, c, n);

    lemma hole_filled: \forall struct site *s, integer from, i, c, n;
      holed(s, from, i, n) && greater_child(s, i, c, n) &&
      s[c].vaddr <= s[i].vaddr ==> heap(s, from, n);

    lemma hole_low: \forall struct site *s, integer from, i, n;
      holed(s, from, i, n) && n <= 2 * i + 1 ==> heap(s, from, n);

    lemma bound_swapped{A, B}: \forall struct site *s, integer i, j, n, v;
      0 <= i < n && 0 <= j < n && swapped{A, B}(s, i, j) ==>
      (bound{A}(s, n, v) <==> bound{B}(s, n, v));

    lemma heap_one: \forall struct site *s, integer i, n;
      0 <= i < n && heap(s, 0, n) ==> node(s, i, n);

    lemma node_less: \forall struct site *s, integer i, n;
      node(s, i, n + 1) ==> node(s, i, n);

    lemma heap_node: \forall struct site *s, integer i, n;
      0 <= i < n && heap(s, 0, n + 1) ==> node(s, i, n);

    lemma heap_less_node{A, B}: \forall struct site *s, integer i, n;
      0 < i < n && node{A}(s, i, n) && swapped{A, B}(s, 0, n) ==>
      node{B}(s, i, n);

    lemma heap_less{A, B}: \forall struct site *s, integer n;
      0 <= n && heap{A}(s, 0, n + 1) && swapped{A, B}(s, 0, n) ==>
      heap{B}(s, 1, n);

    lemma heap_holed: \forall struct site *s, integer i, n;
      0 <= i && heap(s, i + 1, n) ==> holed(s, i, i, n);
*/

/*@ requires root < n / 2 && n <= IMAGE_SITES;
    requires \valid_read(sites + (0 .. n - 1));
    assigns \nothing;
    ensures root < \result < n && greater_child(sites, root, \result, n);
*/
static size_t
greater(const struct site *sites, size_t root, size_t n)
{
	size_t child = 2 * root + 1;

	if (child + 1 < n && sites[child].vaddr < sites[child + 1].vaddr)
		child++;
	return child;
}

/*@ predicate unchanged_after{A, B}(struct site *s, integer n) =
      \forall integer k; n <= k ==>
        \at(s[k].vaddr, A) == \at(s[k].vaddr, B);

    predicate bounds_kept{A, B}(struct site *s, integer n) =
      \forall integer v; bound{A}(s, n, v) ==> bound{B}(s, n, v);
*/
/*@ requires from <= root < child < n <= total <= IMAGE_SITES;
    requires \valid(sites + (0 .. total - 1));
    requires holed(sites, from, root, n) &&
      greater_child(sites, root, child, n);
    requires sites[root].vaddr <= sites[child].vaddr;
    assigns sites[0 .. n - 1];
    ensures holed(sites, from, child, n);
    ensures permuted{Pre, Post}(sites, total);
    ensures bounds_kept{Pre, Post}(sites, n);
    ensures unchanged_after{Pre, Post}(sites, n);
*/
static void
step(struct site *sites, size_t root, size_t child)
/*@ ghost (size_t from, size_t n, size_t total) */
{
	exchange(sites, root, child) /*@ ghost (total) */;
}

/*@ requires root < n <= total <= IMAGE_SITES;
    requires \valid(sites + (0 .. total - 1));
    requires heap(sites, root + 1, n);
    assigns sites[0 .. n - 1];
    ensures heap(sites, root, n);
    ensures permuted{Pre, Post}(sites, total);
    ensures bounds_kept{Pre, Post}(sites, n);
    ensures unchanged_after{Pre, Post}(sites, n);
*/
/* Heap of the first n: the entry at root sinks below its greater children. */
static void
sink(struct site *sites, size_t root, size_t n) /*@ ghost (size_t total) */
{
	size_t child;

	/*@ ghost size_t from = root; */
	/*@ loop invariant from <= root < n;
	    loop invariant holed(sites, from, root, n);
	    loop invariant permuted{Pre, Here}(sites, total);
	    loop invariant bounds_kept{Pre, Here}(sites, n);
	    loop invariant unchanged_after{Pre, Here}(sites, n);
	    loop assigns root, child, sites[0 .. n - 1];
	    loop variant n - root;
	*/
	while (root < n / 2) {
		child = greater(sites, root, n);
		if (sites[root].vaddr >= sites[child].vaddr)
			return;
		step(sites, root, child) /*@ ghost (from, n, total) */;
		root = child;
	}
}

/*@ ghost
    /@ requires 0 < n && \valid_read(s + (0 .. n - 1)) && heap(s, 0, n);
       assigns \nothing;
       ensures \forall integer k; 0 <= k < n ==> s[k].vaddr <= s[0].vaddr;
    @/
    static void
    first_is_greatest(const struct site *s, size_t n)
    {
	size_t k;

	/@ loop invariant 1 <= k <= n;
	   loop invariant \forall integer j; 0 <= j < k ==>
	     s[j].vaddr <= s[0].vaddr;
	   loop assigns k;
	   loop variant n - k;
	@/
	for (k = 1; k < n; k++) {
		/@ assert node(s, (k - 1) / 2, n); @/
	}
    }
*/

/*@ predicate sorted_from(struct site *s, integer from, integer n) =
      (\forall integer i, j; from <= i <= j < n ==>
        s[i].vaddr <= s[j].vaddr) &&
      (\forall integer j; from <= j < n ==> bound(s, from, s[j].vaddr));

    lemma sorted_kept{A, B}: \forall struct site *s, integer m, n;
      0 <= m && sorted_from{A}(s, m, n) && bounds_kept{A, B}(s, m) &&
      unchanged_after{A, B}(s, m) ==> sorted_from{B}(s, m, n);
*/
/*@ requires 0 < i < n <= IMAGE_SITES && \valid(sites + (0 .. n - 1));
    requires heap(sites, 0, i + 1) && sorted_from(sites, i + 1, n);
    assigns sites[0 .. i];
    ensures heap(sites, 1, i) && sorted_from(sites, i, n);
    ensures permuted{Pre, Post}(sites, n);
*/
/* The greatest of a heap of i + 1 goes behind the rest. */
static void
greatest_last(struct site *sites, size_t i) /*@ ghost (size_t n) */
{
	/*@ ghost first_is_greatest(sites, i + 1); */
	exchange(sites, 0, i) /*@ ghost (n) */;
	/*@ assert \forall integer k; 0 <= k <= i ==>
	      sites[k].vaddr <= sites[i].vaddr; */
	/*@ assert \forall integer k; i < k < n ==>
	      sites[i].vaddr <= sites[k].vaddr; */
	/*@ assert \forall integer j, k; i <= j <= k < n ==>
	      sites[j].vaddr <= sites[k].vaddr; */
}

void
sitesort(struct site *sites, size_t n)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n / 2;
	    loop invariant heap(sites, i, n);
	    loop invariant permuted{Pre, Here}(sites, n);
	    loop assigns i, sites[0 .. n - 1];
	    loop variant i;
	*/
	for (i = n / 2; i > 0; i--)
		sink(sites, i - 1, n) /*@ ghost (n) */;
	/*@ loop invariant 0 <= i <= n;
	    loop invariant heap(sites, 0, i);
	    loop invariant permuted{Pre, Here}(sites, n);
	    loop invariant sorted_from(sites, i, n);
	    loop assigns i, sites[0 .. n - 1];
	    loop variant i;
	*/
	for (i = n; i > 1; i--) {
		greatest_last(sites, i - 1) /*@ ghost (n) */;
		sink(sites, 0, i - 1) /*@ ghost (n) */;
	}
}
