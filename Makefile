# loadpipe
#   make           build the tools into build/bin
#   make demo      install what the build needs, build, run the chain
#   make check     install what the tests need, and pass all of them
#   make install   PREFIX= DESTDIR=
#   make verify      prove the logic files that have contracts
#   make memcheck sanitize fuzz mutants bench    parts of check, or longer
#   make model       the orders of unmap, flush, reuse, by Spin
#   make musl        a C library's programs in the chain; fetches its source
#   make real        programs as they are, glibc's, Go's and Rust's, in the chain
#   make bpf-progs bpf-random bpf-unprivileged bpf-mutate bpf-run bpf-corpus
#                    bpfcheck and the kernel
#   make bpf-kernels bpf-kernels-baseline    and Linux 6.1 and 6.12, in QEMU
#   make kmod KDIR=  bpfcheck as a kernel module; make vm-check: in QEMU
#   make verify-mutants verify-smoke    are the proofs worth something?

VERSION = 0.1
B       = build
PREFIX  = /usr/local
DESTDIR =
CC      = gcc
WARN    = -Wall -Wextra -Wshadow -Wconversion -Werror
CFLAGS  = -O3
LDFLAGS = -static
CPPFLAGS_ALL = -D_GNU_SOURCE -DLOADPIPE_VERSION='"$(VERSION)"' -Icommon -Iptmap
COMPILE = $(CC) -std=c11 $(WARN) $(CPPFLAGS_ALL) $(CPPFLAGS) $(CFLAGS)

TOOLS   = elfparse syslift syscallreject allowplan patchapply ptmap runimg imgdump \
	bpfcheck
BINS    = $(TOOLS:%=$(B)/bin/%)

# make V=1 shows the commands.
Q_      = @
Q       = $(Q_$(V))

all: $(BINS) $(B)/libptmap.a

COMMON_SRC != ls common/*.c
COMMON_OBJ = $(COMMON_SRC:%.c=$(B)/%.o)

# A fragment in each folder says what its tool is made of.
include $(TOOLS:%=%/part.mk)
include tests/samples/samples.mk
include tests/fuzz/fuzz.mk
include tests/bpf/bpf.mk
include tests/kmod/kmod.mk
include tests/check.mk

$(B)/libcommon.a: $(COMMON_OBJ)
	@echo "  AR      $@"
	@rm -f $@
	$(Q)ar rcs $@ $(COMMON_OBJ)

$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(COMPILE) -I$(<D) -MMD -MP -c -o $@ $<

$(B)/bin/%: $(B)/libcommon.a
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(LDFLAGS_$*) -o $@ $(OBJ_$*) \
	    $(B)/libcommon.a $(LIBS_$*) -ldeflate

demo:
	@tests/need.sh build
	@$(MAKE) -s all $(DEMO_SAMPLES:%=$(B)/samples/x86_64/%)
	@tests/demo.sh $(B)

DEMO_SAMPLES = hello getpid print_args cat

MAN1 = $(TOOLS:%=man/%.1) man/syslift-cc.1

# With each musl that "make musl" has built.
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include \
	    $(DESTDIR)$(PREFIX)/lib/loadpipe \
	    $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/man/man4 \
	    $(DESTDIR)$(PREFIX)/share/man/man5 \
	    $(DESTDIR)$(PREFIX)/share/man/man7
	install $(BINS) syslift/syslift-cc $(DESTDIR)$(PREFIX)/bin
	install -m 644 syslift/syslift.specs $(DESTDIR)$(PREFIX)/lib/loadpipe
	for made in $(B)/musl/*/made; do \
		[ -e $$made ] || continue; \
		from=$${made%/made}; \
		to=$(DESTDIR)$(PREFIX)/lib/loadpipe/musl/$${from##*/}; \
		rm -rf $$to && install -d $$to && \
		cp -R $$from/include $$from/lib $$to || exit 1; \
	done
	install -m 644 syslift/syslift.h syslift/syslift.inc ptmap/ptmap.h \
	    $(DESTDIR)$(PREFIX)/include
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 644 $(B)/libptmap.a $(DESTDIR)$(PREFIX)/lib
	printf '%s\n' 'prefix=$(PREFIX)' 'Name: ptmap' \
	    'Description: page tables: map, unmap, query, protect' \
	    'Version: $(VERSION)' 'Cflags: -I$${prefix}/include' \
	    'Libs: -L$${prefix}/lib -lptmap' \
	    >$(DESTDIR)$(PREFIX)/lib/pkgconfig/ptmap.pc
	install -m 644 $(MAN1) $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 man/bpfcheck.4 $(DESTDIR)$(PREFIX)/share/man/man4
	install -m 644 man/image-stream.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 man/loadpipe.7 $(DESTDIR)$(PREFIX)/share/man/man7

clean:
	rm -rf $(B)

.PHONY: all demo install clean
-include $(shell find $(B) -name corpus -prune -o -type f -name '*.d' -print 2>/dev/null)
