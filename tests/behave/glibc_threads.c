/* glibc's threads: joined, cancelled in a call and in a wait, waited for with a
   limit of time, and ended by themselves. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4, ROUNDS = 20000 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static long sum, cleaned;
static int ready, ends[2];

static void *
add(void *arg)
{
	int i;

	pthread_barrier_wait(&barrier);
	for (i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&mutex);
		sum++;
		pthread_mutex_unlock(&mutex);
	}
	return arg;
}

static void
clean(void *arg)
{
	cleaned += *(int *)arg;
}

static void
tell_ready(void)
{
	pthread_mutex_lock(&mutex);
	ready = 1;
	pthread_cond_signal(&cond);
	pthread_mutex_unlock(&mutex);
}

static void *
in_read(void *arg)
{
	char c;

	pthread_cleanup_push(clean, arg);
	tell_ready();
	(void)!read(ends[0], &c, 1);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *
in_sleep(void *arg)
{
	struct timespec t = {100, 0};

	pthread_cleanup_push(clean, arg);
	tell_ready();
	nanosleep(&t, NULL);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *
in_wait(void *arg)
{
	sem_t never;

	sem_init(&never, 0, 0);
	pthread_cleanup_push(clean, arg);
	tell_ready();
	sem_wait(&never);
	pthread_cleanup_pop(0);
	return NULL;
}

static void
cancelled(const char *what, void *(*where)(void *))
{
	int weight = 1, error;
	void *result = NULL;
	pthread_t t;

	ready = 0;
	error = pthread_create(&t, NULL, where, &weight);
	pthread_mutex_lock(&mutex);
	while (!ready)
		pthread_cond_wait(&cond, &mutex);
	pthread_mutex_unlock(&mutex);
	usleep(20000);
	error |= pthread_cancel(t);
	error |= pthread_join(t, &result);
	printf("cancelled %s: %d %s, cleaned %ld\n", what, error,
	    result == PTHREAD_CANCELED ? "yes" : "no", cleaned);
}

static void *
exits(void *arg)
{
	pthread_cleanup_push(clean, arg);
	pthread_exit(arg);
	pthread_cleanup_pop(0);
}

static void
with_limit(void)
{
	struct timespec until;
	int error;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 20000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&mutex);
	error = pthread_cond_timedwait(&cond, &mutex, &until);
	pthread_mutex_unlock(&mutex);
	printf("limit: %s\n", error == ETIMEDOUT ? "over" : "wrong");
}

int
main(void)
{
	pthread_t t[THREADS];
	int mark[THREADS], i, error = 0, one = 1;
	void *result = NULL;

	pthread_barrier_init(&barrier, NULL, THREADS);
	for (i = 0; i < THREADS; i++)
		error |= pthread_create(&t[i], NULL, add, &mark[i]);
	for (i = 0; i < THREADS; i++) {
		error |= pthread_join(t[i], &result);
		error |= result != &mark[i];
	}
	printf("threads: %d, sum %ld\n", error, sum);
	if (pipe(ends) == -1)
		return 1;
	cancelled("in read", in_read);
	cancelled("in nanosleep", in_sleep);
	cancelled("in sem_wait", in_wait);
	error = pthread_create(&t[0], NULL, exits, &one);
	error |= pthread_join(t[0], &result);
	printf("exits: %d %s, cleaned %ld\n", error,
	    result == &one ? "yes" : "no", cleaned);
	with_limit();
	return 0;
}
