#ifndef _STRING_H
#define _STRING_H 1
#ifdef _WIN32
#define _INC_STRING
#include <corecrt.h>
#define _NLSCMPERROR 2147483647
#else
#include <features.h>
#include <bits/locale_t.h>
#include <strings.h>
#endif
#undef NULL
#define NULL ((void *)0)
#endif
