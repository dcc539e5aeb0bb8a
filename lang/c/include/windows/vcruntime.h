#ifndef _VCRUNTIME_H
#define _VCRUNTIME_H
#define _SIZE_T_DEFINED
#define _PTRDIFF_T_DEFINED
#define _INTPTR_T_DEFINED
#define _UINTPTR_T_DEFINED
#define _WCHAR_T_DEFINED
#define _VA_LIST_DEFINED
#define _CRTIMP
#define _VCRTIMP
#define _CRTNOALIAS
#define _CRTRESTRICT
#define _VCRT_NOALIAS
#define _VCRT_RESTRICT
#define _CRT_BEGIN_C_HEADER
#define _CRT_END_C_HEADER
#define __CRTDECL __cdecl
#define _CRT_ALIGN(x) __declspec(align(x))
#define _CRT_STRINGIZE_(x) #x
#define _CRT_STRINGIZE(x) _CRT_STRINGIZE_(x)
#define _CRT_WIDE_(s) L ## s
#define _CRT_WIDE(s) _CRT_WIDE_(s)
#define _CRT_CONCATENATE_(a, b) a ## b
#define _CRT_CONCATENATE(a, b) _CRT_CONCATENATE_(a, b)
#define _W64
#include <sal.h>
typedef unsigned long long size_t;
typedef long long ptrdiff_t;
typedef long long intptr_t;
typedef unsigned long long uintptr_t;
typedef unsigned short wchar_t;
typedef char *va_list;
typedef _Bool __vcrt_bool;
#define NULL ((void *)0)
#endif
