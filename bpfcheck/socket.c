/* socket - see socket.h */
#include "socket.h"
#include "context.h"
#include "contextrule.h"
#include "log.h"
#include "stack.h"

int
socket_read(struct env *e, unsigned r, unsigned bytes, int to)
{
	const struct reg *p = env_reg(e, r);
	const struct context_field *const *parts = contextrule_socket(p->type);
	int32_t off = env_insn(e)->off;

	if (context_find(e, parts, bytes, false, false) == NULL) {
		env_fault(e, "a field of such a socket", "%u bytes at %d",
		    bytes, off);
		return env_refuse(e, FAULT_ACCESS,
		    "R%u invalid %s access off=%d size=%u", r, log_type(p), off,
		    bytes);
	}
	if (to != NO_REG)
		reg_unknown(env_reg(e, (unsigned)to));
	return 0;
}

int
socket_write(struct env *e, unsigned r)
{
	env_fault_reg(e, r, "memory that may be written");
	return env_refuse(e, FAULT_ACCESS, "R%u cannot write into %s", r,
	    log_type(env_reg(e, r)));
}
