#ifndef _UCHAR_H
#define _UCHAR_H 1
#ifdef _WIN32
#include <corecrt.h>
#else
#include <features.h>
#include <bits/types.h>
typedef __mbstate_t mbstate_t;
#endif
typedef __CHAR16_TYPE__ char16_t;
typedef __CHAR32_TYPE__ char32_t;
#endif
