SRC_syscallreject != ls syscallreject/*.c
OBJ_syscallreject = $(SRC_syscallreject:%.c=$(B)/%.o)
LIBS_syscallreject = 
$(B)/bin/syscallreject: $(OBJ_syscallreject)
