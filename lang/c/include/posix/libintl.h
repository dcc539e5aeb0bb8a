#ifndef _LIBINTL_H
#define _LIBINTL_H 1
#include <features.h>
#define __USE_GNU_GETTEXT 1
#define __GNU_GETTEXT_SUPPORTED_REVISION(m) ((m) == 0 ? 1 : -1)
#endif
