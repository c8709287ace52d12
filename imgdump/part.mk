SRC_imgdump != ls imgdump/*.c
OBJ_imgdump = $(SRC_imgdump:%.c=$(B)/%.o)
LIBS_imgdump = -lseccomp
$(B)/bin/imgdump: $(OBJ_imgdump)
