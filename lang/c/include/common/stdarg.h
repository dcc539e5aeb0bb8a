#ifndef _STDARG_H
#define _STDARG_H
#ifdef _WIN32
#define _INC_STDARG
#include <vcruntime.h>
#else
typedef __builtin_va_list __gnuc_va_list;
typedef __builtin_va_list va_list;
#endif
#define va_start(v, l) __builtin_va_start(v, l)
#define va_end(v) __builtin_va_end(v)
#define va_arg(v, t) __builtin_va_arg(v, t)
#define va_copy(d, s) __builtin_va_copy(d, s)
#define __va_copy(d, s) __builtin_va_copy(d, s)
#endif
