/* suggest - what usually helps against a refusal. */
#ifndef SUGGEST_H
#define SUGGEST_H

/* What a call took on the path: a pointer into a packet that it moved, what it
   gave back, a register that calls do not keep; what was cut out of a dynptr
   that was written over; or the dynptr that is at fault. */
enum suggest_lost {
	SUGGEST_ANY,
	SUGGEST_PACKET,
	SUGGEST_RELEASED,
	SUGGEST_REGISTER,
	SUGGEST_SLICE,
	SUGGEST_DYNPTR,
};

/* For a reason as struct vf_result has it. NULL: there is nothing that usually
   helps. */
const char *suggest(const char *reason, enum suggest_lost lost);

#endif
