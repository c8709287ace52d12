# loadpipe: make, make demo, make check, make install
VERSION = 0.1
B       = build
PREFIX  = /usr/local
DESTDIR =
CC      = gcc
WARN    = -Wall -Wextra -Wshadow -Wconversion -Werror
CFLAGS  = -O3
LDFLAGS = -static
CPPFLAGS_ALL = -D_GNU_SOURCE -DLOADPIPE_VERSION='"$(VERSION)"' -Icommon
COMPILE = $(CC) -std=c11 $(WARN) $(CPPFLAGS_ALL) $(CPPFLAGS) $(CFLAGS)

TOOLS   = elfparse syscallreject allowplan patchapply runimg imgdump
BINS    = $(TOOLS:%=$(B)/bin/%)

all: $(BINS)

COMMON_SRC != ls common/*.c
COMMON_OBJ = $(COMMON_SRC:%.c=$(B)/%.o)

# One fragment a folder says what else its tool is linked with.
include elfparse/part.mk syscallreject/part.mk allowplan/part.mk \
    patchapply/part.mk runimg/part.mk imgdump/part.mk

$(B)/libcommon.a: $(COMMON_OBJ)
	@rm -f $@
	ar rcs $@ $(COMMON_OBJ)

$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) -I$(<D) -MMD -MP -c -o $@ $<

$(B)/bin/%: $(B)/libcommon.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) $(LDFLAGS_$*) -o $@ $(OBJ_$*) $(B)/libcommon.a \
	    $(LIBS_$*) -ldeflate

include tests/samples/samples.mk

clean:
	rm -rf $(B)

.PHONY: all clean
-include $(shell find $(B) -name '*.d' 2>/dev/null)
