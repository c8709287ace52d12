#include "write.h"

#include "codec.h"
#include "le.h"

static bool
write_sets(struct writer *out, const struct image *img, uint8_t *bytes)
{
	uint8_t *b = bytes + RECORD_HEADER;
	size_t i, at = CODEC_TABLE, first = 0;

	for (i = 0; i < img->npsets; i++) {
		codec_put_set(b, at, &img->psets[i]);
		at += CODEC_SET;
		if (at + CODEC_SET <= RECORD_PAYLOAD_MAX && i + 1 < img->npsets)
			continue;
		le32_put(b, 0, (uint32_t)img->npsets);
		le32_put(b, 4, (uint32_t)first);
		if (!writer_put(out, RECORD_PSET, bytes, at))
			return false;
		first = i + 1;
		at = CODEC_TABLE;
	}
	return true;
}

bool
write_plan(struct writer *out, const struct image *img, uint8_t *bytes)
{
	uint8_t *b = bytes + RECORD_HEADER;
	size_t i, at = CODEC_TABLE, first = 0;

	for (i = 0; i <= img->nplan; i++) {
		if (i < img->nplan) {
			codec_put_decision(b, at, &img->plan[i]);
			at += CODEC_DECISION;
			if (at + CODEC_DECISION <= RECORD_PAYLOAD_MAX)
				continue;
		} else if (first == i && i > 0) {
			break;
		}
		le32_put(b, 0, (uint32_t)img->nplan);
		le32_put(b, 4, (uint32_t)first);
		if (!writer_put(out, RECORD_PLAN, bytes, at))
			return false;
		first = i + 1;
		at = CODEC_TABLE;
	}
	return write_sets(out, img, bytes);
}
