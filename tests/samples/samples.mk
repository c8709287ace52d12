# Samples: freestanding programs whose system calls all go through syslift.h,
# for three machines, in $(B)/samples/ARCH/NAME. "make samples" skips, with a
# line that says so, a machine whose compiler is missing.

B ?= build

SAMPLES_ARCHS = x86_64 aarch64 riscv64
SAMPLES_C = hello getpid print_args print_env status cat varnr
SAMPLES_DIR = tests/samples

SAMPLES_CC_x86_64 = gcc
SAMPLES_CC_aarch64 = aarch64-linux-gnu-gcc
SAMPLES_CC_riscv64 = riscv64-linux-gnu-gcc
SAMPLES_CXX_x86_64 = g++
SAMPLES_CXX_aarch64 = aarch64-linux-gnu-g++
SAMPLES_CXX_riscv64 = riscv64-linux-gnu-g++

SAMPLES_CFLAGS = -O2 -Wall -Wextra -Wshadow -Wconversion -Werror -Isyslift \
	-I$(SAMPLES_DIR) -ffreestanding -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns
SAMPLES_CXXFLAGS = $(SAMPLES_CFLAGS) -std=c++11 -fno-exceptions -fno-rtti
SAMPLES_LDFLAGS = -nostdlib -Wl,-z,noexecstack -Wl,-z,separate-code \
	-Wl,--build-id=none
SAMPLES_STATIC = -fno-pie -static -no-pie $(SAMPLES_LDFLAGS)
# For RISC-V, gcc 12 takes -static-pie as -pie, with a PT_INTERP.
SAMPLES_PIE = -fPIE -static-pie -Wl,--no-dynamic-linker -Wl,-z,text \
	$(SAMPLES_LDFLAGS)
SAMPLES_HEADERS = syslift/syslift.h $(SAMPLES_DIR)/start.h \
	$(SAMPLES_DIR)/samples.mk

# $(1) is a compiler, $(2) the machine it has to be for.
samples_has = $(filter $(2)-%,$(shell $(1) -dumpmachine 2>/dev/null))

samples: $(SAMPLES_ARCHS:%=samples-%)

define samples_rules
SAMPLES_OUT_$(1) = $$(B)/samples/$(1)

samples-$(1): $$(if $$(call samples_has,$$(SAMPLES_CC_$(1)),$(1)), \
	    $$(SAMPLES_C:%=$$(SAMPLES_OUT_$(1))/%) \
	    $$(SAMPLES_OUT_$(1))/many $$(SAMPLES_OUT_$(1))/pie, \
	    samples-skip-$(1)-$$(SAMPLES_CC_$(1))) \
	$$(if $$(call samples_has,$$(SAMPLES_CXX_$(1)),$(1)), \
	    $$(SAMPLES_OUT_$(1))/cxx, samples-skip-$(1)-$$(SAMPLES_CXX_$(1)))

samples-skip-$(1)-$$(SAMPLES_CC_$(1)):
	@echo "samples: $(1): skipped, no $$(SAMPLES_CC_$(1)) for it"

samples-skip-$(1)-$$(SAMPLES_CXX_$(1)):
	@echo "samples: $(1)/cxx: skipped, no $$(SAMPLES_CXX_$(1)) for it"

$$(SAMPLES_C:%=$$(SAMPLES_OUT_$(1))/%): $$(SAMPLES_OUT_$(1))/%: \
	    $$(SAMPLES_DIR)/%.c $$(SAMPLES_HEADERS)
	@mkdir -p $$(@D)
	$$(SAMPLES_CC_$(1)) $$(SAMPLES_CFLAGS) $$(SAMPLES_STATIC) -o $$@ $$<

$$(SAMPLES_OUT_$(1))/many: $$(B)/samples/many.c $$(SAMPLES_HEADERS)
	@mkdir -p $$(@D)
	$$(SAMPLES_CC_$(1)) $$(SAMPLES_CFLAGS) $$(SAMPLES_STATIC) -o $$@ $$<

$$(SAMPLES_OUT_$(1))/pie: $$(SAMPLES_DIR)/pie.c $$(SAMPLES_HEADERS)
	@mkdir -p $$(@D)
	$$(SAMPLES_CC_$(1)) $$(SAMPLES_CFLAGS) $$(SAMPLES_PIE) -o $$@ $$<

$$(SAMPLES_OUT_$(1))/cxx: $$(SAMPLES_DIR)/cxx.cc \
	    $$(SAMPLES_DIR)/cxx_elsewhere.cc $$(SAMPLES_DIR)/cxx.hh \
	    $$(SAMPLES_HEADERS)
	@mkdir -p $$(@D)
	$$(SAMPLES_CXX_$(1)) $$(SAMPLES_CXXFLAGS) $$(SAMPLES_STATIC) -o $$@ \
	    $$(SAMPLES_DIR)/cxx.cc $$(SAMPLES_DIR)/cxx_elsewhere.cc

.PHONY: samples-$(1) samples-skip-$(1)-$$(SAMPLES_CC_$(1)) \
	samples-skip-$(1)-$$(SAMPLES_CXX_$(1))
endef

$(foreach arch,$(SAMPLES_ARCHS),$(eval $(call samples_rules,$(arch))))

$(B)/samples/many.c: $(SAMPLES_DIR)/many.sh
	@mkdir -p $(@D)
	sh $(SAMPLES_DIR)/many.sh >$@.new
	mv $@.new $@

.PHONY: samples
