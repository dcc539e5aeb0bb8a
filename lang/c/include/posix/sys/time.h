#ifndef _SYS_TIME_H
#define _SYS_TIME_H 1
#include <features.h>
#include <bits/types.h>
#include <bits/timeval.h>
#include <sys/select.h>
struct timezone { int tz_minuteswest, tz_dsttime; };
struct itimerval { struct timeval it_interval, it_value; };
enum __itimer_which { ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF };
#define ITIMER_REAL ITIMER_REAL
#define ITIMER_VIRTUAL ITIMER_VIRTUAL
#define ITIMER_PROF ITIMER_PROF
#ifdef _GNU_SOURCE
#define TIMEVAL_TO_TIMESPEC(v, s) { (s)->tv_sec = (v)->tv_sec; (s)->tv_nsec = (v)->tv_usec * 1000; }
#define TIMESPEC_TO_TIMEVAL(v, s) { (v)->tv_sec = (s)->tv_sec; (v)->tv_usec = (s)->tv_nsec / 1000; }
#endif
#define timerisset(t) ((t)->tv_sec || (t)->tv_usec)
#define timerclear(t) ((t)->tv_sec = (t)->tv_usec = 0)
#define timercmp(a, b, C) (((a)->tv_sec == (b)->tv_sec) ? ((a)->tv_usec C (b)->tv_usec) : ((a)->tv_sec C (b)->tv_sec))
#define timeradd(a, b, r) do { (r)->tv_sec = (a)->tv_sec + (b)->tv_sec; (r)->tv_usec = (a)->tv_usec + (b)->tv_usec; if ((r)->tv_usec >= 1000000) { ++(r)->tv_sec; (r)->tv_usec -= 1000000; } } while (0)
#define timersub(a, b, r) do { (r)->tv_sec = (a)->tv_sec - (b)->tv_sec; (r)->tv_usec = (a)->tv_usec - (b)->tv_usec; if ((r)->tv_usec < 0) { --(r)->tv_sec; (r)->tv_usec += 1000000; } } while (0)
#endif
