#ifndef _ALLOCA_H
#define _ALLOCA_H 1
#include <features.h>
typedef __SIZE_TYPE__ size_t;
#define alloca(n) __builtin_alloca(n)
#endif
