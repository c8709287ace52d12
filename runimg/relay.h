/*
 * relay - runimg's own signals while it supervises the image: they are the
 * image's, but for those that it gets without help.
 */
#ifndef RELAY_H
#define RELAY_H

#include <stdbool.h>
#include <sys/types.h>

/* All blocked, with their default action: they are taken one by one. */
bool relay_begin(void);
/* Those that are there are forgotten; from then on none is blocked. */
void relay_end(void);

/* Waits for a signal, or only looks for one; passes it on to the image. Its
   number; 0 if there is none. */
int relay_next(pid_t image, bool wait);

/* The signal's default action, on runimg: to die, or to stop until SIGCONT. It
   returns if there is none, as for the first process of a namespace. */
void relay_take(int sig);

#endif
