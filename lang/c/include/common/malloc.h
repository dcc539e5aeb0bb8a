#ifndef _MALLOC_H
#define _MALLOC_H 1
#ifdef _WIN32
#define _INC_MALLOC
#include <corecrt.h>
typedef struct _heapinfo { int *_pentry; size_t _size; int _useflag; } _HEAPINFO;
#define _HEAP_MAXREQ 0xFFFFFFFFFFFFFFE0
#define _HEAPEMPTY (-1)
#define _HEAPOK (-2)
#define _HEAPBADBEGIN (-3)
#define _HEAPBADNODE (-4)
#define _HEAPEND (-5)
#define _HEAPBADPTR (-6)
#define _FREEENTRY 0
#define _USEDENTRY 1
#define alloca _alloca
#else
#include <features.h>
#include <stddef.h>
#include <stdio.h>
struct mallinfo { int arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost; };
struct mallinfo2 { size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost; };
enum { M_MXFAST = 1, M_TRIM_THRESHOLD = -1, M_TOP_PAD = -2, M_MMAP_THRESHOLD = -3, M_MMAP_MAX = -4 };
#endif
#endif
