#ifndef _STDIO_H
#define _STDIO_H 1
#ifdef _WIN32
#define _INC_STDIO
#include <corecrt.h>
#ifndef _FILE_DEFINED
#define _FILE_DEFINED
typedef struct _iobuf { void *_Placeholder; } FILE;
#endif
typedef long long fpos_t;
#define stdin (__acrt_iob_func(0))
#define stdout (__acrt_iob_func(1))
#define stderr (__acrt_iob_func(2))
#define BUFSIZ 512
#define FOPEN_MAX 20
#define FILENAME_MAX 260
#define L_tmpnam 260
#define L_tmpnam_s 260
#define TMP_MAX 2147483647
#define TMP_MAX_S 2147483647
#define _IOFBF 0x0000
#define _IOLBF 0x0040
#define _IONBF 0x0004
#define _P_tmpdir "\\"
#define P_tmpdir _P_tmpdir
#define WEOF ((wint_t)0xffff)
#else
#include <features.h>
#include <bits/types.h>
struct _IO_FILE;
typedef struct _IO_FILE __FILE;
typedef struct _IO_FILE FILE;
typedef __builtin_va_list va_list;
typedef __builtin_va_list __gnuc_va_list;
typedef struct _G_fpos_t { __off_t __pos; __mbstate_t __state; } __fpos_t;
typedef struct _G_fpos64_t { __off64_t __pos; __mbstate_t __state; } __fpos64_t;
#ifdef __USE_FILE_OFFSET64
typedef __fpos64_t fpos_t;
#else
typedef __fpos_t fpos_t;
#endif
typedef __fpos64_t fpos64_t;
typedef __PTRDIFF_TYPE__ ssize_t;
typedef __off_sel_t off_t;
#ifdef _LARGEFILE64_SOURCE
typedef __off64_t off64_t;
#endif
typedef ssize_t cookie_read_function_t(void *, char *, size_t);
typedef ssize_t cookie_write_function_t(void *, const char *, size_t);
typedef int cookie_seek_function_t(void *, __off64_t *, int);
typedef int cookie_close_function_t(void *);
typedef struct _IO_cookie_io_functions_t {
  cookie_read_function_t *read;
  cookie_write_function_t *write;
  cookie_seek_function_t *seek;
  cookie_close_function_t *close;
} cookie_io_functions_t;
extern FILE *stdin, *stdout, *stderr;
#define stdin stdin
#define stdout stdout
#define stderr stderr
#define P_tmpdir "/tmp"
#define BUFSIZ 8192
#define FOPEN_MAX 16
#define FILENAME_MAX 4096
#define L_tmpnam 20
#define L_ctermid 9
#define L_cuserid 9
#define TMP_MAX 0x3a2f8
#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2
#endif
#undef NULL
#define NULL ((void *)0)
#define EOF (-1)
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif
