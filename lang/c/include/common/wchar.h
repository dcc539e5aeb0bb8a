#ifndef _WCHAR_H
#define _WCHAR_H 1
#ifdef _WIN32
#define _INC_WCHAR
#include <corecrt.h>
#ifndef _FILE_DEFINED
#define _FILE_DEFINED
typedef struct _iobuf { void *_Placeholder; } FILE;
#endif
typedef unsigned short _ino_t, ino_t;
typedef unsigned int _dev_t, dev_t;
typedef long _off_t, off_t;
typedef wchar_t _Wint_t;
#define WCHAR_MIN 0x0000
#define WCHAR_MAX 0xffff
#define WEOF ((wint_t)0xffff)
#else
#include <features.h>
#include <bits/types.h>
#include <bits/locale_t.h>
typedef __WCHAR_TYPE__ wchar_t;
typedef __WINT_TYPE__ wint_t;
typedef __mbstate_t mbstate_t;
typedef struct _IO_FILE __FILE;
typedef struct _IO_FILE FILE;
typedef __builtin_va_list __gnuc_va_list;
#define __WCHAR_MAX __WCHAR_MAX__
#define __WCHAR_MIN (-__WCHAR_MAX - 1)
#define WCHAR_MIN __WCHAR_MIN
#define WCHAR_MAX __WCHAR_MAX
#define WEOF (0xffffffffu)
#endif
struct tm;
#undef NULL
#define NULL ((void *)0)
#endif
