/* files WORD...: stdio, a directory, sorting, the environment, arguments. */
#include <sys/stat.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "show.h"

enum { LINES = 5000 };

static int
written(void)
{
	FILE *f = fopen("new", "w");
	int i;

	if (f == NULL)
		return 0;
	for (i = 0; i < LINES; i++)
		if (fprintf(f, "line %d %.3f\n", i * 7919 % LINES, i / 8.0) < 0)
			return 0;
	return fclose(f) == 0 && rename("new", "file") == 0;
}

static int
by_number(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
read_back(void)
{
	static int number[LINES];
	FILE *f = fopen("file", "r+");
	char *line = NULL;
	size_t room = 0;
	double d, sum = 0;
	int i, good = f != NULL;

	for (i = 0; good && i < LINES; i++) {
		good = getline(&line, &room, f) > 0 &&
		    sscanf(line, "line %d %lf", &number[i], &d) == 2;
		sum += d;
	}
	free(line);
	qsort(number, LINES, sizeof *number, by_number);
	for (i = 0; good && i < LINES; i++)
		good = number[i] == i;
	good = good && sum == 1562187.5 && fseek(f, 5, SEEK_SET) == 0 &&
	    fgetc(f) == '0' && fgetc(f) == ' ';
	return f != NULL && fclose(f) == 0 && good;
}

static int
listed(void)
{
	DIR *d = opendir(".");
	struct dirent *e;
	int n = 0;

	while (d != NULL && (e = readdir(d)) != NULL)
		n += strcmp(e->d_name, "file") == 0;
	return d != NULL && closedir(d) == 0 && n == 1;
}

static int
removed(void)
{
	struct stat st;

	return stat("file", &st) == 0 && st.st_size > LINES * 10 &&
	    unlink("file") == 0 && stat("file", &st) == -1;
}

int
main(int argc, char **argv)
{
	const char *word = getenv("LP_WORD");

	show("written", written());
	show("read back", read_back());
	show("listed", listed());
	show("removed", removed());
	printf("environment: %s\n", word != NULL ? word : "none");
	while (argc-- > 1)
		printf("argument: %s\n", *++argv);
	return 12;
}
