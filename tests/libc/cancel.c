/* Threads that are cancelled: deferred, in a call, asynchronously; and their
   cleanup handlers and specific data. */
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

#include "show.h"

static sem_t ready;
static int cleaned, destroyed;
static volatile long spun;

static void
cleanup(void *by)
{
	cleaned += *(int *)by;
}

static void
destroy(void *value)
{
	destroyed += *(int *)value;
}

static void *
in_call(void *fd)
{
	int one = 1, ten = 10;
	char c;

	pthread_cleanup_push(cleanup, &one);
	pthread_cleanup_push(cleanup, &ten);
	sem_post(&ready);
	if (read(*(int *)fd, &c, 1) != 1)
		cleaned += 1000;
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *
at_test(void *key)
{
	static int hundred = 100;

	pthread_setspecific(*(pthread_key_t *)key, &hundred);
	pthread_cleanup_push(cleanup, &hundred);
	sem_post(&ready);
	for (;;)
		pthread_testcancel();
	pthread_cleanup_pop(0);
	return NULL;
}

static void *
anywhere(void *unused)
{
	int old, one = 1;

	pthread_cleanup_push(cleanup, &one);
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
	sem_post(&ready);
	for (;;)
		spun++;
	pthread_cleanup_pop(0);
	return unused;
}

static void *
ends(void *value)
{
	pthread_cleanup_push(cleanup, value);
	pthread_exit(value);
	pthread_cleanup_pop(0);
}

static void
run(const char *what, void *(*f)(void *), void *arg, int cancel, int want)
{
	pthread_t t;
	void *result;

	cleaned = 0;
	if (pthread_create(&t, NULL, f, arg) != 0) {
		show(what, 0);
		return;
	}
	if (cancel) {
		sem_wait(&ready);
		usleep(2000);
		pthread_cancel(t);
	}
	pthread_join(t, &result);
	show(what,
	    cleaned == want && result == (cancel ? PTHREAD_CANCELED : arg));
}

int
main(void)
{
	int fds[2], five = 5;
	pthread_key_t key;

	if (pipe(fds) == -1 || sem_init(&ready, 0, 0) == -1 ||
	    pthread_key_create(&key, destroy) != 0)
		return 1;
	run("in a call", in_call, fds, 1, 11);
	run("at a test", at_test, &key, 1, 100);
	show("specific data", destroyed == 100);
	run("anywhere", anywhere, NULL, 1, 1);
	run("pthread_exit", ends, &five, 0, 5);
	return 4;
}
