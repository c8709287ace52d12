/* helperkind - which pointers an argument of a helper may be.
   kernel/bpf/verifier.c: check_reg_type, compatible_reg_types. */
#include "btfwalk.h"
#include "helper.h"

/* What the message calls those that would be right. */
const char *
helper_expected(unsigned kind)
{
	switch (kind) {
	case HELPER_CONTEXT:
		return "ctx";
	case HELPER_MAP:
		return "map_ptr";
	case HELPER_SIZE:
	case HELPER_SIZE0:
	case HELPER_BYTES:
		return "scalar";
	case HELPER_RECORD:
		return "ringbuf_mem";
	case HELPER_SOCK_COMMON:
		return "sock_common, sock, tcp_sock, xdp_sock";
	case HELPER_SOCK_ANY:
		return "sock_common, sock, tcp_sock, xdp_sock, ptr_, "
		       "trusted_ptr_";
	case HELPER_BTF:
		return "ptr_, trusted_ptr_, rcu_ptr_";
	case HELPER_PERCPU:
		return "percpu_ptr_, percpu_rcu_ptr_, percpu_trusted_ptr_";
	case HELPER_SOCKET:
		return "sock";
	case HELPER_LOCK:
	case HELPER_KPTR:
		return "map_value, ptr_";
	case HELPER_STRING:
	case HELPER_TIMER:
		return "map_value";
	case HELPER_FUNC:
		return "func";
	case HELPER_STACK:
		return "fp";
	case HELPER_DYNPTR:
	case HELPER_DYNPTR_LOCAL:
	case HELPER_DYNPTR_RINGBUF:
		return "fp, dynptr_ptr";
	default:
		return "fp, pkt, pkt_meta, map_key, map_value, mem, "
		       "ringbuf_mem, buf, trusted_ptr_";
	}
}

bool
helper_is_memory(unsigned type)
{
	return type == REG_STACK || type == REG_PACKET ||
	    type == REG_PACKET_META || type == REG_MAP_KEY ||
	    type == REG_MAP_VALUE || type == REG_MEM ||
	    type == REG_RINGBUF_MEM || type == REG_RDONLY_MEM ||
	    type == REG_BUFFER || type == REG_RDONLY_BUFFER;
}

bool
helper_fits(unsigned arg, unsigned type, unsigned trust)
{
	unsigned kind = arg & HELPER_KIND;

	switch (kind) {
	case HELPER_CONTEXT:
		return type == REG_CTX;
	case HELPER_MAP:
		return type == REG_MAP;
	case HELPER_SIZE:
	case HELPER_SIZE0:
	case HELPER_BYTES:
		return type == REG_SCALAR;
	case HELPER_RECORD:
		return type == REG_RINGBUF_MEM;
	case HELPER_SOCK_ANY:
		if (type == REG_BTF)
			return trust == 0 || trust == TRUST_FULL;
		return type >= REG_SOCK_COMMON && type <= REG_XDP_SOCK;
	case HELPER_SOCK_COMMON:
		return type >= REG_SOCK_COMMON && type <= REG_XDP_SOCK;
	case HELPER_BTF:
		return type == REG_BTF &&
		    (trust == 0 || trust == TRUST_FULL || trust == TRUST_RCU);
	case HELPER_PERCPU:
		return type == REG_BTF &&
		    (trust == TRUST_PERCPU ||
			trust == (TRUST_PERCPU | TRUST_RCU) ||
			trust == (TRUST_PERCPU | TRUST_FULL));
	case HELPER_SOCKET:
		return type == REG_SOCK;
	case HELPER_STRING:
	case HELPER_LOCK:
	case HELPER_TIMER:
	case HELPER_KPTR:
		return type == REG_MAP_VALUE;
	case HELPER_FUNC:
		return type == REG_FUNC;
	case HELPER_STACK:
		return type == REG_STACK;
	case HELPER_DYNPTR:
	case HELPER_DYNPTR_LOCAL:
	case HELPER_DYNPTR_RINGBUF:
		return type == REG_STACK || type == REG_DYNPTR;
	default:
		if (type == REG_RDONLY_BUFFER || type == REG_RDONLY_MEM)
			return (kind == HELPER_MEMORY ||
				   kind >= HELPER_FIXED) &&
			    (arg & HELPER_WRITE) == 0;
		return helper_is_memory(type) ||
		    (type == REG_BTF && trust == TRUST_FULL);
	}
}
