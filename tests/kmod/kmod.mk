# The module in virtual machines with Debian's kernels.
KMOD_TESTS = $(B)/kmod-tests/bpfmodule
$(B)/tests/kmod/%.o: CPPFLAGS_ALL += -Itests/bpf -Ibpfcheck
$(B)/kmod-tests/bpfmodule: $(addprefix $(B)/tests/,kmod/compare.o bpf/core.o \
	bpf/kernel.o bpf/maps.o bpf/batch.o) \
	$(B)/bpfcheck/pack.o $(B)/bpfcheck/module.o $(B)/libbpfcheck.a
$(KMOD_TESTS):
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) -static -o $@ $^

kmod-tests: $(KMOD_TESTS)
