#ifndef _ERR_H
#define _ERR_H 1
#include <features.h>
typedef __builtin_va_list __gnuc_va_list;
#endif
