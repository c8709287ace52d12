/*
 * final_test - what the parts of the test of the final check share: one good file
 * of one site, which a test changes before it says what is expected.
 */
#ifndef FINAL_TEST_H
#define FINAL_TEST_H

#include <stdbool.h>

#include "fault.h"
#include "image.h"

enum { PAGE = 4096, PAGES = 5, SIZE = PAGES * PAGE, PHNUM = 6 };
enum { SLOT = PAGE + 16 }; /* of the site, in the file */

extern uint8_t file[SIZE];
extern struct site site;
extern struct decision decision;
extern bool filtered;

/* The check of what is there has that result; then it is good again. */
void expect(const char *what, enum fault_code code);

void test_kinds(void);

#endif
