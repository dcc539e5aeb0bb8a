#ifndef _ICONV_H
#define _ICONV_H 1
#include <features.h>
typedef __SIZE_TYPE__ size_t;
typedef void *iconv_t;
#endif
