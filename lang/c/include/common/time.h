#ifndef _TIME_H
#define _TIME_H 1
#ifdef _WIN32
#define _INC_TIME
#include <corecrt.h>
typedef long clock_t;
struct _timespec32 { __time32_t tv_sec; long tv_nsec; };
struct _timespec64 { __time64_t tv_sec; long tv_nsec; };
#ifndef _CRT_NO_TIME_T
struct timespec { time_t tv_sec; long tv_nsec; };
#endif
#define CLOCKS_PER_SEC ((clock_t)1000)
#define CLK_TCK CLOCKS_PER_SEC
struct tm { int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst; };
#else
#include <features.h>
#include <bits/types.h>
#include <bits/timespec.h>
#include <bits/locale_t.h>
typedef long clock_t;
typedef int clockid_t;
typedef void *timer_t;
typedef int pid_t;
struct tm {
  int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
  long tm_gmtoff;
  const char *tm_zone;
};
struct itimerspec { struct timespec it_interval, it_value; };
struct sigevent;
#define CLOCKS_PER_SEC ((clock_t)1000000)
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID 3
#define CLOCK_MONOTONIC_RAW 4
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME 7
#define CLOCK_TAI 11
#define TIMER_ABSTIME 1
#endif
#define TIME_UTC 1
#undef NULL
#define NULL ((void *)0)
#endif
