#ifndef _INC_UTIME
#define _INC_UTIME
#include <corecrt.h>
struct _utimbuf { time_t actime, modtime; };
struct __utimbuf32 { __time32_t actime, modtime; };
struct __utimbuf64 { __time64_t actime, modtime; };
struct utimbuf { time_t actime, modtime; };
#endif
