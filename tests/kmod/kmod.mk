# The module in virtual machines with Debian's kernels: see vm.sh.
KMOD_TESTS = $(addprefix $(B)/kmod-tests/,bpfmodule bpfhostile bpfload kload)
KMOD_ASK = $(addprefix $(B)/,tests/bpf/core.o tests/bpf/maps.o \
	tests/bpf/batch.o bpfcheck/pack.o bpfcheck/module.o libbpfcheck.a)
$(B)/tests/kmod/%.o: CPPFLAGS_ALL += -Itests/bpf -Ibpfcheck
$(B)/kmod-tests/bpfmodule: $(B)/tests/kmod/compare.o
$(B)/kmod-tests/bpfhostile: $(addprefix $(B)/tests/kmod/,hostile.o ask.o)
$(B)/kmod-tests/bpfload: $(addprefix $(B)/tests/kmod/,load.o ask.o)
$(B)/kmod-tests/kload: $(addprefix $(B)/tests/bpf/,kload.o kernel.o)
$(KMOD_TESTS): $(KMOD_ASK)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) -static -o $@ $(filter-out %.a,$^) $(B)/libbpfcheck.a

kmod-tests: $(KMOD_TESTS)
.PHONY: kmod-tests

VM_KERNELS = 6.12 6.1
# Skipped, with a line, where there is no emulator or no network.
vm-check: $(KMOD_TESTS) $(B)/bin/bpfcheck $(BPF_PROGS)
	@for k in $(VM_KERNELS); do \
	    tests/kmod/vm.sh $(abspath $(B)) $$k || [ $$? -eq 77 ] || exit 1; \
	done

.PHONY: vm-check
