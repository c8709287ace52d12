SRC_runimg != ls runimg/*.c
OBJ_runimg = $(SRC_runimg:%.c=$(B)/%.o)
LIBS_runimg = $(B)/libptmap.a -lseccomp
$(B)/bin/runimg: $(OBJ_runimg) $(B)/libptmap.a
LDFLAGS_runimg = -Wl,-Ttext-segment=0x70000000
