#include "table.h"

#include "kept.h"

enum fault_code
table_head(const uint8_t *b, size_t n, size_t entry, size_t room, size_t seen,
    size_t *total, size_t *count, bool first)
{
	if (n < CODEC_TABLE || (n - CODEC_TABLE) % entry != 0)
		return FAULT_BAD_LENGTH;
	*count = (n - CODEC_TABLE) / entry;
	if (first)
		*total = le32(b, 0);
	if (le32(b, 0) != *total || le32(b, 4) != seen ||
	    *count > *total - seen || (*count == 0) != (*total == 0 && first))
		return FAULT_BAD_TABLE;
	return *total <= room ? FAULT_NONE : FAULT_MEMORY;
}

/*@ requires at <= SIZE_MAX - CODEC_SITE;
    requires \valid_read(b + (at .. at + CODEC_SITE - 1)) && \valid(s);
    requires \separated(b + (at .. at + CODEC_SITE - 1), s);
    assigns *s;
    ensures \result == FAULT_NONE ==> site_alone(s);
    ensures \result == FAULT_NONE ==> 0 < s->length <= ARCH_SLOT;
*/
static enum fault_code
get_entry(const uint8_t *b, size_t at, struct site *s)
{
	return codec_site(b, at, s);
}

/* Nothing else changes that an image's sites depend on. */
/*@ requires at <= SIZE_MAX - CODEC_SITE && k < IMAGE_SITES;
    requires \valid_read(b + (at .. at + CODEC_SITE - 1));
    requires \valid(sites + (0 .. k));
    requires \separated(b + (at .. at + CODEC_SITE - 1), sites + (0 .. k));
    requires \separated(sites + (0 .. k), arch);
    requires \separated(sites + (0 .. k), segs + (0 .. nsegs - 1));
    assigns sites[k];
    ensures \result == FAULT_NONE ==> site_alone(&sites[k]);
    ensures \result == FAULT_NONE ==> 0 < sites[k].length <= ARCH_SLOT;
    ensures arch_kept{Pre, Post}(arch);
    ensures segments_kept{Pre, Post}(segs, nsegs);
    ensures \forall integer j; 0 <= j < k ==>
      site_words_kept{Pre, Post}(sites + j);
    ensures \forall integer j; 0 <= j < k ==>
      site_halves_kept{Pre, Post}(sites + j);
    ensures \forall integer j; 0 <= j < k ==>
      site_bytes_kept{Pre, Post}(sites + j);
    ensures \forall integer j; 0 <= j < k ==>
      site_slot_kept{Pre, Post}(sites + j);
*/
static enum fault_code
get_site(const uint8_t *b, size_t at, struct site *sites, size_t k)
/*@ ghost (const struct arch *arch, const struct segment *segs,
      size_t nsegs) */
{
	return get_entry(b, at, &sites[k]);
}

/* The entry at b[at ..), as site k. */
/*@ requires at <= SIZE_MAX - CODEC_SITE && k < IMAGE_SITES;
    requires \valid_read(b + (at .. at + CODEC_SITE - 1));
    requires \valid(sites + (0 .. k));
    requires \separated(b + (at .. at + CODEC_SITE - 1), sites + (0 .. k));
    requires \valid_read(segs + (0 .. nsegs - 1)) && nsegs <= IMAGE_PHDRS;
    requires \separated(sites + (0 .. k), arch) &&
      \separated(sites + (0 .. k), segs + (0 .. nsegs - 1));
    requires arch_known(arch) && segments_sound(arch, segs, nsegs);
    requires sites_good(arch, segs, nsegs, sites, k);
    assigns sites[k];
    ensures arch_known(arch) && segments_sound(arch, segs, nsegs);
    ensures sites_good(arch, segs, nsegs, sites, k);
    ensures \result.code == FAULT_NONE ==>
      sites_good(arch, segs, nsegs, sites, k + 1);
*/
static struct fault
next_site(const struct arch *arch, const struct segment *segs, size_t nsegs,
    struct site *sites, size_t k, const uint8_t *b, size_t at)
{
	enum fault_code code =
	    get_site(b, at, sites, k) /*@ ghost (arch, segs, nsegs) */;
	struct fault f;

	/*@ assert sites_kept{Pre, Here}(sites, k); */
	/*@ assert arch_known(arch); */
	/*@ assert segments_sound(arch, segs, nsegs); */
	/*@ assert sites_good(arch, segs, nsegs, sites, k); */
	if (code != FAULT_NONE)
		return fault_full(
		    code, AT_ADDRESS, sites[k].vaddr, ITEM_SITE, k);
	/*@ assert 0 < sites[k].length <= ARCH_SLOT; */
	f = rules_site(arch, segs, nsegs, sites, k);
	if (f.code == FAULT_NONE)
		f = rules_site_slot(arch, sites, k);
	if (f.code == FAULT_NONE && k > 0)
		f = rules_site_order(sites, k);
	/*@ assert f.code == FAULT_NONE ==>
	      site_good(arch, segs, nsegs, &sites[k]); */
	/*@ assert f.code == FAULT_NONE ==>
	      slot_end(&sites[k]) <= arch->top; */
	/*@ assert f.code == FAULT_NONE ==> slot_placed(&sites[k]); */
	/*@ assert f.code == FAULT_NONE && k > 0 ==>
	      slot_end(&sites[k - 1]) <= sites[k].vaddr; */
	/*@ assert f.code == FAULT_NONE ==> sites_sorted(sites, k + 1); */
	return f;
}

/*@ ghost
  /@ requires \separated(sites + (0 .. n - 1), img);
     assigns \nothing;
     ensures \forall integer j; 0 <= j < n ==>
       \separated(sites + j, &img->nsites);
  @/
  static void
  each_apart(const struct image *img, const struct site *sites, size_t n)
  {
  }
*/

/*@ requires count < SIZE_MAX / CODEC_SITE - 1;
    requires img->nsites + count <= IMAGE_SITES && \valid(img);
    requires \valid_read(b + (0 .. CODEC_TABLE + count * CODEC_SITE - 1));
    requires \valid(img->sites + (0 .. img->nsites + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_SITE - 1),
      img->sites + (0 .. img->nsites + count - 1));
    requires \separated(img->sites + (0 .. img->nsites + count - 1), img,
      img->arch);
    requires \separated(img, img->arch);
    requires segments_read(img) && sites_read(img);
    assigns img->nsites,
      img->sites[img->nsites .. img->nsites + count - 1];
    ensures \old(img->nsites) <= img->nsites <= \old(img->nsites) + count;
    ensures \result.code == FAULT_NONE ==>
      img->nsites == \old(img->nsites) + count;
    ensures segments_read(img) && sites_read(img);
    ensures image_kept{Pre, Post}(img);
*/
static struct fault
next_sites(struct image *img, const uint8_t *b, size_t count)
{
	struct fault f = fault_none();
	size_t i, from = img->nsites;

	/*@ ghost each_apart(img, img->sites, from + count); */
	/*@ loop invariant 0 <= i <= count;
	    loop invariant f.code == FAULT_NONE;
	    loop invariant image_kept{Pre, Here}(img);
	    loop invariant segments_read(img);
	    loop invariant sites_good(img->arch, &img->segs[0], img->nsegs,
	      img->sites, from + i);
	    loop assigns i, f, img->sites[from .. from + count - 1];
	    loop variant count - i;
	*/
	for (i = 0; i < count; i++) {
		/*@ assert \separated(img, img->sites + (from + i)); */
		f = next_site(img->arch, img->segs, img->nsegs, img->sites,
		    from + i, b, CODEC_TABLE + i * CODEC_SITE);
		/*@ assert image_kept{Pre, Here}(img); */
		/*@ assert segments_read(img); */
		if (f.code != FAULT_NONE)
			break;
	}
	/*@ ghost Read: ; */
	img->nsites = from + i;
	/*@ assert \forall integer j; 0 <= j < from + i ==>
	      site_words_kept{Read, Here}(img->sites + j); */
	/*@ assert sites_kept{Read, Here}(img->sites, from + i); */
	/*@ assert arch_kept{Read, Here}(img->arch); */
	/*@ assert segments_kept{Read, Here}(&img->segs[0], img->nsegs); */
	/*@ assert image_kept{Pre, Here}(img); */
	/*@ assert segments_read(img); */
	/*@ assert sites_read(img); */
	return f;
}

struct fault
table_sites(struct image *img, const uint8_t *b, size_t n, bool first)
{
	enum fault_code code;
	size_t count;

	if (n >= CODEC_TABLE && le32(b, 0) > IMAGE_SITES)
		return fault_of(FAULT_SITE_COUNT);
	code = table_head(b, n, CODEC_SITE, img->sites_room, img->nsites,
	    &img->sites_total, &count, first);
	/*@ assert arch_kept{Pre, Here}(img->arch); */
	/*@ assert segments_kept{Pre, Here}(&img->segs[0], img->nsegs); */
	/*@ assert sites_kept{Pre, Here}(img->sites, img->nsites); */
	/*@ assert segments_read(img) && sites_read(img); */
	if (code != FAULT_NONE)
		return fault_of(code);
	/*@ assert img->nsites + count <= img->sites_total <= img->sites_room; */
	return next_sites(img, b, count);
}

/*@ requires count < SIZE_MAX / CODEC_SET - 1;
    requires \valid(seen) && *seen <= SIZE_MAX - count;
    requires \valid_read(b + (0 .. CODEC_TABLE + count * CODEC_SET - 1));
    requires \valid(sets + (0 .. *seen + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_SET - 1),
      sets + (0 .. *seen + count - 1));
    requires \separated(seen, sets + (0 .. *seen + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_SET - 1), seen);
    assigns *seen, sets[*seen .. *seen + count - 1];
    ensures \old(*seen) <= *seen <= \old(*seen) + count;
    ensures \result.code == FAULT_NONE ==> *seen == \old(*seen) + count;
*/
static struct fault
next_sets(const uint8_t *b, size_t count, struct number_set *sets, size_t *seen)
{
	enum fault_code code;
	size_t i;

	/*@ loop invariant 0 <= i <= count;
	    loop invariant *seen == \at(*seen, Pre) + i;
	    loop assigns i, code, *seen,
	      sets[\at(*seen, Pre) .. \at(*seen, Pre) + count - 1];
	    loop variant count - i;
	*/
	for (i = 0; i < count; i++) {
		code = codec_set(b, CODEC_TABLE + i * CODEC_SET, &sets[*seen]);
		if (code != FAULT_NONE)
			return fault_in(code, ITEM_SET, *seen);
		(*seen)++;
	}
	return fault_none();
}

/*@ requires \valid_read(b + (0 .. n - 1)) && \valid(seen) && \valid(total);
    requires \valid(sets + (0 .. room - 1));
    requires \separated(seen, total, sets + (0 .. room - 1));
    requires \separated(b + (0 .. n - 1), seen) &&
      \separated(b + (0 .. n - 1), total) &&
      \separated(b + (0 .. n - 1), sets + (0 .. room - 1));
    requires *seen <= *total && *seen <= room;
    requires first ==> *seen == 0;
    assigns *seen, *total, sets[0 .. room - 1];
    ensures *seen <= *total;
    ensures *seen <= room;
    ensures \old(*seen) <= *seen;
    ensures !first ==> *total == \old(*total);
    ensures \result.code == FAULT_NONE ==>
      *total <= IMAGE_SETS && *total <= room && \old(*seen) < *seen;
*/
static struct fault
table_of_sets(const uint8_t *b, size_t n, struct number_set *sets, size_t room,
    size_t *seen, size_t *total, bool first)
{
	enum fault_code code;
	size_t count;

	if (n >= CODEC_TABLE && le32(b, 0) > IMAGE_SETS)
		return fault_of(FAULT_BAD_TABLE);
	code = table_head(b, n, CODEC_SET, room, *seen, total, &count, first);
	if (code == FAULT_NONE && count == 0)
		code = FAULT_BAD_TABLE;
	if (code != FAULT_NONE)
		return fault_of(code);
	/*@ assert *seen + count <= *total <= room; */
	return next_sets(b, count, sets, seen);
}

struct fault
table_sets(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return table_of_sets(b, n, img->sets, img->sets_room, &img->nsets,
	    &img->sets_total, first);
}

struct fault
table_plan_sets(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return table_of_sets(b, n, img->psets, img->psets_room, &img->npsets,
	    &img->psets_total, first);
}
