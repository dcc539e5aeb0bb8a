#ifndef _LINUX_TIME_TYPES_H
#define _LINUX_TIME_TYPES_H
#include <linux/types.h>
struct __kernel_timespec { long long tv_sec, tv_nsec; };
struct __kernel_old_timespec { __kernel_long_t tv_sec; long tv_nsec; };
#endif
