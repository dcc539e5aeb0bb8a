#ifndef _SYS_TIMEB_H
#define _SYS_TIMEB_H 1
#ifdef _WIN32
#define _INC_TIMEB
#include <corecrt.h>
struct __timeb32 { __time32_t time; unsigned short millitm; short timezone, dstflag; };
struct __timeb64 { __time64_t time; unsigned short millitm; short timezone, dstflag; };
#define _timeb __timeb64
#define _ftime _ftime64
#define _ftime_s _ftime64_s
#else
#include <bits/types.h>
#endif
struct timeb { time_t time; unsigned short millitm; short timezone, dstflag; };
#endif
