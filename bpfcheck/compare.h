/*
 * compare - which program of before is which of now.
 */
#ifndef COMPARE_H
#define COMPARE_H

#include "key.h"

/*
 * Pairs of malloc: each of now's in its order, alone or with its old one, then
 * old ones that are left, in theirs. False: no memory, and pairs is still to be freed.
 *
 * Programs are the same whose files have the same base name, and who have the
 * same name, if there is one in each. Where there are several, those of the same
 * section and path are; then those of the same section in the order of their
 * paths, if there are as many of both.
 */
bool compare_rows(const struct rows *old, const struct rows *now,
    struct pair **pairs, uint32_t *n);

#endif
