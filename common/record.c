#include "record.h"

#include "le.h"

static const uint8_t magic[8] = {0x8c, 'L', 'D', 'P', 0x0d, 0x0a, 0x1a, 0x0a};

void
record_signature(uint8_t *b)
{
	size_t i;

	/*@ loop invariant 0 <= i <= 8;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      b[k] == magic_byte(k);
	    loop assigns i, b[0 .. 7];
	    loop variant 8 - i;
	*/
	for (i = 0; i < 8; i++)
		b[i] = magic[i];
	le16_put(b, 8, 1);
	le16_put(b, 10, 0);
	le32_put(b, 12, 0);
	/*@ assert b[0] == 0x8c && b[1] == 0x4c && b[2] == 0x44 && b[3] == 0x50 &&
	      b[4] == 0x0d && b[5] == 0x0a && b[6] == 0x1a && b[7] == 0x0a; */
	/*@ assert u16_at(b, 8) == 1; */
	/*@ assert u16_at(b, 10) == 0; */
	/*@ assert magic_bytes(b, 8); */
}

/*@ requires \valid_read(b + (0 .. n - 1));
    requires \valid_read(what + (0 .. len - 1));
    assigns \nothing;
    ensures \result <==> n >= len &&
      \forall integer k; 0 <= k < len ==> b[k] == (uint8_t)what[k];
*/
static bool
holds(const uint8_t *b, size_t n, const char *what, size_t len)
{
	size_t i;

	if (n < len)
		return false;
	/*@ loop invariant 0 <= i <= len;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      b[k] == (uint8_t)what[k];
	    loop assigns i;
	    loop variant len - i;
	*/
	for (i = 0; i < len; i++)
		if (b[i] != (uint8_t)what[i])
			return false;
	return true;
}

/* The name is there, but the bytes around it are not what was written. */
/*@ requires \valid_read(b + (0 .. n - 1));
    assigns \nothing;
*/
static bool
mangled(const uint8_t *b, size_t n)
{
	return holds(b, n, "\x8cLDP", 4) || holds(b, n, "\x0cLDP", 4) ||
	    holds(b, n, "\xc2\x8cLDP", 5) || holds(b, n, "?LDP", 4) ||
	    holds(b, n, "\xef\xbf\xbdLDP", 6);
}

enum fault_code
record_signature_check(const uint8_t *b, size_t n)
{
	size_t i, same = 0;

	/*@ loop invariant 0 <= same <= 8 && same <= n;
	    loop invariant magic_bytes(b, same);
	    loop assigns same;
	    loop variant 8 - same;
	*/
	while (same < 8 && same < n && b[same] == magic[same])
		same++;
	if (same == n && n < RECORD_SIGNATURE)
		return FAULT_TRUNCATED;
	if (same < 8)
		return mangled(b, n) ? FAULT_TEXT_MANGLED : FAULT_BAD_MAGIC;
	if (n < RECORD_SIGNATURE)
		return FAULT_TRUNCATED;
	if (le16(b, 8) != 1)
		return FAULT_BAD_VERSION;
	/*@ loop invariant 12 <= i <= RECORD_SIGNATURE;
	    loop invariant \forall integer k; 12 <= k < i ==> b[k] == 0;
	    loop assigns i;
	    loop variant RECORD_SIGNATURE - i;
	*/
	for (i = 12; i < RECORD_SIGNATURE; i++)
		if (b[i] != 0)
			return FAULT_RESERVED_FIELD;
	return FAULT_NONE;
}

/*@ assigns \nothing;
    ensures \result <==> type_letter(c);
*/
static bool
letter(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

enum fault_code
record_header(const uint8_t *b, uint32_t *type, uint64_t *len)
{
	*type = le32(b, 0);
	*len = le64(b, 8);
	if (!letter(b[0]) || !letter(b[1]) || !letter(b[2]) ||
	    (!letter(b[3]) && b[3] != ' '))
		return FAULT_BAD_TYPE;
	if (le32(b, 4) != 0)
		return FAULT_RESERVED_FIELD;
	if (*len > RECORD_PAYLOAD_MAX)
		return FAULT_BAD_LENGTH;
	return FAULT_NONE;
}

void
record_header_put(uint8_t *b, uint32_t type, uint64_t len)
{
	le32_put(b, 0, type);
	le32_put(b, 4, 0);
	le64_put(b, 8, len);
}

size_t
record_size(size_t len)
{
	return RECORD_HEADER + (len + RECORD_CRC + 7) / 8 * 8;
}

bool
record_padding_zero(const uint8_t *b, size_t len)
{
	size_t i, end = record_size(len) - RECORD_CRC;

	/*@ loop invariant RECORD_HEADER + len <= i <= end;
	    loop invariant \forall integer k; RECORD_HEADER + len <= k < i ==>
	      b[k] == 0;
	    loop assigns i;
	    loop variant end - i;
	*/
	for (i = RECORD_HEADER + len; i < end; i++)
		if (b[i] != 0)
			return false;
	return true;
}

enum fault_code
record_whole(const uint8_t *b, size_t len, uint32_t crc)
{
	if (le32(b, record_size(len) - RECORD_CRC) != crc)
		return FAULT_BAD_CRC;
	return record_padding_zero(b, len) ? FAULT_NONE : FAULT_BAD_PADDING;
}

void
record_frame_put(uint8_t *b, uint32_t type, size_t len)
{
	size_t i, end = record_size(len) - RECORD_CRC;

	record_header_put(b, type, len);
	/*@ ghost Head: ; */
	/*@ loop invariant RECORD_HEADER + len <= i <= end;
	    loop invariant \forall integer k; RECORD_HEADER + len <= k < i ==>
	      b[k] == 0;
	    loop invariant \forall integer k; 0 <= k < RECORD_HEADER ==>
	      b[k] == \at(b[k], Head);
	    loop assigns i, b[RECORD_HEADER + len .. end - 1];
	    loop variant end - i;
	*/
	for (i = RECORD_HEADER + len; i < end; i++)
		b[i] = 0;
}

void
record_crc_put(uint8_t *b, size_t len, uint32_t crc)
{
	le32_put(b, record_size(len) - RECORD_CRC, crc);
}

enum fault_code
record_end_check(const uint8_t *b, size_t len, uint64_t count, uint32_t crcs)
{
	if (len != RECORD_END_BYTES)
		return FAULT_BAD_LENGTH;
	if (le32(b, 12) != 0)
		return FAULT_RESERVED_FIELD;
	return le64(b, 0) == count && le32(b, 8) == crcs ? FAULT_NONE
							 : FAULT_BAD_END;
}

void
record_end_put(uint8_t *b, uint64_t count, uint32_t crcs)
{
	le64_put(b, 0, count);
	le32_put(b, 8, crcs);
	le32_put(b, 12, 0);
	/*@ assert u64_at(b, 0) == count; */
	/*@ assert u32_at(b, 8) == crcs; */
}

bool
record_may_skip(uint32_t type)
{
	return type % 256 >= 'a' && type % 256 <= 'z';
}

bool
record_texts(const uint8_t *b, size_t n, size_t at, struct texts *t)
{
	size_t i, from;

	if (n < at || n - at < 2 * RECORD_TEXTS)
		return false;
	from = at + 2 * RECORD_TEXTS;
	/*@ loop invariant 0 <= i <= RECORD_TEXTS;
	    loop invariant from == text_from(b, at, i) && from <= n;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      t->len[k] == text_len(b, at, k) <= RECORD_TEXT_MAX &&
	      t->text[k] == b + text_from(b, at, k) &&
	      text_from(b, at, k) + t->len[k] <= n;
	    loop assigns i, from, t->len[0 .. 3], t->text[0 .. 3];
	    loop variant RECORD_TEXTS - i;
	*/
	for (i = 0; i < RECORD_TEXTS; i++) {
		t->len[i] = le16(b, at + 2 * i);
		/*@ assert i == 0 || i == 1 || i == 2 || i == 3; */
		/*@ assert text_from(b, at, i + 1) ==
		      text_from(b, at, i) + text_len(b, at, i); */
		/*@ assert text_from(b, at, i + 1) <= text_from(b, at, 4); */
		if (t->len[i] > RECORD_TEXT_MAX || t->len[i] > n - from)
			return false;
		t->text[i] = b + from;
		from += t->len[i];
	}
	return from == n;
}

enum fault_code
record_stop(const uint8_t *b, size_t n, uint32_t *status, struct texts *t)
{
	if (n < 8)
		return FAULT_BAD_STOP;
	*status = le32(b, 0);
	if (*status != STATUS_REFUSED && *status != STATUS_TROUBLE)
		return FAULT_BAD_STOP;
	if (le32(b, 4) != 0)
		return FAULT_RESERVED_FIELD;
	return record_texts(b, n, 8, t) ? FAULT_NONE : FAULT_BAD_STOP;
}
