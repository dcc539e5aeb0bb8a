#ifndef _CTYPE_H
#define _CTYPE_H 1
#ifdef _WIN32
#define _INC_CTYPE
#include <corecrt.h>
#else
#include <bits/types.h>
#include <bits/locale_t.h>
#endif
#endif
