#ifndef _SEARCH_H
#define _SEARCH_H 1
#include <features.h>
typedef __SIZE_TYPE__ size_t;
typedef int (*__compar_fn_t)(const void *, const void *);
typedef enum { FIND, ENTER } ACTION;
typedef struct entry { char *key; void *data; } ENTRY;
struct _ENTRY;
struct hsearch_data { struct _ENTRY *table; unsigned int size, filled; };
typedef enum { preorder, postorder, endorder, leaf } VISIT;
typedef void (*__action_fn_t)(const void *, VISIT, int);
typedef void (*__free_fn_t)(void *);
#ifdef _GNU_SOURCE
struct qelem { struct qelem *q_forw, *q_back; char q_data[1]; };
#endif
#endif
