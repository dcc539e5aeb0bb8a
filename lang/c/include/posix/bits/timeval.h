#ifndef __timeval_defined
#define __timeval_defined 1
#include <bits/types.h>
struct timeval { __time_sel_t tv_sec, tv_usec; };
#endif
