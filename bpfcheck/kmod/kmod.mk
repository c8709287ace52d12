# The core as a kernel module, for the kernel whose headers are in KDIR; see
# bpfcheck(4).
KDIR = /lib/modules/$(shell uname -r)/build
KMOD = $(B)/kmod
KMOD_CORE = $(filter-out $(SRC_bpfcheck),$(SRC_libbpfcheck))
kmod:
	bpfcheck/kmod/build.sh $(KMOD) $(KDIR) $(KMOD_CORE)

.PHONY: kmod
