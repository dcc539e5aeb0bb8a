#ifndef _INC_DIRECT
#define _INC_DIRECT
#include <corecrt.h>
struct _diskfree_t { unsigned total_clusters, avail_clusters, sectors_per_cluster, bytes_per_sector; };
#define diskfree_t _diskfree_t
#endif
