#include "reseal.h"

#include <libdeflate.h>
#include <string.h>

#include "le.h"
#include "record.h"

void
reseal(uint8_t *b, size_t n)
{
	size_t at = RECORD_SIGNATURE, size;
	uint64_t len, count = 0;
	uint32_t crcs = 0;
	uint8_t *crc;

	if (n < RECORD_SIGNATURE)
		return;
	record_signature(b);
	while (n - at >= RECORD_HEADER) {
		le32_put(b, at + 4, 0);
		len = le64(b, at + 8) % (RECORD_PAYLOAD_MAX + 1);
		if (record_size((size_t)len) > n - at) {
			if (n - at < RECORD_HEADER + 8)
				return;
			len = (n - at) / 8 * 8 - RECORD_HEADER - 4;
		}
		le64_put(b, at + 8, len);
		size = record_size((size_t)len);
		if (le32(b, at) == RECORD_END && len == RECORD_END_BYTES) {
			le64_put(b, at + RECORD_HEADER, count);
			le32_put(b, at + RECORD_HEADER + 8, crcs);
		}
		memset(b + at + RECORD_HEADER + len, 0,
		    size - RECORD_HEADER - (size_t)len);
		crc = b + at + size - RECORD_CRC;
		le32_put(crc, 0,
		    libdeflate_crc32(0, b + at, RECORD_HEADER + (size_t)len));
		crcs = libdeflate_crc32(crcs, crc, RECORD_CRC);
		count++;
		at += size;
	}
}
