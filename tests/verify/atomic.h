/* Provers read atomic accesses as plain ones: ASSUMPTIONS.md. */
#define __atomic_store_n(at, v, order) ((void)(*(at) = (v)))
#define __atomic_load_n(at, order)     (*(at))
#define __atomic_compare_exchange_n(at, old, v, weak, yes, no) \
	(*(at) == *(old) ? (*(at) = (v), 1) : (*(old) = *(at), 0))
