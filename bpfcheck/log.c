/* log - what is said, and taken back. */
#include "log.h"
#include "env.h"

enum { KEEP = 1024, STREAM = 16 * 1024 };

/* Room for n more bytes. */
static bool
grow(struct log *l, size_t n)
{
	size_t room = l->room * 2 + STREAM, i;
	char *at;

	if (n < l->room - l->len)
		return true;
	if (room < l->len + n)
		room += n;
	at = pool_alloc(l->pool, room);
	if (at == NULL) {
		l->lost = true;
		return false;
	}
	for (i = 0; i < l->len; i++)
		at[i] = l->at[i];
	pool_free(l->pool, l->at, l->room);
	l->at = at;
	l->room = room;
	return true;
}

static void
give(struct log *l, size_t n)
{
	size_t i;

	if (n == 0)
		return;
	if (l->host->log != NULL)
		l->host->log(l->host->arg, l->at, n);
	for (i = n; i < l->len; i++)
		l->at[i - n] = l->at[i];
	l->begin += n;
	l->len -= n;
}

void
log_string(struct log *l, const char *s)
{
	size_t n = 0, i;

	while (s[n] != '\0')
		n++;
	if (l->level == 0 || l->lost || !grow(l, n))
		return;
	for (i = 0; i < n; i++)
		l->at[l->len++] = s[i];
	/* Level 2 takes back no more than the end of a line. */
	if ((l->level & 2) != 0 && l->len > STREAM)
		give(l, l->len - KEEP);
}

void
log_text(struct log *l, const char *format, ...)
{
	char line[512];
	struct text t;
	va_list args;

	if (l->level == 0)
		return;
	text_init(&t, line, sizeof line);
	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
	log_string(l, line);
}

void
log_reset(struct log *l, size_t position)
{
	if (position >= l->begin && position - l->begin < l->len)
		l->len = position - l->begin;
}

void
log_flush(struct log *l)
{
	if (l->level == 0)
		return;
	give(l, l->len);
	if (l->lost && l->host->log != NULL)
		l->host->log(l->host->arg, "(the log is cut: no memory)\n", 28);
}

static const struct vf_line *
line_of(const struct vf_program *p, uint32_t insn)
{
	uint32_t low = 0, high, mid;

	if (p->nlines == 0)
		return NULL;
	high = p->nlines - 1;
	while (low < high) {
		mid = low + (high - low + 1) / 2;
		if (p->lines[mid].insn <= insn)
			low = mid;
		else
			high = mid - 1;
	}
	return &p->lines[low];
}

void
log_source(struct env *e, uint32_t insn)
{
	const struct vf_line *l, *before = e->log->source;
	const char *s, *base;

	if (e->log->level == 0)
		return;
	l = line_of(e->p, insn);
	if (l == NULL || l == before)
		return;
	if (before != NULL && l->number == before->number &&
	    text_same(l->file, before->file))
		return;
	for (s = l->text; *s == ' ' || *s == '\t'; s++)
		continue;
	log_string(e->log, "; ");
	log_string(e->log, s);
	for (s = base = l->file; *s != '\0'; s++)
		if (*s == '/')
			base = s + 1;
	log_text(e->log, " @ %s:%u\n", base, l->number);
	e->log->source = l;
}
