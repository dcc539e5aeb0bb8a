#ifndef _STRINGS_H
#define _STRINGS_H 1
#include <features.h>
#include <bits/locale_t.h>
typedef __SIZE_TYPE__ size_t;
#endif
