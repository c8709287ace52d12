/*
 * callname - system calls by name, per architecture: libseccomp's tables.
 */
#ifndef CALLNAME_H
#define CALLNAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch.h"

enum { CALLNAME_MAX = 64, CALLNAME_NEAREST = 256 };

/* The call's number on the machine; false if it has no such call. */
bool callname_number(
    const struct arch *arch, const char *name, uint32_t *number);

/* The call's name, or "?" if the table has none. */
void callname_name(
    const struct arch *arch, uint32_t number, char *to, size_t size);

/* "did you mean open, openat or close?": the three calls least different. */
void callname_nearest(
    const struct arch *arch, const char *name, char *to, size_t size);

#endif
