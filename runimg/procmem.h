/*
 * procmem - closes /proc/PID/mem, by which a process writes to its own code.
 */
#ifndef PROCMEM_H
#define PROCMEM_H

#include <stdbool.h>
#include <stddef.h>

enum { PROCMEM_WHY = 320 };

/*
 * From now on this process, what it starts and what it executes open no file in
 * procfs for writing, by any path, nor one that is directly in the root
 * directory and not there yet. By Landlock, after no_new_privs. False if that
 * is not to be had, with the reason in why; then some of it may be in force.
 */
bool procmem_close(char why[PROCMEM_WHY]);

#endif
