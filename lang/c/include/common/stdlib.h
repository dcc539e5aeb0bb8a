#ifndef _STDLIB_H
#define _STDLIB_H 1
#ifdef _WIN32
#define _INC_STDLIB
#include <corecrt.h>
#include <limits.h>
typedef int (*_onexit_t)(void);
typedef struct _div_t { int quot, rem; } div_t;
typedef struct _ldiv_t { long quot, rem; } ldiv_t;
typedef struct _lldiv_t { long long quot, rem; } lldiv_t;
typedef struct { unsigned char ld[10]; } _LDOUBLE;
typedef struct { double x; } _CRT_DOUBLE;
typedef struct { float f; } _CRT_FLOAT;
typedef struct { long double x; } _LONGDOUBLE;
typedef void (*_purecall_handler)(void);
typedef void (*_invalid_parameter_handler)(const wchar_t *, const wchar_t *, const wchar_t *, unsigned int, uintptr_t);
#define RAND_MAX 0x7fff
#define MB_CUR_MAX ___mb_cur_max_func()
#define _MAX_PATH 260
#define _MAX_DRIVE 3
#define _MAX_DIR 256
#define _MAX_FNAME 256
#define _MAX_EXT 256
#define _MAX_ENV 32767
#define _CVTBUFSIZE 349
#define _countof(a) (sizeof(a) / sizeof((a)[0]))
#define __max(a, b) (((a) > (b)) ? (a) : (b))
#define __min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define errno (*_errno())
#define _doserrno (*__doserrno())
#define environ _environ
#else
#include <features.h>
#include <sys/types.h>
#include <alloca.h>
#include <bits/waitflags.h>
typedef __WCHAR_TYPE__ wchar_t;
typedef struct { int quot, rem; } div_t;
typedef struct { long quot, rem; } ldiv_t;
typedef struct { long long quot, rem; } lldiv_t;
typedef int (*__compar_fn_t)(const void *, const void *);
#ifdef _GNU_SOURCE
typedef int (*comparison_fn_t)(const void *, const void *);
typedef int (*__compar_d_fn_t)(const void *, const void *, void *);
#endif
struct random_data { int *fptr, *rptr, *state; int rand_type, rand_deg, rand_sep; int *end_ptr; };
struct drand48_data { unsigned short __x[3], __old_x[3], __c, __init; unsigned long long __a; };
#define RAND_MAX 2147483647
#define MB_CUR_MAX (__ctype_get_mb_cur_max())
#endif
#undef NULL
#define NULL ((void *)0)
#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#endif
