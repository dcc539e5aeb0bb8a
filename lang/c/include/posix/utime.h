#ifndef _UTIME_H
#define _UTIME_H 1
#include <features.h>
#include <bits/types.h>
struct utimbuf { __time_sel_t actime, modtime; };
#endif
