/*
 * print - texts of files in what is printed, which they must not break.
 */
#ifndef PRINT_H
#define PRINT_H

#include <stdio.h>

/* Bytes that are not printable ASCII as \xNN, cut; "-" for none. */
void print_escaped(FILE *out, const char *text);
/* Quoted. Bytes that are not ASCII as Latin-1: any text makes good JSON. */
void print_json(FILE *out, const char *text);
/* ,"name":"text" */
void print_json_field(FILE *out, const char *name, const char *text);
/* RFC 4180: quoted if it must be; a line stays one line. Then after. */
void print_csv(FILE *out, const char *text, char after);

#endif
