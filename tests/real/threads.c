/* threads FILE MADE: four threads add the numbers of a file, which one of them
   reads, and write what each has seen. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, ROOM = 16 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t start;
static long queue[ROOM];
static int from, filled, at_end;
static _Thread_local long own;

static int
take(long *number)
{
	int got;

	pthread_mutex_lock(&lock);
	while (filled == 0 && !at_end)
		pthread_cond_wait(&changed, &lock);
	got = filled > 0;
	if (got) {
		*number = queue[from];
		from = (from + 1) % ROOM;
		filled--;
		pthread_cond_broadcast(&changed);
	}
	pthread_mutex_unlock(&lock);
	return got;
}

static void
put(long number)
{
	pthread_mutex_lock(&lock);
	while (filled == ROOM)
		pthread_cond_wait(&changed, &lock);
	queue[(from + filled++) % ROOM] = number;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

static void *
work(void *sum)
{
	long number;

	pthread_barrier_wait(&start);
	while (take(&number))
		own += number;
	*(long *)sum = own;
	return sum;
}

int
main(int argc, char **argv)
{
	pthread_t thread[THREADS];
	long sum[THREADS], number, all = 0;
	int i, error, count = 0;
	FILE *file, *made;
	void *back;

	if (argc != 3 || (file = fopen(argv[1], "r")) == NULL) {
		perror("threads");
		return 2;
	}
	pthread_barrier_init(&start, NULL, THREADS + 1);
	for (i = 0; i < THREADS; i++) {
		error = pthread_create(&thread[i], NULL, work, &sum[i]);
		if (error != 0) {
			printf("no thread: %s\n", strerror(error));
			return 3;
		}
	}
	pthread_barrier_wait(&start);
	for (; fscanf(file, "%ld", &number) == 1; count++)
		put(number);
	pthread_mutex_lock(&lock);
	at_end = 1;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	for (i = 0; i < THREADS; i++) {
		pthread_join(thread[i], &back);
		all += *(long *)back;
	}
	printf("%d threads, %d numbers, sum %ld\n", THREADS, count, all);
	made = fopen(argv[2], "w");
	if (made == NULL || fprintf(made, "%ld\n", all) < 0 ||
	    fclose(made) != 0) {
		perror(argv[2]);
		return 4;
	}
	return 0;
}
