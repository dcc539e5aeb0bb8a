#ifndef _NL_TYPES_H
#define _NL_TYPES_H 1
#include <features.h>
#define NL_SETD 1
#define NL_CAT_LOCALE 1
typedef void *nl_catd;
typedef int nl_item;
#endif
