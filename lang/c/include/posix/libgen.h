#ifndef _LIBGEN_H
#define _LIBGEN_H 1
#include <features.h>
#define basename __xpg_basename
#endif
