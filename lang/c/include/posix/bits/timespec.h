#ifndef _STRUCT_TIMESPEC
#define _STRUCT_TIMESPEC 1
#include <bits/types.h>
struct timespec {
  __time_sel_t tv_sec;
  long tv_nsec;
#if defined __USE_TIME_BITS64 && !defined __x86_64__
  int : 32;
#endif
};
#endif
