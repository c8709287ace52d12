#include "scan.h"

#include "pattern.h"

void
scan_start(struct scan *s, const struct arch *arch)
{
	s->arch = arch;
	s->next = 0;
	s->ntail = 0;
}

void
scan_at(struct scan *s, uint64_t vaddr) /*@ ghost (int image) */
{
	if (vaddr != s->next)
		s->ntail = 0;
	s->next = vaddr;
}

/* A pattern stands at join[i ..], the bytes from address base on. */
/*@ requires arch_known(arch) && i <= len <= 6;
    requires \valid_read(join + (0 .. 5)) && base + len <= UINT64_MAX;
    requires holds_bytes(image, base, join, len);
    assigns \nothing;
    ensures \result != 0 <==> i + arch->call_len <= len &&
      raw_syscall_at(arch, image, base + i);
*/
static bool
joined(const struct arch *arch, uint64_t base, const uint8_t *join, size_t len,
    size_t i) /*@ ghost (int image) */
{
	if (len - i < arch->call_len)
		return false;
	/*@ assert arch->call_len == 4 ==> join[i + 3] ==
	      byte_at(image, base + i + 3); */
	/*@ assert arch->call_len == 4 ==> join[i + 2] ==
	      byte_at(image, base + i + 2); */
	/*@ assert join[i + 1] == byte_at(image, base + i + 1); */
	/*@ assert join[i] == byte_at(image, base + i); */
	/*@ assert pattern_at(arch, join, i) <==>
	      call_bytes(arch->calls, byte_at(image, base + i),
		byte_at(image, base + i + 1), byte_at(image, base + i + 2),
		byte_at(image, base + i + 3)); */
	return pattern_here(arch, join, i) &&
	    (base + i) % arch->insn_align == 0;
}

/* The position of a pattern that starts in the tail, from on, or ntail. */
/*@ requires \valid_read(s) && \valid_read(d + (0 .. n - 1));
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires holds_bytes(image, s->next, d, n);
    requires from <= s->ntail && s->next + n <= UINT64_MAX - SCAN_TAIL;
    assigns \nothing;
    ensures from <= \result <= s->ntail;
    ensures none: \forall integer a;
      s->next - s->ntail + from <= a < s->next - s->ntail + \result &&
      a + s->arch->call_len <= s->next + n ==>
      !raw_syscall_at(s->arch, image, a);
    ensures found: \result < s->ntail ==>
      \result + s->arch->call_len <= s->ntail + n &&
      raw_syscall_at(s->arch, image, s->next - s->ntail + \result);
*/
static size_t
straddling(const struct scan *s, const uint8_t *d, size_t n,
    size_t from) /*@ ghost (int image) */
{
	uint8_t join[2 * SCAN_TAIL];
	size_t i, k, len = s->ntail;

	/*@ assert 2 <= s->arch->call_len <= 4; */
	/*@ loop invariant 0 <= i <= s->ntail;
	    loop invariant \forall integer j; 0 <= j < i ==>
	      join[j] == byte_at(image, s->next - s->ntail + j);
	    loop assigns i, join[0 .. 2];
	    loop variant s->ntail - i;
	*/
	for (i = 0; i < s->ntail; i++)
		join[i] = (uint8_t)s->tail[i];
	/*@ loop invariant 0 <= k <= n && k <= SCAN_TAIL && len == s->ntail + k;
	    loop invariant \forall integer j; 0 <= j < len ==>
	      join[j] == byte_at(image, s->next - s->ntail + j);
	    loop assigns k, len, join[0 .. 5];
	    loop variant SCAN_TAIL - k;
	*/
	for (k = 0; k < n && k < SCAN_TAIL; k++)
		join[len++] = d[k];
	/*@ loop invariant from <= i <= s->ntail;
	    loop invariant \forall integer a;
	      s->next - s->ntail + from <= a < s->next - s->ntail + i &&
	      a + s->arch->call_len <= s->next - s->ntail + len ==>
	      !raw_syscall_at(s->arch, image, a);
	    loop assigns i;
	    loop variant s->ntail - i;
	*/
	for (i = from; i < s->ntail; i++)
		if (joined(s->arch, s->next - s->ntail, join, len,
			i) /*@ ghost (image) */)
			return i;
	return s->ntail;
}

/* The last bytes of tail and piece together become the tail. */
/*@ requires \valid(s) && \valid_read(d + (0 .. n - 1));
    requires \separated(s, s->arch, d + (0 .. n - 1));
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires holds_bytes(image, s->next, d, n);
    requires s->next + n <= UINT64_MAX;
    assigns s->next, s->ntail, s->tail[0 .. 2];
    ensures scan_sound(s, image);
    ensures scan_moved{Pre, Post}(s, n);
*/
static void
keep_tail(struct scan *s, const uint8_t *d, size_t n) /*@ ghost (int image) */
{
	size_t i, keep = s->arch->call_len - 1u, old = s->ntail;

	if (n >= keep) {
		/*@ loop invariant 0 <= i <= keep;
		    loop invariant \forall integer j; 0 <= j < i ==>
		      0 <= s->tail[j] <= 255 &&
		      s->tail[j] == byte_at(image, s->next + n - keep + j);
		    loop assigns i, s->tail[0 .. 2];
		    loop variant keep - i;
		*/
		for (i = 0; i < keep; i++)
			s->tail[i] = d[n - keep + i];
		/*@ assert arch_known(s->arch); */
		s->ntail = keep;
		s->next += n;
		return;
	}
	if (old > keep - n)
		old = keep - n;
	/*@ loop invariant 0 <= i <= old;
	    loop invariant \forall integer j; 0 <= j < i ==>
	      0 <= s->tail[j] <= 255 &&
	      s->tail[j] == byte_at(image, s->next - old + j);
	    loop invariant \forall integer j; i <= j < SCAN_TAIL ==>
	      s->tail[j] == \at(s->tail[j], LoopEntry);
	    loop assigns i, s->tail[0 .. 2];
	    loop variant old - i;
	*/
	for (i = 0; i < old; i++)
		s->tail[i] = s->tail[s->ntail - old + i];
	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer j; 0 <= j < old + i ==>
	      0 <= s->tail[j] <= 255 &&
	      s->tail[j] == byte_at(image, s->next - old + j);
	    loop assigns i, s->tail[0 .. 2];
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		s->tail[old + i] = d[i];
	/*@ assert arch_known(s->arch); */
	s->ntail = old + n;
	s->next += n;
}

/*@ requires \valid_read(s) && \valid(pos) && \valid(hit);
    requires \separated(s, s->arch, pos, hit);
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires at < SIZE_MAX && s->next - s->ntail + at <= UINT64_MAX;
    assigns *pos, *hit;
    ensures scan_sound(s, image) && \result != 0;
    ensures *pos == at + 1 && *hit == s->next - s->ntail + at;
*/
static bool
give(const struct scan *s, size_t at, size_t *pos,
    uint64_t *hit) /*@ ghost (int image) */
{
	*hit = s->next - s->ntail + at;
	*pos = at + 1;
	/*@ assert arch_known(s->arch); */
	return true;
}

/* pattern_first, of the image. */
/*@ requires \valid_read(s) && \valid_read(d + (0 .. n - 1));
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires holds_bytes(image, s->next, d, n);
    requires from <= n <= SIZE_MAX - 256 && s->next + n <= UINT64_MAX;
    assigns \nothing;
    ensures from <= \result <= n;
    ensures none: \forall integer a; s->next + from <= a < s->next + \result &&
      a + s->arch->call_len <= s->next + n ==>
      !raw_syscall_at(s->arch, image, a);
    ensures found: \result < n ==> \result + s->arch->call_len <= n &&
      raw_syscall_at(s->arch, image, s->next + \result);
*/
static size_t
first_call(const struct scan *s, const uint8_t *d, size_t n,
    size_t from) /*@ ghost (int image) */
{
	/*@ assert \forall integer i; 0 <= i && i + s->arch->call_len <= n ==>
	      d[i] == byte_at(image, s->next + i) &&
	      d[i + 1] == byte_at(image, s->next + i + 1) &&
	      (s->arch->call_len == 4 ==>
		d[i + 2] == byte_at(image, s->next + i + 2) &&
		d[i + 3] == byte_at(image, s->next + i + 3)); */
	/*@ assert \forall integer i; 0 <= i && i + s->arch->call_len <= n ==>
	      (found_at(s->arch, s->next, d, i) <==>
		raw_syscall_at(s->arch, image, s->next + i)); */
	/*@ assert \forall integer a; s->next <= a &&
	      a + s->arch->call_len <= s->next + n ==>
	      (found_at(s->arch, s->next, d, a - s->next) <==>
		raw_syscall_at(s->arch, image, a)); */
	return pattern_first(s->arch, s->next, d, n, from);
}

bool
scan_piece(struct scan *s, const uint8_t *d, size_t n, size_t *pos,
    uint64_t *hit) /*@ ghost (int image) */
{
	size_t at, from = *pos;

	if (from < s->ntail) {
		at = straddling(s, d, n, from) /*@ ghost (image) */;
		if (at < s->ntail)
			return give(s, at, pos, hit) /*@ ghost (image) */;
		from = s->ntail;
	}
	at = first_call(s, d, n, from - s->ntail) /*@ ghost (image) */;
	if (at < n) {
		at += s->ntail;
		return give(s, at, pos, hit) /*@ ghost (image) */;
	}
	keep_tail(s, d, n) /*@ ghost (image) */;
	return false;
}

/* Zeros before the new place as before the old one. */
/*@ requires \valid(s) && \separated(s, s->arch);
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires s->ntail <= end;
    requires \forall integer j; 0 <= j < s->ntail ==> s->tail[j] == 0;
    requires \forall integer a; end - s->ntail <= a < end ==>
      byte_at(image, a) == 0;
    assigns s->next;
    ensures scan_sound(s, image) && s->next == end;
*/
static void
skip_to(struct scan *s, uint64_t end) /*@ ghost (int image) */
{
	s->next = end;
	/*@ assert \forall integer j; 0 <= j < s->ntail ==>
	      byte_at(image, s->next - s->ntail + j) == 0; */
}

/* As scan_zeros, for as many as a tail has at most. */
/*@ requires \valid(s) && \valid(hit) && \separated(s, s->arch, hit);
    requires \valid_read(s->arch) && scan_sound(s, image) && n <= SCAN_TAIL;
    requires s->next + n <= UINT64_MAX - SCAN_TAIL;
    requires \forall integer a; s->next <= a < s->next + n ==>
      byte_at(image, a) == 0;
    assigns *hit, s->next, s->ntail, s->tail[0 .. 2];
    ensures sound: scan_sound(s, image);
    ensures moved: scan_moved{Pre, Post}(s, n);
    ensures none: \result == 0 ==>
      no_call(s->arch, image, \old(s->next - s->ntail), s->next);
    ensures found: \result != 0 ==> raw_syscall_at(s->arch, image, *hit) &&
      \old(s->next - s->ntail) <= *hit &&
      *hit + s->arch->call_len <= s->next;
*/
static bool
feed_zeros(struct scan *s, size_t n, uint64_t *hit) /*@ ghost (int image) */
{
	static const uint8_t zeros[SCAN_TAIL] = {0};
	size_t pos = 0;

	if (!scan_piece(s, zeros, n, &pos, hit) /*@ ghost (image) */)
		return false;
	keep_tail(s, zeros, n) /*@ ghost (image) */;
	return true;
}

bool
scan_zeros(
    struct scan *s, uint64_t count, uint64_t *hit) /*@ ghost (int image) */
{
	uint64_t end = s->next + count;
	bool found;

	if (count <= SCAN_TAIL)
		return feed_zeros(s, (size_t)count, hit) /*@ ghost (image) */;
	found = feed_zeros(s, SCAN_TAIL, hit) /*@ ghost (image) */;
	/* Zeros follow zeros: the tail is the same. */
	/*@ assert \forall integer j; 0 <= j < s->ntail ==> s->tail[j] == 0; */
	/*@ assert \forall integer a; end - s->ntail <= a < end ==>
	      byte_at(image, a) == 0; */
	/*@ assert \forall integer a;
	      end - count <= a && a + s->arch->call_len <= end ==>
	      byte_at(image, a) == 0 &&
	      byte_at(image, a + s->arch->call_len - 1) == 0; */
	skip_to(s, end) /*@ ghost (image) */;
	return found;
}
