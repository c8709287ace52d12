SRC_elfparse != ls elfparse/*.c
OBJ_elfparse = $(SRC_elfparse:%.c=$(B)/%.o)
LIBS_elfparse = -lelf -lz
$(B)/bin/elfparse: $(OBJ_elfparse)
