#ifndef _STDDEF_H
#define _STDDEF_H
#ifdef _WIN32
#define _INC_STDDEF
#include <corecrt.h>
typedef double max_align_t;
#else
typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __WCHAR_TYPE__ wchar_t;
typedef struct {
  long long __max_align_ll __attribute__((__aligned__(8)));
  long double __max_align_ld __attribute__((__aligned__(16)));
#ifdef __i386__
  long double __max_align_f128 __attribute__((__aligned__(16)));
#endif
} max_align_t;
#endif
#undef NULL
#define NULL ((void *)0)
#undef offsetof
#define offsetof(t, m) __builtin_offsetof(t, m)
#if __STDC_VERSION__ > 201710L
#define unreachable() __builtin_unreachable()
#endif
#endif
