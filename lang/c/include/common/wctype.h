#ifndef _WCTYPE_H
#define _WCTYPE_H 1
#ifdef _WIN32
#define _INC_WCTYPE
#include <corecrt.h>
typedef wchar_t wctrans_t;
#define WEOF ((wint_t)0xffff)
#else
#include <features.h>
#include <bits/locale_t.h>
typedef __WINT_TYPE__ wint_t;
typedef unsigned long wctype_t;
typedef const int *wctrans_t;
#define WEOF (0xffffffffu)
#endif
#endif
