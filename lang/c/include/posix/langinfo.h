#ifndef _LANGINFO_H
#define _LANGINFO_H 1
#include <nl_types.h>
#include <bits/locale_t.h>
enum { CODESET = 14, RADIXCHAR = 0x10000, THOUSEP, YESEXPR = 0x50000, NOEXPR, CRNCYSTR = 0x4000f, D_T_FMT = 0x20028, D_FMT, T_FMT, T_FMT_AMPM, AM_STR = 0x20026, PM_STR, DAY_1 = 0x20007, MON_1 = 0x2001a };
#endif
